import { assert, assertEquals } from "@std/assert";
import { demlAbi } from "../../protocol/generated/deml.ts";
import { SENTENCES } from "./reverts.ts";

Deno.test("every error of the contract has its sentence, and no sentence lacks its error", () => {
  const errors = demlAbi.filter(({ type }) => type === "error").map((error) =>
    (error as { name: string }).name
  );
  assertEquals(Object.keys(SENTENCES).sort(), errors.sort());
  for (const name of errors) {
    const [message, remedy] = SENTENCES[name]!([1n, 2n, 3n]);
    assert(/^[A-Z0-9]/.test(message) && !/[.!?]$/.test(message), message);
    assert(/^[A-Z]/.test(remedy) && !/[.!?]$/.test(remedy), remedy);
    assert(!/undefined/.test(message + remedy), `${name}: ${message}. ${remedy}`);
  }
});
