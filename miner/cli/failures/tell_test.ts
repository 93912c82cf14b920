import { assert, assertEquals } from "@std/assert";
import { type Failure, told } from "../../../protocol/errors.ts";
import { revertFact } from "../../../protocol/format/revert_facts.ts";
import type { ContractError } from "../../../protocol/format/revert_facts.ts";
import { demlAbi } from "../../../protocol/generated/deml.ts";
import { TABLES, tell, tellFailure } from "./tell.ts";
import type { PortableFault } from "../../journal/failures.ts";
import type { FileFault } from "../../base/failures.ts";
import type { KeystoreFault } from "../../wallet/failures.ts";

Deno.test("every error of the contract has a sentence", () => {
  const errors = demlAbi.filter(({ type }) => type === "error") as { name: ContractError }[];
  for (const { name } of errors) {
    const { message, remedy } = tellFailure({
      kind: "revert/contract",
      purpose: "do it",
      reason: name,
      args: [1n, 2n, 3n],
    } as never);
    requireSentence(name, message, remedy);
    // Whatever was tried with a competition that does not exist.
    if (name === "NoSuchCompetition") assertEquals(message, "Competition 1 does not exist");
    else assert(message.startsWith("Cannot do it: "), message);
    assert(!/undefined/.test(revertFact(name, [1n, 2n, 3n])), name);
  }
});

Deno.test("every failure has a sentence and a way out", () => {
  // A value that is a text, a number, a list and a record at once, for any template.
  const any: unknown = new Proxy(function () {}, {
    get: (_, key) => key === Symbol.toPrimitive || key === "join" ? () => "7" : any,
    apply: () => "7",
  });
  // Unions within: revert above, faults below, the others in ipfs_test.ts and evaluation_test.ts.
  const elsewhere = [
    ...["revert/contract", "ipfs/not-found", "evaluator/child"],
    ...["journal/not-portable", "wallet/damaged-keystore"],
    ...["file/unreadable", "file/unwritable", "file/no-folder"],
  ];
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

Deno.test("every fault of a path has its clause, and none shows the system's own words", () => {
  const faults: FileFault[] = [
    { fault: "missing-folder", at: "/a" },
    { fault: "not-a-folder", at: "/a" },
    { fault: "not-a-folder", at: "/a/b" },
    ...(["is-a-folder", "forbidden", "read-only", "full", "name-too-long", "link-loop"] as const)
      .map((fault) => ({ fault })),
    { fault: "no-files" },
    { fault: "other", reason: "Input/output error" },
  ];
  for (const why of faults) {
    for (const kind of ["file/unreadable", "file/unwritable", "file/no-folder"]) {
      const { message, remedy } = tellFailure({ kind, path: "/a/b", why } as Failure);
      requireSentence(why.fault, message, remedy);
    }
  }
});

Deno.test("every fault of a journal and of a keystore has its clause", () => {
  const account = `0x${"aa".repeat(20)}`;
  const portable: PortableFault[] = [
    { fault: "not-json" },
    { fault: "version", found: "9", most: 2 },
    { fault: "schema", path: "openings[0].scores", because: "Invalid string" },
    { fault: "opening", seat: "1/0x00" },
    { fault: "foreign-key", key: "1/0x00", account },
    { fault: "foreign-transaction", hash: "0x01", account },
  ];
  for (const fault of portable) {
    const { message, remedy } = tellFailure({ kind: "journal/not-portable", fault } as Failure);
    requireSentence(fault.fault, message, remedy);
  }
  const keystore: KeystoreFault[] = [
    { fault: "not-json" },
    { fault: "schema", path: "crypto.mac", because: "Required" },
    { fault: "scrypt-incomplete" },
    { fault: "scrypt-memory", mebibytes: 4_096 },
    { fault: "no-iterations" },
    { fault: "key-length", bytes: 16 },
    { fault: "secret-length" },
  ];
  for (const fault of keystore) {
    const { message, remedy } = tellFailure(
      { kind: "wallet/damaged-keystore", origin: "key.json", fault } as Failure,
    );
    requireSentence(fault.fault, message, remedy);
  }
});

Deno.test("a failure that the terminal worded keeps its words, and an unknown one is shown as data", () => {
  const { message, remedy } = tell(told("usage", "No chain to talk to", "Give --rpc URL"));
  assertEquals([message, remedy], ["No chain to talk to", "Give --rpc URL"]);
  assertEquals(tell(new RangeError("oops")).message, "Unexpected failure: RangeError: oops");
  // A compromised child may omit fields: the daemon still reports the failure.
  const odd = tellFailure({ kind: "chain/no-answer" });
  assertEquals(odd, { message: "chain/no-answer", remedy: "Please report it" });
});

function requireSentence(kind: string, message: string, remedy: string): void {
  assert(/^[A-Z0-9"]|^key\.json/.test(message) && !/[.!?]$/.test(message), `${kind}: ${message}`);
  assert(/^[A-Z`]/.test(remedy) && !/[.!?]$/.test(remedy), `${kind}: ${remedy}`);
  assert(!/undefined|\[object/.test(message + remedy), `${kind}: ${message}. ${remedy}`);
}
