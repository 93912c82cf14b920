import { assertEquals } from "@std/assert";
import { shorten } from "./money.tsx";

Deno.test("amounts keep five significant digits, and are never shown as zero", () => {
  assertEquals(
    ["10", "1234567", "1.5", "0.123456789", "12.3456789", "0.000000000000000001", "123456.78"].map(
      shorten,
    ),
    ["10", "1,234,567", "1.5", "0.1234", "12.345", "0.000000000000000001", "123,456"],
  );
});
