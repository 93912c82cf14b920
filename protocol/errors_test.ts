import { assertEquals } from "@std/assert";
import { EXIT } from "./errors.ts";

Deno.test("exit codes are stable for scripts; an interrupt is 128 plus SIGINT", () => {
  assertEquals(EXIT, { ok: 0, failed: 1, usage: 2, invalid: 3, interrupted: 128 + 2 });
});
