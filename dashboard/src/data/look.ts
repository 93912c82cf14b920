/**
 * Looking into a model's package: fetched, checked against its digest, opened where sealed, and
 * judged by the rules that need no run.
 *
 * @module
 */
import { skipToken, useQuery, type UseQueryResult } from "@tanstack/react-query";
import type { Connection } from "../../../miner/chain/client.ts";
import type { Competition } from "../../../protocol/state/competition.ts";
import type { Model } from "../../../protocol/state/model.ts";
import type { CompetitionSpec } from "../../../protocol/spec/spec.ts";
import { told } from "../../../protocol/errors.ts";
import { useApp } from "../context.ts";
import type { Verdict } from "../failures/verdict.ts";
import type { Inside, Looker } from "../workers/look_worker.ts";

/** A package and what is in it. */
export interface Found extends Inside {
  /** As it was submitted; absent where the chain's bytes are not those of the digest */
  submitted?: Uint8Array;
  /** Nobody has published its key */
  closed: boolean;
}

/** How long looking into a package may take, in milliseconds. */
const PATIENCE = 30_000;

/**
 * Looks into a model, once somebody wants it.
 *
 * @param wanted Nothing is fetched before
 */
export function useLook(
  competition: Competition,
  spec: CompetitionSpec | undefined,
  model: Model,
  wanted: boolean,
): UseQueryResult<Found> {
  const { connection, settings: { gateways } } = useApp();
  return useQuery({
    queryKey: ["look", model.digest, model.author, model.status === "sealed", spec?.name],
    queryFn: spec === undefined
      ? skipToken
      : ({ signal }) => look(connection, { gateways, signal }, competition, spec, model),
    enabled: wanted,
    staleTime: Infinity,
    retry: false,
  });
}

/** The verdict on bytes that are not there: every miner's is the same. */
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
  const [{ readPackage }, { readModelKeys }, { blocks }] = await Promise.all([
    import("../../../miner/chain/read_package.ts"),
    import("../../../miner/chain/read_model_keys.ts"),
    import("./blocks.ts"),
  ]);
  const submitted = await readPackage(connection, competition, model, { ...from, store: blocks });
  if (submitted === undefined) return { closed: false, verdict: CORRUPT };
  const key = (await readModelKeys(connection, competition, [model])).get(model.id);
  if (competition.sealed && key === undefined) return { submitted, closed: true };
  return { submitted, closed: false, ...await inWorker(submitted, key, spec) };
}

async function inWorker(...given: Parameters<Looker["look"]>): Promise<Inside> {
  const { wrap } = await import("../workers/comlink.ts");
  const worker = new Worker(new URL("../workers/look_worker.ts", import.meta.url), {
    type: "module",
  });
  const late = Promise.withResolvers<never>();
  const fail = (message: string) =>
    late.reject(told("model", message, "Download it, and use `deml inspect`"));
  const timer = setTimeout(() => fail("Looking into the package takes too long"), PATIENCE);
  worker.onerror = () => fail("The package could not be looked into");
  try {
    return await Promise.race([wrap<Looker>(worker).look(...given), late.promise]);
  } finally {
    clearTimeout(timer);
    worker.terminate();
  }
}
