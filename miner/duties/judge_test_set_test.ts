import { assertEquals } from "@std/assert";
import { type Hex, toHex } from "viem";
import { DemlError } from "../../protocol/errors.ts";
import type { DataFailure } from "../../protocol/failures.ts";
import { ABSTAIN_SCORE, BAD_DATA_SCORE, PERFECT_SCORE } from "../../protocol/score/score.ts";
import { type CompetitionSpec, encodeSpec } from "../../protocol/spec/spec.ts";
import type { Competition } from "../../protocol/state/competition.ts";
import { mnistSpec } from "../dataset/mnist_spec.ts";
import type { Evaluator, EvaluatorCompetition } from "../evaluation/host/evaluator.ts";
import type { BlockStore } from "../ipfs/block_store.ts";
import type { CID } from "../ipfs/cid.ts";
import { publishBlock, publishFile } from "../ipfs/publish.ts";
import { randomBytes, sealFile } from "../model/envelope.ts";
import type { Judging } from "./context.ts";
import { judgeTestSet } from "./judge_test_set.ts";
import { createMemory } from "./memory.ts";

/** Judges a test set whose public part is withheld, or does not match the spec. */
async function judged({ withheld = false, bad = false } = {}): Promise<number> {
  const blocks = new Map<string, Uint8Array>();
  const store: BlockStore = {
    read: (cid: CID) => Promise.resolve(blocks.get(String(cid))),
    put(cid: CID, bytes: Uint8Array) {
      blocks.set(String(cid), bytes);
      return Promise.resolve(cid);
    },
  };
  const [key, nonce] = [randomBytes(32), randomBytes(12)];
  const text = (content: string) => new TextEncoder().encode(content);
  const publicPart = await publishFile(text("public"), store);
  const digits = mnistSpec();
  const spec: CompetitionSpec = {
    ...digits,
    test: {
      ...digits.test,
      cid: String(await publishFile(await sealFile(text("private"), key, nonce), store)),
      sealed: { cipher: "AES-256-GCM", nonce: toHex(nonce) },
    },
    validation: { ...digits.test, cid: String(publicPart) },
    claims: true,
  };
  const { multihash: { digest } } = await publishBlock(encodeSpec(spec), store);
  if (withheld) blocks.delete(String(publicPart));
  const evaluator = {
    load({ part }: EvaluatorCompetition) {
      if (part === "validation" && bad) {
        throw new DemlError<DataFailure>({ kind: "data/no-validation-set" });
      }
      return Promise.resolve({});
    },
  } as unknown as Evaluator;
  const context = {
    judges: { evaluator },
    sources: { gateways: [], store },
    memory: createMemory(),
  } as unknown as Judging;
  const specDigest: Hex = `0x${digest.toHex()}`;
  const { score } = await judgeTestSet(
    context,
    { specDigest, testKey: toHex(key) } as unknown as Competition,
  );
  return score;
}

Deno.test("round zero judges the public part with the test set", async () => {
  assertEquals(await judged(), PERFECT_SCORE);
  assertEquals(await judged({ bad: true }), BAD_DATA_SCORE);
  assertEquals(await judged({ withheld: true }), ABSTAIN_SCORE);
});
