import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { toHex } from "viem";
import { encodeSpec } from "../../../protocol/spec/spec.ts";
import { packScoreClaim } from "../../../protocol/score/score_claim.ts";
import type { Competition } from "../../../protocol/state/competition.ts";
import type { Model } from "../../../protocol/state/model.ts";
import type { Connection } from "../../chain/client.ts";
import { mnistSpec } from "../../dataset/mnist_spec.ts";
import { sha256 } from "../../ipfs/cid.ts";
import { ruleOf } from "./rule_of.ts";
import { sayStep } from "./sentences.ts";

Deno.test("a claim without a public part is the rule that a model breaks", async () => {
  const spec = encodeSpec(mnistSpec());
  const store = { read: () => Promise.resolve(spec), put: () => Promise.reject(new Error("full")) };
  const claim = packScoreClaim({ score: 98_100, root: `0x${"ab".repeat(32)}` });
  const step = await ruleOf(
    // Nothing is read of the chain: neither the key nor the package.
    {} as Connection,
    { specDigest: toHex(await sha256(spec)) } as Competition,
    { id: 7, claim } as Model,
    { sources: { gateways: [], store } },
  );
  assertEquals([step.rule, step.claimed], ["claim", true]);
  assertStringIncludes(sayStep(step), "`claim`: 98.100 % was claimed, and no public part");
});

Deno.test("a model without a claim is not suspected of a false one, and no text steers a terminal", () => {
  const step = { step: "rule", model: 7 } as const;
  assertStringIncludes(sayStep({ ...step, claimed: true }), "a claim that is false");
  assert(!sayStep({ ...step, claimed: false }).includes("claim"));
  const found = "\u001b[2J\u202e the operator \u0007";
  const said = sayStep({ ...step, claimed: false, rule: "operator", found });
  assertStringIncludes(said, "\\u{1b}[2J\\u{202e} the operator \\u{7}");
});
