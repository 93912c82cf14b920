import { assert, assertEquals } from "@std/assert";
import { told } from "../../../protocol/errors.ts";
import { revertFact } from "../../../protocol/format/revert_facts.ts";
import type { ContractError } from "../../../protocol/format/revert_facts.ts";
import { demlAbi } from "../../../protocol/generated/deml.ts";
import { TABLES, tell, tellFailure } from "./tell.ts";

Deno.test("every error of the contract has its sentence", () => {
  const errors = demlAbi.filter(({ type }) => type === "error") as { name: ContractError }[];
  for (const { name } of errors) {
    const { message, remedy } = tellFailure({
      kind: "revert/contract",
      purpose: "do it",
      reason: name,
      args: [1n, 2n, 3n],
    } as never);
    requireSentence(name, message, remedy);
    assert(message.startsWith("Cannot do it: "), message);
    assert(!/undefined/.test(revertFact(name, [1n, 2n, 3n])), name);
  }
});

Deno.test("every failure has a sentence and a way out", () => {
  // A value that is a text, a number, a list and a record, as templates need them.
  const any: unknown = new Proxy(function () {}, {
    get: (_, key) => key === Symbol.toPrimitive || key === "join" ? () => "7" : any,
    apply: () => "7",
  });
  // Unions within: revert above, the others in ipfs_test.ts and evaluation_test.ts.
  const elsewhere = ["revert/contract", "ipfs/not-found", "evaluator/child"];
  for (const [kind, sentence] of Object.entries(TABLES)) {
    if (elsewhere.includes(kind)) continue;
    const fields = new Proxy({ kind }, { get: (_, key) => key === "kind" ? kind : any });
    const [message, remedy] = (sentence as (...given: unknown[]) => readonly string[])(
      fields,
      () => ({ message: "Nested", remedy: "Nested" }),
    );
    requireSentence(kind, message!, remedy!);
  }
});

Deno.test("what the terminal met itself keeps its words, and nobody's failure is shown as data", () => {
  const { message, remedy } = tell(told("usage", "No chain to talk to", "Give --rpc URL"));
  assertEquals([message, remedy], ["No chain to talk to", "Give --rpc URL"]);
  assertEquals(tell(new RangeError("oops")).message, "Unexpected failure: oops");
  // A child that was taken over leaves fields out: the daemon tells it all the same.
  const odd = tellFailure({ kind: "chain/no-answer" });
  assertEquals(odd, { message: "chain/no-answer", remedy: "Please report it" });
});

function requireSentence(kind: string, message: string, remedy: string): void {
  assert(/^[A-Z0-9"]/.test(message) && !/[.!?]$/.test(message), `${kind}: ${message}`);
  assert(/^[A-Z`]/.test(remedy) && !/[.!?]$/.test(remedy), `${kind}: ${remedy}`);
  assert(!/undefined|\[object/.test(message + remedy), `${kind}: ${message}. ${remedy}`);
}
