import { CHAIN_OPTIONS, openConnection } from "../chain_option.ts";
import { readCompetition } from "../../chain/read_competition.ts";
import type { Competition } from "../../../protocol/state/competition.ts";
import { type Miner, readMiner } from "../../chain/read_miner.ts";
import { readModels } from "../../chain/read_models.ts";
import type { Model } from "../../../protocol/state/model.ts";
import { readQueue } from "../../chain/read_queue.ts";
import { readLastRounds } from "../../chain/read_rounds.ts";
import { EXIT } from "../../../protocol/errors.ts";
import { refusedTerms } from "../../../protocol/terms/refused_terms.ts";
import { OWN_OPTIONS, ownAddress } from "../own_account.ts";
import type { Command } from "../command.ts";
import { chosenCompetition, COMPETITION_OPTION } from "../competition_option.ts";
import { showDistance, showEther } from "../../../protocol/format/format.ts";
import { toJson } from "../json.ts";
import { showRefused } from "../../../protocol/format/refused_sentences.ts";
import { describeRound, describeWaiting } from "../round_status.ts";
import { describeKeys, describeOwnModels, phaseOf } from "../sealed_status.ts";
import { showRuling } from "../show_ruling.ts";

/** The latest rounds; one of them may be running. */
const SHOWN_ROUNDS = 3;

export const status: Command = {
  name: "status",
  summary: "Show where a competition stands, and what an account has in it",
  options: [
    ...CHAIN_OPTIONS,
    COMPETITION_OPTION,
    ...OWN_OPTIONS,
  ],
  notes:
    `It shows why models wait, how the last rounds ended, which terms careful clients refuse, and
what it would take to rule the competition: more than half of a round's deposits must be
honest.`,
  examples: [
    "deml status --rpc http://127.0.0.1:8545 --contract 0x5FbD…",
    "deml status --competition 3 --address 0x9fE4…",
  ],
  async run(invocation) {
    const address = await ownAddress(invocation);
    const connection = await openConnection(invocation);
    const id = await chosenCompetition(invocation, connection);
    const competition = await readCompetition(connection, id);
    const rounds = await readLastRounds(connection, id, competition, SHOWN_ROUNDS);
    const models = await readModels(connection, id, competition.models);
    const waiting = await readQueue(connection, id, competition.queued);
    const miner = address && await readMiner(connection, id, address, rounds[0]);
    if (invocation.json) {
      invocation.terminal.out(toJson({ competition, rounds, waiting, account: miner }));
      return EXIT.ok;
    }
    const own = address && describeOwnModels(competition, models, address);
    const paint = invocation.terminal.paint;
    const lines: [string, string][] = [
      ...describe(competition, models),
      ...rounds.map((round): [string, string] => [
        `round ${round.index}`,
        describeRound(round, competition),
      ]),
      ...describeWaiting(competition, rounds[0], models, waiting),
      ...(miner ? describeAccount(miner, competition) : []),
    ];
    lines.push(...describeRefused(competition));
    if (own !== undefined) lines.push(["as an author", own]);
    for (const [label, value] of lines) {
      invocation.terminal.out(`${paint.dim(label.padEnd(14))}${value}`);
    }
    return EXIT.ok;
  },
};

function describe(c: Competition, models: Model[]): [string, string][] {
  const ends = (seconds: number) => {
    const time = new Date(1000 * seconds).toISOString().slice(0, 19);
    return `${seconds > c.now ? "ends" : "ended"} ${time}Z, ${showDistance(seconds - c.now)}`;
  };
  const entrants = c.participants === 1 ? "participant" : "participants";
  return [
    ["competition", `${c.id}, ${c.sealed ? "sealed" : "open"}, ${phaseOf(c)}`],
    ["registration", ends(c.registrationEnd)],
    ["submission", ends(c.submissionEnd)],
    ...(c.sealed
      ? [["opening", ends(c.openingEnd)], ["keys", describeKeys(c, models)]] as [string, string][]
      : []),
    ["evaluation", ends(c.evaluationEnd)],
    [
      "entrants",
      `${c.participants} ${entrants}, ${c.models} ${c.models === 1 ? "place" : "places"} taken`,
    ],
    ["miners", deposits(c)],
    ["rounds", `${c.rounds} opened, ${c.running} running, ${c.queued} models wait`],
    ["fund", `${showEther(c.fund)}, pot ${showEther(c.pot)} ${c.ended ? "at the end" : "now"}`],
    ...(c.burnt > 0n ? [["burnt", showEther(c.burnt)] as [string, string]] : []),
    ["costs", `buy-in ${showEther(c.buyIn)}, stake ${showEther(c.seatStake)}`],
    ["buy-ins", c.returnsBuyIns ? "refunded, less the parts of their models" : "join the prize"],
    ["fees", `${showEther(c.part)} per model, shared by ${c.seats} evaluations or more`],
    ...(c.ended ? [] : [["ruling", showRuling(c)] as [string, string]]),
  ];
}

/** Terms that careful clients refuse, as far as they are known without the spec. */
function describeRefused(competition: Competition): [string, string][] {
  if (competition.ended) return [];
  return refusedTerms(competition).map((refused) => [
    refused.by === "miners" ? "miners refuse" : "authors avoid",
    `${refused.term}. ${showRefused(refused)}`,
  ]);
}

function deposits({ enrolled, counting, nextQuorum, ended }: Competition): string {
  if (ended) return `${enrolled} deposits not withdrawn yet`;
  return `${enrolled} enrolled, ${counting} of them old enough; a round needs ${nextQuorum}`;
}

function describeAccount(miner: Miner, { ended }: Competition): [string, string][] {
  const { enrolled, counts, seatedIn, revealed } = miner;
  const seat = seatedIn !== undefined
    ? `seat in round ${seatedIn}, ${revealed ? "revealed" : "committed"}`
    : !enrolled
    ? "not enrolled"
    : counts || ended
    ? "enrolled, no seat now"
    : "enrolled, its deposit is too new to count";
  return [
    ["account", miner.address],
    ["as a miner", seat],
    ["claimable", showEther(miner.claimable)],
    ["to withdraw", showEther(miner.owed)],
  ];
}
