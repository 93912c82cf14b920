/**
 * Inspects a model's package: fetched, checked against its digest, opened if sealed, and judged by
 * the rules that do not need a run.
 *
 * @module
 */
import { queryOptions, skipToken, useQuery, type UseQueryResult } from "@tanstack/react-query";
import type { Connection } from "../../../miner/chain/client.ts";
import type { Competition } from "../../../protocol/state/competition.ts";
import type { Model } from "../../../protocol/state/model.ts";
import type { CompetitionSpec } from "../../../protocol/spec/spec.ts";
import { told } from "../../../protocol/errors.ts";
import { useApp } from "../context.ts";
import type { Verdict } from "../failures/verdict.ts";
import type { Inside, Looker } from "../workers/look_worker.ts";
import { loadPart, workerFailed } from "../parts/load_part.ts";

/** A package and what is in it. */
export interface Found extends Inside {
  /** As submitted; absent if the chain's bytes do not match the digest */
  submitted?: Uint8Array;
  /** Its key is not published */
  closed: boolean;
}

/** How long inspecting a package may take, in milliseconds. */
const PATIENCE = 30_000;

/**
 * Inspects a model, on request.
 *
 * @param wanted Nothing is fetched before this
 */
export function useLook(
  competition: Competition,
  spec: CompetitionSpec | undefined,
  model: Model,
  wanted: boolean,
): UseQueryResult<Found> {
  const { connection, settings: { gateways } } = useApp();
  return useQuery({
    ...lookQuery(connection, { gateways }, competition, spec, model),
    enabled: wanted,
  });
}

/** How to inspect a model. */
export function lookQuery(
  connection: Connection,
  from: { gateways: string[] },
  competition: Competition,
  spec: CompetitionSpec | undefined,
  model: Model,
) {
  return queryOptions({
    queryKey: ["look", model.digest, model.author, model.status === "sealed", spec?.name],
    queryFn: spec === undefined
      ? skipToken
      : ({ signal }) => look(connection, { ...from, signal }, competition, spec, model),
    staleTime: Infinity,
    retry: false,
  });
}

/** The verdict on missing bytes: every miner's is the same. */
const CORRUPT: Verdict = {
  rule: "package-corrupt",
  found: "the bytes on the chain are not those of its digest",
  advice: { kind: "submit-digested" },
};

async function look(
  connection: Connection,
  from: { gateways: string[]; signal: AbortSignal },
  competition: Competition,
  spec: CompetitionSpec,
  model: Model,
): Promise<Found> {
  const [{ readPackage }, { readModelKeys }, { blocks }] = await loadPart(() =>
    Promise.all([
      import("../../../miner/chain/read_package.ts"),
      import("../../../miner/chain/read_model_keys.ts"),
      import("./blocks.ts"),
    ])
  );
  const submitted = await readPackage(connection, competition, model, { ...from, store: blocks });
  if (submitted === undefined) return { closed: false, verdict: CORRUPT };
  const key = (await readModelKeys(connection, competition, [model])).get(model.id);
  if (competition.sealed && key === undefined) return { submitted, closed: true };
  return { submitted, closed: false, ...await inWorker(submitted, key, spec) };
}

const OTHERWISE = "Download it and use `deml inspect`";

async function inWorker(...given: Parameters<Looker["look"]>): Promise<Inside> {
  const { wrap } = await loadPart(() => import("../workers/comlink.ts"));
  const worker = new Worker(new URL("../workers/look_worker.ts", import.meta.url), {
    type: "module",
  });
  const late = Promise.withResolvers<never>();
  const fail = (message: string) => late.reject(told("model", message, OTHERWISE));
  const timer = setTimeout(() => fail("Looking into the package takes too long"), PATIENCE);
  worker.onerror = (event) =>
    late.reject(workerFailed(event, told("model", "The package could not be opened", OTHERWISE)));
  try {
    return await Promise.race([wrap<Looker>(worker).look(...given), late.promise]);
  } finally {
    clearTimeout(timer);
    worker.terminate();
  }
}
