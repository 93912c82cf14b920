import { assertEquals } from "@std/assert";
import { EXIT } from "./errors.ts";

Deno.test("exit codes are those that scripts rely on: docs name them, and 128 + SIGINT", () => {
  assertEquals(EXIT, { ok: 0, failed: 1, usage: 2, invalid: 3, interrupted: 128 + 2 });
});
