import { type Address, isAddress } from "viem";
import { CHAIN_OPTIONS, openConnection } from "../../chain/client.ts";
import { type Competition, readCompetition } from "../../chain/read_competition.ts";
import { type Miner, readMiner } from "../../chain/read_miner.ts";
import { type Model, readModels } from "../../chain/read_models.ts";
import { readRunningRounds, type Round } from "../../chain/read_rounds.ts";
import { EXIT } from "../../errors.ts";
import { openSigner, PRIVATE_KEY_VARIABLE, SIGNER_OPTIONS } from "../../wallet/signer.ts";
import { type Command, type Invocation, usage } from "../command.ts";
import { chosenCompetition, COMPETITION_OPTION } from "../competition_option.ts";
import { showDistance, showEther, toJson } from "../format.ts";
import { describeKeys, describeOwnModels } from "../sealed_status.ts";

export const status: Command = {
  name: "status",
  summary: "Show where a competition stands, and what an account has in it",
  options: [
    ...CHAIN_OPTIONS,
    COMPETITION_OPTION,
    { name: "address", value: "ADDRESS", help: "Also show this account's stake and balance" },
    ...SIGNER_OPTIONS,
  ],
  examples: [
    "deml status --rpc http://127.0.0.1:8545 --contract 0x5FbD…",
    "deml status --competition 3 --address 0x9fE4…",
  ],
  async run(invocation) {
    const connection = await openConnection(invocation);
    const id = await chosenCompetition(invocation, connection);
    const competition = await readCompetition(connection, id);
    const rounds = await readRunningRounds(connection, id, competition);
    const { sealed, models: count } = competition;
    const models = sealed ? await readModels(connection, id, count) : [];
    const address = await account(invocation);
    const miner = address && await readMiner(connection, id, address, rounds);
    if (invocation.json) {
      invocation.terminal.out(toJson({ competition, rounds, account: miner }));
      return EXIT.ok;
    }
    const own = address && describeOwnModels(competition, models, address);
    const paint = invocation.terminal.paint;
    const lines: [string, string][] = [
      ...describe(competition, models),
      ...rounds.map((round) => describeRound(round, competition)),
      ...(miner ? describeAccount(miner) : []),
    ];
    if (own !== undefined) lines.push(["as an author", own]);
    for (const [label, value] of lines) {
      invocation.terminal.out(`${paint.dim(label.padEnd(14))}${value}`);
    }
    return EXIT.ok;
  },
};

async function account(invocation: Invocation): Promise<Address | undefined> {
  const given = invocation.text("address");
  if (given !== undefined) {
    if (!isAddress(given)) throw usage(status, `"${given.slice(0, 60)}" is not an address`);
    return given;
  }
  if (invocation.text("key-file") === undefined && !Deno.env.get(PRIVATE_KEY_VARIABLE)) {
    return undefined;
  }
  return (await openSigner(invocation)).address;
}

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
    ["entrants", `${c.participants} ${entrants}, ${c.models} of ${c.maxModels} models`],
    ["miners", `${c.enrolled} enrolled, ${c.seats} evaluations a model, quorum ${c.quorum}`],
    ["rounds", `${c.rounds} opened, ${c.running} running, ${c.queued} models wait`],
    ["fund", `${showEther(c.fund)}, pot ${showEther(c.pot)} ${c.ended ? "at the end" : "now"}`],
    ["costs", `buy-in ${showEther(c.buyIn)}, stake ${showEther(c.seatStake)}`],
    ["fee", `${showEther(c.fee)} an evaluation`],
  ];
}

function phaseOf({ phase, ended, canCancel }: Competition): string {
  if (canCancel) return "its test set was not opened: anyone may cancel it";
  return ended ? phase : `in ${phase}`;
}

function describeRound(round: Round, { seats, now }: Competition): [string, string] {
  const state = round.commitsOpen
    ? `${round.taken} of ${seats} seats taken, commits end ${showDistance(round.commitEnd - now)}`
    : `${round.revealed} of ${round.taken} revealed, ` +
      (round.revealsOpen ? `reveals end ${showDistance(round.revealEnd - now)}` : "to be settled");
  return [`round ${round.index}`, `${round.models.length} models, ${state}`];
}

function describeAccount(miner: Miner): [string, string][] {
  const seat = miner.seatedIn === undefined
    ? miner.enrolled ? "enrolled, no seat now" : "not enrolled"
    : `seat in round ${miner.seatedIn}, ${miner.revealed ? "revealed" : "committed"}`;
  return [
    ["account", miner.address],
    ["as a miner", seat],
    ...(miner.shortfall > 0n
      ? [["shortfall", showEther(miner.shortfall)] as [string, string]]
      : []),
    ["claimable", showEther(miner.claimable)],
    ["to withdraw", showEther(miner.owed)],
  ];
}
