/**
 * Judges models, each separately: fetch by digest, open if sealed, run in the evaluator child. A
 * failure is an ABSTAIN for that model only. PROTOCOL.md, section 8, says what is INVALID.
 *
 * @module
 */
import { type Hex, hexToBytes } from "viem";
import type { Competition } from "../../protocol/state/competition.ts";
import { readModelKeys } from "../chain/read_model_keys.ts";
import type { Model } from "../../protocol/state/model.ts";
import type { CompetitionSpec } from "../../protocol/spec/spec.ts";
import { DemlError } from "../../protocol/errors.ts";
import { failed, judgeModel } from "../evaluation/host/judge_model.ts";
import type { Judgement } from "../../protocol/score/judgement.ts";
import { isCrossChecked, type LoadedJudges, loadJudges } from "../evaluation/host/judges.ts";
import { inLanes } from "../base/in_lanes.ts";
import type { VerdictKey } from "../journal/kept_verdicts.ts";
import { openModel } from "../model/envelope.ts";
import { InvalidModel } from "../../protocol/score/verdict.ts";
import { VERSION } from "../base/version.ts";
import type { Fetching, Judging } from "./context.ts";
import { modelPlace } from "./seat_key.ts";
import { fetchSpec } from "./fetch_spec.ts";
import { checkClaims, claimedOf } from "./check_claims.ts";
import { fetchTestSet } from "./fetch_test_set.ts";
import { judgeOnce } from "./judge_once.ts";
import { type Packages, packagesOf } from "./packages_ahead.ts";
import type { DutyFailure } from "./failures.ts";

/**
 * Judges models, and reports each as soon as it is judged.
 *
 * @param onJudged Called once per model
 * @param mayStart Called before each: without time for it, it is skipped
 * @throws Whatever the signal was aborted with, and nothing else
 */
export async function judgeModels(
  context: Judging,
  competition: Competition,
  models: Model[],
  onJudged: (model: Model, judgement: Judgement) => void,
  mayStart: () => boolean = () => true,
): Promise<void> {
  const { signal } = context;
  let spec: CompetitionSpec;
  let keys: Map<number, Hex>;
  try {
    spec = await fetchSpec(context, competition.specDigest);
    keys = await readModelKeys(context.connection, competition, models);
  } catch (error) {
    signal?.throwIfAborted();
    for (const model of models) onJudged(model, failed(error));
    return;
  }
  const wanted = models.filter((model) =>
    !isKept(context, competition, spec, model, keys.get(model.id))
  );
  const packages = packagesOf(context, competition, wanted);
  // They arrive while the test set does.
  packages.begin();
  const twice = readTwice((model) => readModel(competition, model, keys.get(model.id), packages));
  const claimed = claimedOf(wanted);
  const claims = await checkClaims(context, competition, spec, claimed, {
    keyOf: (model) => claimKey(context, competition, spec, model, keys.get(model.id)),
    read: twice.first,
    mayStart,
  });
  const loaded = onceLoaded(context, competition, spec);
  // Each child has the next model waiting: it is not idle while a verdict is written to the journal.
  await inLanes(models, 2 * context.judges.evaluator.width, async (model) => {
    if (!mayStart()) return;
    // Without its claim, a model would have another verdict.
    if (claimed.some(({ id }) => id === model.id) && !claims.has(model.id)) return;
    const key = keys.get(model.id);
    const judgement = await judgeOnce(
      context.journal.verdicts,
      verdictKey(context, competition, spec, model, key),
      () => {
        const read = () => twice.second(model);
        const onClaim = claims.get(model.id);
        if (onClaim !== undefined) return Promise.resolve(onClaim);
        return judge(context, competition, spec, { model, loaded, read });
      },
      (note) => {
        if (note === "broken-entry") {
          context.log(
            `model ${model.id}: the journal's verdict is damaged; it is judged again`,
            { level: "warn", event: "broken-entry", competition: competition.id, model: model.id },
          );
        }
      },
    );
    onJudged(model, judgement);
  });
}

/** Whether the journal has a verdict on each of these models. */
export function isKept(
  context: Pick<Judging, "connection" | "journal" | "judges">,
  competition: Competition,
  spec: CompetitionSpec,
  model: Model,
  key: Hex | undefined,
): boolean {
  const found = context.journal.verdicts.find(verdictKey(context, competition, spec, model, key));
  return found.kind === "kept";
}

/**
 * Loads the test set when the first model needs it: not at all if the journal has every verdict. One
 * that an earlier round fetched is only read again for a child that does not have it.
 */
function onceLoaded(
  context: Fetching & Pick<Judging, "judges" | "memory">,
  { specDigest, testKey }: Competition,
  spec: CompetitionSpec,
) {
  const { judges, memory } = context;
  const name = `${specDigest}/${testKey}`;
  async function load(): Promise<LoadedJudges> {
    const known = memory.testSet?.name === name ? memory.testSet.competition : undefined;
    memory.testSet = undefined;
    const competition = known ?? await fetchTestSet(context, spec, testKey);
    const loaded = await loadJudges(judges, competition);
    memory.testSet = { name, competition };
    return loaded;
  }
  let loading: Promise<LoadedJudges> | undefined;
  return () => loading ??= load();
}

async function judge(
  context: Pick<Judging, "onProgress" | "signal">,
  competition: Competition,
  spec: CompetitionSpec,
  { model, loaded, read }: {
    model: Model;
    loaded: () => Promise<LoadedJudges>;
    read: () => Promise<Uint8Array>;
  },
): Promise<Judgement> {
  const { signal, onProgress } = context;
  signal?.throwIfAborted();
  let judges: LoadedJudges;
  try {
    judges = await loaded();
  } catch (error) {
    signal?.throwIfAborted();
    return failed(error, spec.engine.name);
  }
  return await judgeModel(judges, {
    digest: model.digest,
    tolerance: competition.tolerance,
    signal,
    onProgress: onProgress && ((done, rows) => onProgress(model.id, done, rows)),
    read,
  });
}

/** The package of a model; of a sealed one, from its envelope, whose digest was already checked. */
async function readModel(
  { sealed }: Competition,
  model: Model,
  key: Hex | undefined,
  packages: Packages,
): Promise<Uint8Array> {
  if (sealed && key === undefined) throw noKey(model);
  const bytes = await packages.take(model);
  if (bytes === undefined) {
    throw new InvalidModel(
      "package-format",
      "its bytes on chain do not match its digest",
      { kind: "submit-digested" },
    );
  }
  return key === undefined ? bytes : await openModel(bytes, hexToBytes(key));
}

/** Bytes of packages that wait between a model's claim and its judgement. */
const MOST_HELD = 32 * 1024 * 1024;

/** Reads packages that are needed twice once, as far as there is room for them. */
function readTwice(read: (model: Model) => Promise<Uint8Array>) {
  const held = new Map<number, Uint8Array>();
  let room = MOST_HELD;
  return {
    async first(model: Model): Promise<Uint8Array> {
      const bytes = await read(model);
      if (bytes.length <= room && !held.has(model.id)) {
        room -= bytes.length;
        held.set(model.id, bytes);
      }
      return bytes;
    },
    async second(model: Model): Promise<Uint8Array> {
      const bytes = held.get(model.id);
      if (bytes === undefined) return await read(model);
      held.delete(model.id);
      room += bytes.length;
      return bytes;
    },
  };
}

/** The contract puts no model into a round whose key it has not seen, so the node withholds it. */
function noKey({ id }: Model): DemlError {
  return new DemlError<DutyFailure>({ kind: "chain/key-missing", model: id });
}

/** On the public part it does not matter what is claimed: the verdict is compared with the claim. */
function claimKey(...about: Parameters<typeof verdictKey>): VerdictKey {
  const { claim: _, ...key } = verdictKey(...about);
  return { ...key, engine: "wasm", testKey: undefined, crossChecked: undefined };
}

function verdictKey(
  { judges, connection }: Pick<Judging, "judges" | "connection">,
  competition: Competition,
  spec: CompetitionSpec,
  model: Model,
  modelKey: Hex | undefined,
): VerdictKey {
  return {
    digest: model.digest,
    place: modelPlace(connection, competition.id, model.id),
    modelKey,
    specDigest: competition.specDigest,
    testKey: competition.testKey,
    engine: spec.engine.name,
    // A miner runs the version that the spec demands, or abstains.
    engineVersion: spec.engine.version,
    crossChecked: isCrossChecked(judges, spec) ? competition.tolerance : undefined,
    program: VERSION,
    claim: model.claim,
  };
}
