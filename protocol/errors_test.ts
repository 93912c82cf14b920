import { assertEquals } from "@std/assert";
import { EXIT } from "./errors.ts";

Deno.test("exit codes are what scripts rely on; an interrupt is 128 and SIGINT", () => {
  assertEquals(EXIT, { ok: 0, failed: 1, usage: 2, invalid: 3, interrupted: 128 + 2 });
});
