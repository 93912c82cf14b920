import { assertEquals } from "@std/assert";
import { INVALID_SCORE } from "../../protocol/score/score.ts";
import { showBecause } from "./show_because.ts";

Deno.test("each reason is one line", () => {
  assertEquals(
    showBecause({ code: "invalid", rule: "output", found: "its output holds NaN" }),
    "INVALID by rule output: its output holds NaN",
  );
  assertEquals(
    showBecause({ code: "engines-differ", native: INVALID_SCORE, wasm: 9_470, tolerance: 50 }),
    "ABSTAIN: INVALID by native and 9.470 % by wasm, further apart than half of the tolerance of 50",
  );
  assertEquals(
    showBecause({ code: "failed", step: "bytes", error: "ipfs", detail: "Nobody has it" }),
    "ABSTAIN: its package cannot be fetched: Nobody has it",
  );
  const what = { kind: "ipfs/not-a-cid", text: "junk" } as const;
  assertEquals(
    showBecause({ code: "failed", step: "bytes", error: "ipfs", what, detail: "ipfs/not-a-cid" }),
    'ABSTAIN: its package cannot be fetched: "junk" is not a CID',
  );
});

Deno.test("escape sequences, line breaks and reversed text of an untrusted model are escaped", () => {
  const found = "an operator \u001b[31mRed\u001b[0m\nOK \u202egnp.exe\u2028 x";
  assertEquals(
    showBecause({ code: "invalid", rule: "operator", found }),
    "INVALID by rule operator: an operator \\u{1b}[31mRed\\u{1b}[0m\\u{a}OK \\u{202e}gnp.exe\\u{2028} x",
  );
});
