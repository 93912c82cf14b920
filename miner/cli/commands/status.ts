import { type Address, isAddress } from "viem";
import { CHAIN_OPTIONS, type Connection, openConnection } from "../../chain/client.ts";
import { type Competition, readCompetition } from "../../chain/read_competition.ts";
import { type Miner, readMiner } from "../../chain/read_miner.ts";
import { readModels } from "../../chain/read_models.ts";
import { readRunningRounds, type Round } from "../../chain/read_rounds.ts";
import { EXIT } from "../../errors.ts";
import { openSigner, PRIVATE_KEY_VARIABLE, SIGNER_OPTIONS } from "../../wallet/signer.ts";
import { type Command, type Invocation, usage } from "../command.ts";
import { chosenCompetition, COMPETITION_OPTION } from "../competition_option.ts";
import { showDistance, showEther, toJson } from "../format.ts";

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
    const opened = await countOpened(connection, competition);
    const address = await account(invocation);
    const miner = address && await readMiner(connection, id, address, rounds);
    if (invocation.json) {
      invocation.terminal.out(toJson({ competition, opened, rounds, account: miner }));
      return EXIT.ok;
    }
    const paint = invocation.terminal.paint;
    for (
      const [label, value] of [
        ...describe(competition, opened),
        ...rounds.map((round) => describeRound(round, competition)),
        ...(miner ? describeAccount(miner) : []),
      ]
    ) invocation.terminal.out(`${paint.dim(label.padEnd(14))}${value}`);
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

/** How many models of a sealed competition can be evaluated; of an open one, all can. */
async function countOpened(connection: Connection, c: Competition): Promise<number | undefined> {
  if (!c.sealed) return undefined;
  const models = await readModels(connection, c.id, c.models);
  return models.filter((model) => model.status !== "sealed").length;
}

function describe(c: Competition, opened: number | undefined): [string, string][] {
  const when = (seconds: number) =>
    `${new Date(1000 * seconds).toISOString().slice(0, 19)}Z, ${showDistance(seconds - c.now)}`;
  return [
    ["competition", `${c.id}, ${c.sealed ? "sealed" : "open"}, ${phaseOf(c)}`],
    ["registration", `ends ${when(c.registrationEnd)}`],
    ["submission", `ends ${when(c.submissionEnd)}`],
    ...(opened === undefined ? [] : [
      ["opening", `ends ${when(c.openingEnd)}`],
      ["keys", `${testSetOf(c)}, ${opened} of ${c.models} models opened`],
    ] as [string, string][]),
    ["evaluation", `ends ${when(c.evaluationEnd)}`],
    ["entrants", `${c.participants} participants, ${c.models} of ${c.maxModels} models`],
    ["miners", `${c.enrolled} enrolled, ${c.seats} evaluations a model, quorum ${c.quorum}`],
    ["rounds", `${c.rounds} opened, ${c.running} running, ${c.queued} models wait`],
    ["fund", `${showEther(c.fund)}, pot ${showEther(c.pot)} now`],
    ["costs", `buy-in ${showEther(c.buyIn)}, stake ${showEther(c.seatStake)}`],
    ["fee", `${showEther(c.fee)} an evaluation`],
  ];
}

function phaseOf({ phase, ended, canCancel }: Competition): string {
  if (canCancel) return "its test set was not opened: anyone may cancel it";
  return ended ? phase : `in ${phase}`;
}

/** What is known of a sealed test set. */
function testSetOf({ testKey, phase }: Competition): string {
  if (testKey !== undefined) return "test set open";
  const later = phase === "registration" || phase === "submission" || phase === "opening";
  return later ? "test set sealed" : "test set never opened";
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
