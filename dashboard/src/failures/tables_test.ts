import { assert, assertEquals, assertMatch } from "@std/assert";
import type { ContractError } from "../../../protocol/format/revert_facts.ts";
import { demlAbi } from "../../../protocol/generated/deml.ts";
import { ADVICE } from "../../../protocol/score/advice.ts";
import { EXPORTERS } from "../../../protocol/score/exporters.ts";
import { broken, InvalidModel } from "../../../protocol/score/verdict.ts";
import { TABLES, tellFailure } from "./tables.ts";
import { tell } from "./tell.ts";

Deno.test("every failure has a sentence and a way out, without a flag or a command of the program", () => {
  // A text, a number, a list and a record at once, as sentences need them.
  const any: unknown = new Proxy(function () {}, {
    get: (_, key) => key === Symbol.toPrimitive ? () => "7" : key === "join" ? () => "a; b" : any,
    apply: () => "7",
  });
  for (const [kind, words] of Object.entries(TABLES)) {
    if (["revert/contract", "model/invalid", "ipfs/not-found"].includes(kind)) continue;
    const failure = new Proxy({ kind }, { get: (_, key) => key === "kind" ? kind : any });
    requireSentence(kind, ...(words as (failure: unknown) => [string, string])(failure));
  }
});

Deno.test("every error of the contract has a sentence", () => {
  const errors = demlAbi.filter(({ type }) => type === "error") as { name: ContractError }[];
  for (const { name } of errors) {
    const failure = { purpose: "do it", reason: name, args: [1n, 2n, 3n] };
    const { message, remedy } = tellFailure({ kind: "revert/contract", ...failure } as never);
    requireSentence(name, message, remedy);
    assertMatch(message, /^Cannot do it: /);
  }
});

Deno.test("every piece of advice on an INVALID model has a sentence", () => {
  for (const [kind, fields] of Object.entries(ADVICE)) {
    for (const exporter of EXPORTERS) {
      const value: Record<string, unknown> = { number: 7, string: "seven", exporter };
      const given = Object.entries(fields).map(([name, type]) => [name, value[type]]);
      const { message, remedy } = tell(
        new InvalidModel("graph", "it is odd", { kind, ...Object.fromEntries(given) }),
      );
      assertEquals(message, "INVALID by rule graph: it is odd");
      requireSentence(kind, message, remedy);
    }
  }
  assertMatch(tell(broken("graph", "it ends early")).remedy, /onnx\.checker/);
});

Deno.test("a failed fetch names each gateway and what it did", () => {
  const { message, remedy } = tellFailure(
    {
      kind: "ipfs/not-found",
      cid: "bafy",
      waited: { seconds: 90, bytes: 12 },
      failures: [
        { gateway: "https://one.example", why: "status", status: 404 },
        { gateway: "https://two.example", why: "redirects", to: "https://three.example" },
        { why: "not-http" },
        { gateway: "https://four.example", why: "other-bytes" },
      ],
      passing: true,
    } as never,
  );
  assertEquals(
    message,
    "Cannot fetch bafy: https://one.example answered HTTP 404; " +
      "https://two.example redirects to https://three.example, which is not followed; " +
      "one gateway cannot be asked: it is not an http or https URL; " +
      "https://four.example sent other bytes; the gateways took 90 s for 12 bytes",
  );
  requireSentence("ipfs/not-found", message, remedy);
});

function requireSentence(kind: string, message: string, remedy: string): void {
  for (const text of [message, remedy]) {
    assert(/^[A-Z0-9"]/.test(text) && !/[.!?]$/.test(text), `${kind}: ${text}`);
    const own = text.replace("`ipfs add --cid-version 1`", "");
    assert(!/undefined|\[object|--[a-z]|`deml/.test(own), `${kind}: ${text}`);
  }
}
