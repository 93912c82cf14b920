import { assertEquals } from "@std/assert";
import { DemlError, EXIT, type Failure } from "./errors.ts";

Deno.test("exit codes are stable for scripts; an interrupt is 128 plus SIGINT", () => {
  assertEquals(EXIT, { ok: 0, failed: 1, usage: 2, invalid: 3, missed: 4, interrupted: 128 + 2 });
});

Deno.test("a failure is the same after JSON, with numbers that JSON lacks as text", () => {
  const failure = { kind: "data/npy-length", bytes: 7, odd: [NaN, -Infinity] } as Failure;
  const error = new DemlError(failure);
  assertEquals(error.failure, { ...failure, odd: ["NaN", "-Infinity"] } as Failure);
  assertEquals(JSON.parse(JSON.stringify(error.failure)), error.failure);
});
