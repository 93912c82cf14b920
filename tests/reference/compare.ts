/**
 * Everything that can be seen of the contract against the reference model.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import type { Address } from "viem";
import { ACTORS } from "./actors.ts";
import { agendaOf, mayCommit } from "./agenda.ts";
import type { Block, Chain, Question } from "./chain.ts";
import { owedTo } from "./ending.ts";
import type { Random } from "./random.ts";
import type { Competition, Moment, World } from "./state.ts";
import { modelsOf, podiumOf, roundOf, seatOf, standingOf } from "./views.ts";

/** Rounds are over in about the order they were opened in: older ones do not change. */
const RECENT = 4;

/** What is asked, and what the answer should be. */
type Expectation = Question & { answer: unknown };

/** Compares views and balances after a call, and answers the block it was mined in. */
export async function compareSight(
  chain: Chain,
  world: World,
  moment: Moment,
  competitions: Competition[],
  balances: Map<Address, bigint>,
  sender: Address,
  random: Random,
): Promise<Block> {
  const expected = competitions.flatMap((competition) => [
    ...expectations(competition, moment.now),
    ...expectedTasks(world, competition, moment, random.pick([sender, random.pick(ACTORS)])),
  ]);
  const accounts = [chain.contract, ...balances.keys()];
  const { block, answers, balances: found } = await chain.look(expected, accounts);
  assertEquals([block.number, block.time], [moment.block, moment.now]);
  const held = world.competitions.reduce((sum, competition) => sum + competition.held, 0n);
  assertEquals(found, [held, ...balances.values()], "balances");
  expected.forEach(({ view, args, answer }, i) => {
    assertEquals(answers[i], answer, `${view}(${args.join(", ")})`);
  });
  return block;
}

/** What holds for a competition whoever asks. */
export function expectations(competition: Competition, now: number): Expectation[] {
  const id = BigInt(competition.id);
  const { models, digests, keyCommitments } = modelsOf(competition);
  const { numbers, models: best } = podiumOf(competition);
  const from = Math.max(0, competition.rounds.length - RECENT);
  const rounds = competition.rounds.slice(from).map((_, i) => roundOf(competition, from + i, now));
  return [
    { view: "standingOf", args: [id], answer: standingOf(competition, now) },
    { view: "termsOf", args: [id], answer: competition.terms },
    { view: "modelsOf", args: [id, 0n, 100n], answer: [models, digests, keyCommitments] },
    { view: "podiumOf", args: [id], answer: [numbers, best] },
    { view: "roundsOf", args: [id, BigInt(from), 100n], answer: rounds },
    {
      view: "seatsOf",
      args: [id, ACTORS],
      answer: ACTORS.map((actor) => seatOf(competition, actor)),
    },
    ...ACTORS.map((actor): Expectation => (
      { view: "owedTo", args: [id, actor], answer: owedTo(competition, actor) }
    )),
  ];
}

/** What an account may do, and the views of one thing that others show many of. */
function expectedTasks(
  world: World,
  competition: Competition,
  moment: Moment,
  account: Address,
): Expectation[] {
  const id = BigInt(competition.id);
  const count = competition.rounds.length;
  const from = Math.max(0, count - RECENT);
  return [
    {
      view: "isRegistered",
      args: [id, account],
      answer: competition.participants.includes(account),
    },
    { view: "seatOf", args: [id, account], answer: seatOf(competition, account) },
    {
      view: "agendaOf",
      args: [id, account, BigInt(from), 100n],
      answer: agendaOf(world, competition, moment, account, from),
    },
    // The round that comes next is there for nobody.
    ...[count, count - 1, count - 2].filter((index) => index >= 0).map((index): Expectation => ({
      view: "mayCommit",
      args: [id, BigInt(index), account],
      answer: mayCommit(world, competition, moment, index, account),
    })),
    ...(count > 0
      ? [
        {
          view: "roundOf",
          args: [id, BigInt(count - 1)],
          answer: roundOf(competition, count - 1, moment.now),
        } satisfies Expectation,
      ]
      : []),
  ];
}
