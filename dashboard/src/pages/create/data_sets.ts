/**
 * The data sets of the form, as they will be published and as miners will read them: computed in
 * workers, once per choice of files.
 *
 * @module
 */
import { useDeferredValue, useEffect, useState } from "react";
import { skipToken, useQuery, type UseQueryResult } from "@tanstack/react-query";
import { told } from "../../../../protocol/errors.ts";
import type { Part } from "../../../../protocol/spec/part.ts";
import type { CompetitionSpec } from "../../../../protocol/spec/spec.ts";
import type { Draft, Sealing } from "../../../../miner/organizer/draft.ts";
import type { Seal, Tried } from "../../../../miner/organizer/prepare.ts";
import { findKey } from "../../keys/store.ts";
import type { Cut, Files } from "../../workers/create_worker.ts";
import type { Chosen } from "./files.ts";
import { inWorker } from "./in_worker.ts";

/** A data set as it will be published. */
export interface Prepared {
  cids: { data: string; labels?: string };
  blocks: Cut["blocks"];
  /** Of each file, with what IPFS adds */
  bytes: number;
}

/** One choice of files is read once. */
const ONCE = { staleTime: Infinity, gcTime: 60_000, retry: false, structuralSharing: false };

/** Splits a data set into blocks, sealed if the form says so. */
export function usePrepared(
  part: Part,
  draft: Draft,
  chosen: Chosen | undefined,
): UseQueryResult<Prepared> {
  const { source } = draft;
  const sealed = part === "test" && draft.sealed;
  const { sealing } = draft;
  const [cid, labels] = [draft[part].cid.trim(), draft[part].labels.trim()];
  const [given, pair] = [source === "cids" ? { cid, labels } : undefined, draft[part].format];
  return useQuery({
    queryKey: ["create", part, "cut", chosen?.choice, given, pair, sealed && sealing?.commitment],
    queryFn: chosen === undefined ? skipToken : async ({ signal }): Promise<Prepared> => {
      const files = filesOf(chosen);
      if (given) {
        // It is already at its CIDs.
        const cids = { data: given.cid, ...(chosen.labels && { labels: given.labels }) };
        const bytes = files.reduce((sum, file) => sum + file.size, 0);
        return { cids, blocks: [], bytes };
      }
      const seal = sealed && sealing ? await sealOf(sealing) : undefined;
      const { cids, blocks, bytes } = await inWorker(({ cut }) => cut(files, seal), signal);
      const [first = "", second] = cids;
      return {
        cids: { data: first, ...(second && { labels: second }) },
        blocks,
        bytes,
      };
    },
    enabled: !sealed || (sealing !== undefined && !given),
    ...ONCE,
  });
}

async function sealOf({ commitment, nonce, labelsNonce, digests }: Sealing): Promise<Seal> {
  const file = await findKey(commitment);
  if (file === undefined) {
    throw told(
      "wallet",
      "This browser no longer has the key of this test set",
      "Seal the test set again",
    );
  }
  return { key: file.key, nonces: labelsNonce ? [nonce, labelsNonce] : [nonce], digests };
}

/** Reads a data set as the spec says. */
export function useTried(
  part: Part,
  spec: CompetitionSpec | undefined,
  chosen: Chosen | undefined,
): UseQueryResult<Tried> {
  const file = part === "test" ? spec?.test : spec?.validation;
  // A change that does not affect how the file is read does not cause another read.
  const reading = spec && file && JSON.stringify({
    ...file,
    cid: "",
    labels: "",
    classNames: [],
    sealed: undefined,
    input: spec.input,
  });
  const settled = useSettled(reading);
  return useQuery({
    queryKey: ["create", part, "try", chosen?.choice, settled],
    queryFn: spec === undefined || chosen === undefined
      ? skipToken
      : ({ signal }) => inWorker(({ tryOut }) => tryOut(spec, part, filesOf(chosen)), signal),
    enabled: settled !== undefined && settled === reading,
    ...ONCE,
  });
}

/** A value once it has not changed for a moment, so that not every key press causes a read. */
function useSettled<T>(value: T): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), 400);
    return () => clearTimeout(timer);
  }, [value]);
  return useDeferredValue(settled);
}

/** As the worker accepts them. */
export function filesOf({ data, labels }: Chosen): Files {
  return labels ? [data, labels] : [data];
}
