/**
 * The specs of many competitions, a few at a time: a search reads their names.
 *
 * @module
 */
import { useQueries } from "@tanstack/react-query";
import type { Hex } from "viem";
import type { CompetitionSpec } from "../../../protocol/spec/spec.ts";
import { useApp } from "../context.ts";
import { specQuery } from "./spec.ts";

/** The specs as far as they are read. */
export interface Specs {
  of(digest: Hex): CompetitionSpec | undefined;
  /** Specs that are still on their way */
  reading: number;
  /** Specs that no gateway has, or that are wrong */
  failed: number;
}

/** Reads the specs of some competitions, each once. */
export function useSpecs(digests: readonly Hex[]): Specs {
  const { settings: { gateways } } = useApp();
  const distinct = [...new Set(digests)];
  return useQueries({
    queries: distinct.map((digest) => specQuery(digest, gateways)),
    combine: (results) => {
      const found = new Map(distinct.map((digest, index) => [digest, results[index]?.data]));
      return {
        of: (digest) => found.get(digest),
        reading: results.filter(({ isPending }) => isPending).length,
        failed: results.filter(({ isError }) => isError).length,
      };
    },
  });
}
