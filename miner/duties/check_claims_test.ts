import { assertEquals } from "@std/assert";
import type { Hex } from "viem";
import type { CompetitionSpec, EngineName } from "../../protocol/spec/spec.ts";
import { packScoreClaim } from "../../protocol/score/score_claim.ts";
import { ABSTAIN_SCORE, INVALID_SCORE } from "../../protocol/score/score.ts";
import type { Evaluator, EvaluatorCompetition } from "../evaluation/host/evaluator.ts";
import type { BlockStore } from "../ipfs/block_store.ts";
import type { CID } from "../ipfs/cid.ts";
import { publishFile } from "../ipfs/publish.ts";
import { openJournal } from "../journal/journal.ts";
import type { VerdictKey } from "../journal/kept_verdicts.ts";
import { checkClaims, type Claimed } from "./check_claims.ts";
import type { Judging } from "./context.ts";
import { createMemory } from "./memory.ts";

const ROOT = `0x${"5a".repeat(32)}` as const;
const SCORE = 71_000;

/** What a model has on the public part. */
type Answers = Record<number, { score: number; root: Hex } | "invalid">;

async function given({ withPublicPart = true, claims = true } = {}) {
  const blocks = new Map<string, Uint8Array>();
  const store: BlockStore = {
    read: (cid: CID) => Promise.resolve(blocks.get(String(cid))),
    put(cid: CID, bytes: Uint8Array) {
      blocks.set(String(cid), bytes);
      return Promise.resolve(cid);
    },
  };
  const cid = String(await publishFile(new TextEncoder().encode("1,0\n"), store));
  if (!withPublicPart) blocks.clear();
  const input = { shape: [1], type: "float32", layout: "flat", scale: 1, mean: [0], std: [1] };
  const file = { cid, format: "csv", rows: 1, classes: 2, labelColumn: 1 };
  const spec = {
    engine: { name: "native", version: "1.30.0" },
    metric: "accuracy",
    input,
    test: file,
    validation: file,
    ...(claims && { claims: true }),
  } as unknown as CompetitionSpec;
  const journal = openJournal(":memory:");
  const seen = { engines: [] as EngineName[], evaluated: 0, bound: [] as (Hex | undefined)[] };

  /** Each model's package is its number. */
  const evaluatorOf = (answers: Answers) =>
    ({
      width: 1,
      load(on: EvaluatorCompetition) {
        seen.engines.push(on.spec.engine.name);
        return Promise.resolve({
          evaluate(bytes: Uint8Array, { evidence }: { evidence?: Hex } = {}) {
            seen.evaluated++;
            seen.bound.push(evidence);
            const answer = answers[bytes[0]!];
            if (answer === undefined) throw new Error("This machine failed");
            return Promise.resolve(
              answer === "invalid"
                ? {
                  kind: "invalid",
                  rule: "output",
                  found: "NaN",
                  advice: { kind: "export-checked" },
                }
                : { kind: "scored", ...answer },
            );
          },
        });
      },
    }) as unknown as Evaluator;

  const check = async (answers: Answers, wanted: Claimed[], mayStart = () => true) => {
    const judges = { evaluator: evaluatorOf(answers) };
    const sources = { gateways: [], store };
    const context = { judges, journal, sources, memory: createMemory() } as unknown as Judging;
    const found = await checkClaims(context, { tolerance: 50 }, spec, wanted, {
      keyOf: ({ id }) =>
        ({ digest: `0x${id}`, place: "0x", specDigest: "0x" }) as unknown as VerdictKey,
      read: ({ id }) => Promise.resolve(Uint8Array.of(id)),
      mayStart,
    });
    return [...found].map(([id, verdict]) => [
      id,
      verdict?.score,
      verdict?.because?.code === "invalid" ? verdict.because.rule : undefined,
    ]);
  };
  return { check, seen, close: () => journal.close() };
}

const model = (id: number, claim: Hex) => ({ id, digest: `0x${id}`, claim }) as Claimed;
const honest = packScoreClaim({ score: SCORE, root: ROOT });

Deno.test("a claim holds if score and root are the model's, and nothing else does", async () => {
  const { check, seen, close } = await given();
  const mine = { score: SCORE, root: ROOT };
  const answers: Answers = { 1: mine, 2: mine, 3: mine, 4: "invalid" };
  const found = await check(answers, [
    model(1, honest),
    model(2, packScoreClaim({ score: SCORE + 1, root: ROOT })),
    model(3, packScoreClaim({ score: SCORE, root: `0x${"11".repeat(32)}` })),
    model(4, honest),
    model(5, honest),
  ]);
  assertEquals(found, [
    [1, undefined, undefined],
    [2, INVALID_SCORE, "claim"],
    [3, INVALID_SCORE, "claim"],
    [4, INVALID_SCORE, "output"],
    [5, ABSTAIN_SCORE, undefined],
  ]);
  // In a native competition too.
  assertEquals(seen.engines, ["wasm"]);
  assertEquals(seen.bound[0], "0x1");
  close();
});

Deno.test("after a restart the journal has what was found, and another claim is compared with it", async () => {
  const { check, seen, close } = await given();
  await check({ 1: { score: SCORE, root: ROOT } }, [model(1, honest)]);
  assertEquals(seen.evaluated, 1);
  const lie = packScoreClaim({ score: 99_000, root: ROOT });
  assertEquals(await check({}, [model(1, lie)]), [[1, INVALID_SCORE, "claim"]]);
  assertEquals(await check({}, [model(1, honest)]), [[1, undefined, undefined]]);
  assertEquals(seen.evaluated, 1);
  close();
});

Deno.test("without the public part a miner abstains; in a spec without one, every claim is false", async () => {
  const withheld = await given({ withPublicPart: false });
  const answers: Answers = { 1: { score: SCORE, root: ROOT } };
  assertEquals(await withheld.check(answers, [model(1, honest)]), [[1, ABSTAIN_SCORE, undefined]]);
  withheld.close();
  const none = await given({ claims: false });
  assertEquals(await none.check(answers, [model(1, honest)]), [[1, INVALID_SCORE, "claim"]]);
  assertEquals(none.seen.evaluated, 0);
  none.close();
});

Deno.test("a claim that there was no time for is missing, not held", async () => {
  const { check, close } = await given();
  let left = 1;
  const answers: Answers = { 1: { score: SCORE, root: ROOT }, 2: { score: SCORE, root: ROOT } };
  const found = await check(answers, [model(1, honest), model(2, honest)], () => left-- > 0);
  assertEquals(found, [[1, undefined, undefined]]);
  close();
});
