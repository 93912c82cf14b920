import { EXIT, told } from "../../../protocol/errors.ts";
import { type History, historyOf } from "../../../protocol/history/history.ts";
import {
  type Known,
  type Step,
  whyAccount,
  whyMiner,
  whyModel,
} from "../../../protocol/history/why.ts";
import type { Competition } from "../../../protocol/state/competition.ts";
import { call } from "../../chain/call.ts";
import type { Connection } from "../../chain/client.ts";
import { readEventsOf } from "../../chain/read_events.ts";
import { readModels } from "../../chain/read_models.ts";
import { INVALID_SCORE } from "../../../protocol/score/score.ts";
import { addressOption } from "../address.ts";
import { CHAIN_OPTIONS, openConnection } from "../chain_option.ts";
import { type Command, type Invocation, usage } from "../command.ts";
import { competitionNamed } from "../id_argument.ts";
import { GATEWAY_OPTION, gatewaysOf, HOME_OPTION, homeOf } from "../home_option.ts";
import { toJson } from "../json.ts";
import { keptBlocks } from "../kept_blocks.ts";
import { ruleOf } from "../why/rule_of.ts";
import { sayStep } from "../why/sentences.ts";

export const why: Command = {
  name: "why",
  summary: "Why a seat was paid or lost, a model ranks where it does, a buy-in came back",
  positional: "[ID]",
  options: [
    ...CHAIN_OPTIONS,
    GATEWAY_OPTION,
    HOME_OPTION,
    { name: "model", value: "N", help: "A model: its judgements, its state, its rank" },
    { name: "miner", value: "ADDRESS", help: "A miner: each round's seat, row, medians and fees" },
    { name: "account", value: "ADDRESS", help: "A participant or the organizer: refunds, credits" },
    { name: "round", value: "N", help: "With --miner: only this round" },
  ],
  notes: `ID is the number of a competition; the default is the latest. Give one of --model, --miner
and --account.

All of it follows from the contract's events and state, by the rules of docs/PROTOCOL.md,
sections 5 to 7: nothing is judged again, and no key is needed. Each step names the block and the
transaction that show it. With --json each is an object with its type in \`step\`; amounts are wei.

Which rule an INVALID model breaks is not on the chain: its package is fetched and admitted by
the spec, which a gateway has. Only \`output\` and \`runtime\` need a run: \`deml verify\`.`,
  examples: [
    "deml why 3 --model 7",
    "deml why 3 --miner 0x9fE4… --round 2",
    "deml why --account 0x9fE4… --json",
  ],
  run,
};

/** What answers need; packages, which are long, are not among them. */
const NEEDED = [
  "RoundOpened",
  "Committed",
  "Revealed",
  "RevealedTogether",
  "RoundSettled",
  "RoundExpired",
  "RoundFailed",
  "Burnt",
  "Claimed",
  "Credited",
  "Ended",
  "Withdrawn",
  "ScoreClaimed",
] as const;

async function run(invocation: Invocation): Promise<number> {
  const { terminal } = invocation;
  const model = invocation.integer("model", { min: 0, max: 2 ** 24 });
  const round = invocation.integer("round", { min: 0, max: 2 ** 32 });
  const miner = addressOption(invocation, "miner");
  const account = addressOption(invocation, "account");
  const given = [model, miner, account].filter((each) => each !== undefined).length;
  if (given !== 1) throw usage(why, "Give one of --model N, --miner ADDRESS, --account ADDRESS");
  if (round !== undefined && miner === undefined) throw usage(why, "--round goes with --miner");
  const connection = await openConnection(invocation);
  const competition = await competitionNamed(invocation, connection);
  terminal.progress("Reading events");
  const known = await readKnown(connection, competition);
  let steps: Step[];
  if (miner !== undefined) {
    steps = whyMiner(known, miner)
      .filter((step) => round === undefined || ("round" in step && step.round === round));
    if (round !== undefined && steps.length === 0) throw noRound(known.history, round);
  } else {
    const models = await readModels(connection, competition.id, competition.models);
    if (model !== undefined && model >= models.length) throw noModel(competition, model);
    steps = [];
    if (model !== undefined) {
      steps = whyModel(known, models, model);
      const own = models[model];
      if (own?.score === INVALID_SCORE) {
        terminal.progress("Looking at the package");
        const sources = { gateways: gatewaysOf(invocation), store: keptBlocks(homeOf(invocation)) };
        const { signal } = invocation;
        steps.push(await ruleOf(connection, competition, own, { sources, signal }));
      }
    }
    if (account !== undefined) {
      steps = whyAccount(known, models, account, {
        registered: await call(connection, "isRegistered", [competition.id, account]),
        owed: await call(connection, "owedTo", [competition.id, account]),
      });
    }
  }
  terminal.clear();
  if (invocation.json) {
    terminal.out(toJson({
      competition: competition.id,
      model,
      miner,
      account,
      steps: steps.map((step) => ({ ...step, sentence: sayStep(step).trim() })),
    }));
    return EXIT.ok;
  }
  if (steps.length === 0) terminal.out("No round has been opened, so there is nothing to explain");
  for (const step of steps) terminal.out(sayStep(step));
  if (steps.some((step) => step.step === "claim" && step.result === "invalid")) {
    terminal.note(
      `\`deml verify ${competition.id}\` computes the claim again, and says what the model scores`,
    );
  }
  return EXIT.ok;
}

/** Rounds and what follows them: none is opened, and nothing ends, before registration has closed. */
async function readKnown(connection: Connection, competition: Competition): Promise<Known> {
  const { id, registrationEnd, now } = competition;
  const events = now < registrationEnd
    ? []
    : await readEventsOf(connection, id, NEEDED, registrationEnd);
  return { competition, events, history: historyOf(events) };
}

function noModel({ id, models }: Competition, model: number) {
  return told(
    "chain",
    models === 0
      ? `Competition ${id} has no models yet`
      : `Competition ${id} has no model ${model}: they are numbered from 0 to ${models - 1}`,
    `See \`deml leaderboard ${id}\``,
  );
}

function noRound({ rounds }: History, round: number) {
  return told(
    "chain",
    rounds.length === 0
      ? "No round has been opened"
      : `There is no round ${round}: they are numbered from 0 to ${rounds.length - 1}`,
    "Omit --round to see all of them",
  );
}
