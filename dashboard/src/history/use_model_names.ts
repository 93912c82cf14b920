/**
 * What the models of a competition are called, kept up to date with the chain.
 *
 * @module
 */
import { useMemo } from "react";
import { type ModelName, modelNamesOf } from "../../../protocol/history/model_names.ts";
import { useHistory } from "./use_history.ts";

const NONE: ReadonlyMap<number, ModelName> = new Map();

/** Names by model; empty until the events are read. */
export function useModelNames(competition: bigint | undefined): ReadonlyMap<number, ModelName> {
  const { data } = useHistory(competition);
  return useMemo(() => (data ? modelNamesOf(data) : NONE), [data]);
}
