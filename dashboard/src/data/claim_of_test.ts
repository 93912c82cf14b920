import { assertEquals, assertThrows } from "@std/assert";
import { DemlError } from "../../../protocol/errors.ts";
import { claimOf } from "./claim_of.ts";

const root = `0x${"ab".repeat(32)}` as const;
const scored = { score: 98_100, root, version: "1.30.0" };
const specOf = (version: string) => ({ engine: { name: "wasm", version } }) as const;

Deno.test("nothing is claimed that another version computed, or without evidence", () => {
  assertEquals(claimOf(specOf("1.30.0"), scored), { score: 98_100, root });
  const error = assertThrows(() => claimOf(specOf("1.31.0"), scored), DemlError);
  assertEquals(error.code, "evaluator");
  assertThrows(() => claimOf(specOf("1.30.0"), { ...scored, root: undefined }), Error, "evidence");
});
