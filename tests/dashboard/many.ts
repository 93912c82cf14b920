/**
 * Many competitions, each with its own name: the contract's own calls.
 *
 * @module
 */
import { type Address, parseEther, toHex, zeroHash } from "viem";
import { demlAbi } from "../../protocol/generated/deml.ts";
import type { MetricSpec } from "../../protocol/score/metrics.ts";
import { openTerms, sealedTerms, termsHashOf } from "../../protocol/terms/terms.ts";
import { type CompetitionSpec, encodeSpec } from "../../protocol/spec/spec.ts";
import { openBlockStore } from "../../miner/ipfs/block_store.ts";
import { publishBlock } from "../../miner/ipfs/publish.ts";
import { countCompetitions } from "../../miner/chain/read_competition.ts";
import type { Stage } from "../../miner/demo/stage.ts";
import { type Call, crowdOf } from "./crowd.ts";

const DAY = 86_400;

/** One of them. */
export interface Plan {
  name: string;
  description?: string;
  /** Wei; an ether unless told */
  fund?: bigint;
  sealed?: boolean;
  /** The metric, if it is not the stage's */
  judging?: MetricSpec;
  /** Accounts that join */
  joined?: Address[];
}

/** A regression's data has values. */
function withoutClasses(spec: CompetitionSpec, judging: MetricSpec | undefined): CompetitionSpec {
  if (judging?.target === undefined) return spec;
  const { classes: _, ...test } = spec.test;
  return { ...spec, test };
}

/** Creates them in this order, and returns the number of the first. */
export async function createMany(stage: Stage, plans: readonly Plan[]): Promise<number> {
  const crowd = crowdOf(stage);
  const [organizer] = await crowd.invite(["organizer of many"]) as [Address];
  const store = await openBlockStore(`${stage.folder}/blocks`);
  const first = Number(await countCompetitions(stage.connection)) + 1;
  const start = await stage.now();
  const calls: Call[] = [];
  for (const [index, plan] of plans.entries()) {
    const { name, description = "", fund = parseEther("1"), sealed = false, joined = [], judging } =
      plan;
    const cid = await publishBlock(
      encodeSpec({ ...withoutClasses(stage.spec, judging), ...judging, name, description }),
      store,
    );
    const submissionEnd = start + 2 * DAY + index;
    const choices = {
      specDigest: `0x${cid.multihash.digest.toHex()}` as const,
      fund,
      registrationEnd: start + DAY + index,
      submissionEnd,
      evaluationEnd: start + 9 * DAY,
    };
    const terms = sealed
      ? sealedTerms({
        ...choices,
        testKeyCommitment: toHex(1, { size: 32 }),
        openingEnd: submissionEnd + 3 * DAY,
      })
      : openTerms(choices);
    const of = (call: object) => ({ abi: demlAbi, ...call }) as Call;
    calls.push(
      of({ from: organizer, value: fund, functionName: "createCompetition", args: [terms] }),
      ...joined.map((from) =>
        of({
          from,
          value: fund / 10n,
          functionName: "register",
          args: [BigInt(first + index), termsHashOf(organizer, fund, terms), zeroHash],
        })
      ),
    );
    for (const address of joined) await stage.chain.control.impersonateAccount({ address });
  }
  await crowd.send(calls);
  return first;
}
