/**
 * Everything that can be seen of the contract against the reference model.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { type Address, zeroAddress } from "viem";
import { ACTORS } from "./actors.ts";
import { agendaOf, mayCommit } from "./agenda.ts";
import type { Block, Chain, Question } from "./chain.ts";
import { owedTo } from "./money.ts";
import type { Random } from "./random.ts";
import { type Moment, participantOf, type ReferenceCompetition, type World } from "./state.ts";
import { modelsOf, podiumOf, roundOf, seatOf, standingOf, termsOf } from "./views.ts";

/** Rounds are over in about the order they were opened in: older ones do not change. */
const RECENT = 4;

/** What is asked, and what the answer should be. */
type Expectation = Question & { answer: unknown; read?: (answer: unknown) => unknown };

/** Compares views and balances after a call, and answers the block it was mined in. */
export async function compareSight(
  chain: Chain,
  world: World,
  moment: Moment,
  competitions: ReferenceCompetition[],
  balances: Map<Address, bigint>,
  sender: Address,
  random: Random,
): Promise<Block> {
  const expected = competitions.flatMap((competition) => [
    ...expectations(competition, moment.now),
    // What an account may do is tried call by call, which takes longer than all the rest.
    ...random.chance(50)
      ? expectedTasks(world, competition, moment, random.pick([sender, random.pick(ACTORS)]))
      : [],
  ]);
  const accounts = [chain.contract, ...balances.keys()];
  const { block, answers, balances: found } = await chain.look(expected, accounts);
  assertEquals([block.number, block.time], [moment.block, moment.now]);
  const held = world.competitions.reduce((sum, competition) => sum + competition.held, 0n);
  assertEquals(found, [held, ...balances.values()], "balances");
  expected.forEach(({ view, args, answer, read }, i) => {
    const shown = read === undefined ? answers[i] : read(answers[i]);
    assertEquals(shown, answer, `${view}(${args.join(", ")})`);
  });
  return block;
}

/** What holds for a competition whoever asks. */
export function expectations(competition: ReferenceCompetition, now: number): Expectation[] {
  const id = BigInt(competition.id);
  const { models, digests, keyCommitments } = modelsOf(competition);
  const { numbers, models: best } = podiumOf(competition);
  const from = Math.max(0, competition.rounds.length - RECENT);
  const rounds = competition.rounds.slice(from).map((_, i) => roundOf(competition, from + i, now));
  return [
    { view: "standingOf", args: [id], answer: standingOf(competition, now) },
    { view: "termsOf", args: [id], answer: termsOf(competition) },
    { view: "modelsOf", args: [id, 0n, 200n], answer: [models, digests, keyCommitments] },
    { view: "queueOf", args: [id, 0n, 200n], answer: competition.queue.map(BigInt) },
    { view: "podiumOf", args: [id], answer: [numbers, best] },
    { view: "roundsOf", args: [id, BigInt(from), 100n], answer: rounds },
    {
      view: "seatsOf",
      args: [id, ACTORS],
      answer: ACTORS.map((actor) => seatOf(competition, actor, now)),
    },
    ...ACTORS.map((actor): Expectation => (
      { view: "owedTo", args: [id, actor], answer: owedTo(competition, actor) }
    )),
  ];
}

/** What an account may do, and the views of one thing that others show many of. */
function expectedTasks(
  world: World,
  competition: ReferenceCompetition,
  moment: Moment,
  account: Address,
): Expectation[] {
  const id = BigInt(competition.id);
  const count = competition.rounds.length;
  return [
    {
      view: "isRegistered",
      args: [id, account],
      answer: participantOf(competition, account) !== undefined,
    },
    reservationExpected(competition, account),
    { view: "seatOf", args: [id, account], answer: seatOf(competition, account, moment.now) },
    {
      view: "agendaOf",
      args: [id, account],
      answer: agendaOf(world, competition, moment, account),
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

/** The event of a reservation does not show its hash: this cannot be rebuilt. */
function reservationExpected(competition: ReferenceCompetition, account: Address): Expectation {
  const reserved = participantOf(competition, account)?.reserved;
  return {
    view: "reservationOf",
    args: [BigInt(competition.id), account],
    answer: reserved ? [BigInt(reserved.place), reserved.reservation] : zeroAddress,
    // Without a reservation the place means nothing.
    read: (answer) => reserved ? answer : (answer as unknown[])[1],
  };
}
