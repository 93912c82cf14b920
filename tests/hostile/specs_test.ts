/** Every hostile spec is refused in one sentence of ours. */
import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { parseSpec } from "../../protocol/spec/spec.ts";
import { DemlError } from "../../protocol/errors.ts";
import { tell } from "../../miner/cli/failures/tell.ts";
import { HOSTILE_SPECS } from "./specs.ts";

for (const { name, says, bytes } of HOSTILE_SPECS) {
  Deno.test(`spec ${name} is refused`, () => {
    const error = assertThrows(() => parseSpec(bytes()), DemlError);
    assertEquals(error.code, "spec");
    assertStringIncludes(tell(error).message, says);
    assert(tell(error).message.length < 1_000, tell(error).message);
  });
}
