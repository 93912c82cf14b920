import type { Address } from "viem";
import { codeOf, EXIT, failureOf } from "../../../protocol/errors.ts";
import { PHASES } from "../../../protocol/generated/enums.ts";
import type { Competition } from "../../../protocol/state/competition.ts";
import type { Connection } from "../../chain/client.ts";
import { readCompetition } from "../../chain/read_competition.ts";
import { readNamesIfAny } from "../../chain/read_model_names.ts";
import { readModels } from "../../chain/read_models.ts";
import { readLastRounds } from "../../chain/read_rounds.ts";
import { changesBetween, type Look } from "../../participant/changes.ts";
import type { Due } from "../../participant/dues.ts";
import { CHAIN_OPTIONS, openConnection } from "../chain_option.ts";
import { type Command, type Invocation, usage } from "../command.ts";
import { withFailure } from "../failures/tell.ts";
import { competitionNamed } from "../id_argument.ts";
import { toJson } from "../json.ts";
import { OWN_OPTIONS, ownAddress } from "../own_account.ts";
import { pause } from "../../base/pause.ts";
import { readDues } from "../watch/own_dues.ts";
import { showChange, showDue } from "../watch/sentences.ts";

/** Phases that can be waited for, in their order; the last two exclude each other. */
const UNTIL = PHASES.filter((phase) => phase !== "none");
/** Polls in a row that may fail: a watch lasts for days, and no endpoint answers always. */
const PATIENCE = 20;
/** Rounds that are looked at. */
const SHOWN_ROUNDS = 5;

export const watch: Command = {
  name: "watch",
  summary: "Follow a competition: phases, models, scores, and what is due",
  positional: "[ID]",
  options: [
    ...CHAIN_OPTIONS,
    ...OWN_OPTIONS,
    { name: "until", value: "PHASE", help: `End at a phase: ${UNTIL.join(", ")}` },
    { name: "timeout", value: "SECONDS", help: "End after so long, with exit code 4" },
    { name: "poll", value: "SECONDS", help: "Time between two polls", default: "5" },
  ],
  notes:
    `It prints a line for each event, and with a key or --address what is due for that account. With
--json each line is one JSON object.

It ends with the competition. Exit code 0: the phase of --until, or without it the end, was
reached; 4: it was not, because the competition ended otherwise or --timeout passed. An
endpoint that does not answer is asked again.`,
  examples: [
    "deml watch 3",
    "deml watch 3 --until evaluation && deml leaderboard --competition 3",
    "deml watch 3 --json | jq 'select(.event == \"score\")'",
  ],
  run,
};

async function run(invocation: Invocation): Promise<number> {
  const until = invocation.text("until");
  if (until !== undefined && !UNTIL.some((phase) => phase === until)) {
    throw usage(watch, `--until takes ${UNTIL.join(", ")}, not "${until}"`);
  }
  const timeout = invocation.integer("timeout", { min: 1, max: 31_536_000 });
  const poll = invocation.requiredInteger("poll", { min: 1, max: 86_400 });
  const deadline = timeout === undefined ? Infinity : Date.now() + 1_000 * timeout;
  const connection = await openConnection(invocation);
  const { id } = await competitionNamed(invocation, connection);
  const address = await ownAddress(invocation);
  let before: Look | undefined;
  let told = "[]";
  let failures = 0;
  while (true) {
    const look = await readLook(connection, id, address).catch((error) => {
      if (codeOf(failureOf(error)) !== "chain" || ++failures > PATIENCE) throw error;
      invocation.terminal.note(withFailure("Cannot look, trying again", failureOf(error)));
      return undefined;
    });
    if (look === undefined) {
      if (!await waits(invocation, poll, deadline)) return EXIT.missed;
      continue;
    }
    failures = 0;
    const changes = changesBetween(before, look);
    // Names are events, which cost more to read than state: only for lines that say them.
    const names = changes.some((change) => "model" in change)
      ? await readNamesIfAny(connection, look.competition)
      : new Map<number, string>();
    for (const change of changes) {
      const named = "model" in change ? { ...change, name: names.get(change.model) } : change;
      print(invocation, look.competition, named, showChange(change, look.competition.now, names));
    }
    told = tellDues(invocation, look, told);
    before = look;
    const reached = isReached(look.competition, until);
    if (reached !== undefined) return reached ? EXIT.ok : EXIT.missed;
    if (!await waits(invocation, poll, deadline)) return EXIT.missed;
  }
}

/** Waits for the next poll; false if the time is over. */
async function waits({ signal }: Invocation, poll: number, deadline: number): Promise<boolean> {
  const left = deadline - Date.now();
  if (left <= 0) return false;
  await pause(Math.min(1_000 * poll, left), signal);
  signal.throwIfAborted();
  return true;
}

async function readLook(
  connection: Connection,
  id: bigint,
  address: Address | undefined,
): Promise<Look & { dues: Due[] }> {
  const competition = await readCompetition(connection, id);
  const [models, rounds] = await Promise.all([
    readModels(connection, id, competition.models),
    readLastRounds(connection, id, competition, SHOWN_ROUNDS),
  ]);
  const mine = address && await readDues(connection, competition, models, address);
  return { competition, models, rounds, dues: mine?.dues ?? [] };
}

/** Whether the watch is over, and successful; undefined until then. */
function isReached(
  { phase, ended }: Pick<Competition, "phase" | "ended">,
  until: string | undefined,
): boolean | undefined {
  if (until === undefined) return ended ? true : undefined;
  if (phase === until) return true;
  // Opening is not a phase of open competitions: what comes later has passed it.
  const passed =
    UNTIL.findIndex((each) => each === phase) > UNTIL.findIndex((each) => each === until);
  if (ended) return passed && phase !== "cancelled";
  return passed ? true : undefined;
}

/** Duties are repeated only when they change. */
function tellDues(
  invocation: Invocation,
  { competition, dues }: { competition: Competition; dues: Due[] },
  before: string,
): string {
  // The current time is not a change.
  const now = toJson(dues.map((due) => ("from" in due ? { ...due, from: 0 } : due)));
  if (now === before) return before;
  for (const due of dues) {
    print(
      invocation,
      competition,
      { event: "due", ...due },
      showDue(due, competition.id, competition.now),
    );
  }
  return now;
}

function print(
  { terminal, json }: Invocation,
  { id, now }: Competition,
  event: object,
  line: string,
): void {
  if (json) terminal.out(toJson({ competition: id, time: now, ...event }));
  else {terminal.out(
      `${terminal.paint.dim(new Date(1_000 * now).toISOString().slice(0, 19))}  ${line}`,
    );}
}
