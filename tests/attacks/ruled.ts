/**
 * Competitions whose seats are all the same miners', who settle what they like.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { fromFileUrl } from "@std/path/from-file-url";
import { type Hex, parseEther } from "viem";
import { readRound } from "../../miner/chain/read_rounds.ts";
import type { Stage } from "../../miner/demo/stage.ts";
import { pack } from "../../miner/model/package.ts";
import { packScores } from "../../protocol/round/commitment.ts";
import { packRows } from "../../protocol/round/groups.ts";
import { NO_OUTPUTS } from "../../protocol/score/evidence.ts";
import type { EngineName } from "../../protocol/spec/spec.ts";
import type { TermChoices } from "../../protocol/terms/terms.ts";
import { create, type DigitsCompetition, publishDigits } from "./first_digits.ts";
import type { Liars } from "./liars.ts";

/** Seats of these competitions. */
export const LIARS = 3;
const DAY = 86_400;
/** Samples of the test set. */
export const ROWS = 500;

/** A competition whose seats are all the liars', with so many authors. */
export async function createForLiars(
  stage: Stage,
  authors: number,
  choices: Partial<TermChoices> = {},
  engine: EngineName = "wasm",
): Promise<DigitsCompetition> {
  const now = await stage.now();
  return await create(stage, {
    specDigest: await publishDigits(stage, ROWS, engine),
    fund: parseEther("10"),
    tolerance: 0,
    registrationEnd: now + DAY,
    submissionEnd: now + 4 * DAY,
    evaluationEnd: now + 9 * DAY,
    seats: LIARS,
    ...choices,
  }, authors);
}

/** A round over all that waits: every seat commits to the same row, and it is settled. */
export async function ruleRound(
  stage: Stage,
  { id, terms, organizer }: DigitsCompetition,
  liars: Liars,
  index: number,
  scores: number[],
  evidence: Hex = NO_OUTPUTS,
): Promise<void> {
  await stage.warpTo(await stage.now() + terms.roundInterval + 2 * terms.commitWindow);
  const { sender } = organizer;
  await sender.send({ functionName: "openRound", args: [id], purpose: "open a round" });
  await liars.commit(index, scores, evidence);
  await liars.reveal(index, scores, evidence);
  const rows = liars.actors.map(({ address }) => ({ miner: address, scores: packScores(scores) }));
  await sender.send({
    functionName: "settle",
    args: [id, BigInt(index), packScores(scores), packRows(rows), "0x"],
    purpose: "settle a lie",
  });
  assertEquals((await readRound(stage.connection, id, index)).status, "settled");
}

/** One of the trained examples, packed. */
export async function packedExample(name: "logreg" | "mlp" | "lenet"): Promise<Uint8Array> {
  const path = fromFileUrl(new URL(`../../examples/models/${name}.onnx`, import.meta.url));
  return pack(await Deno.readFile(path));
}
