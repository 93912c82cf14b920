/**
 * The leaderboard of a competition as a page shows it: ranked, with what its rounds counted.
 *
 * @module
 */
import { useMemo } from "react";
import { zeroHash } from "viem";
import { rankModels, type Standing } from "../../../protocol/history/ranking.ts";
import type { Competition } from "../../../protocol/state/competition.ts";
import { useModels } from "../chain/queries.ts";
import { agreementOf } from "../../../protocol/history/judgements.ts";
import type { History } from "../../../protocol/history/history.ts";
import type { ModelName } from "../../../protocol/history/model_names.ts";
import { useModelNames } from "../history/use_model_names.ts";
import { useHistory } from "../history/use_history.ts";

/** The leaderboard, as far as it is read. */
export interface Standings {
  standings: Standing[] | undefined;
  history: History | undefined;
  /** What the models are called, by number; empty until the events are read */
  names: ReadonlyMap<number, ModelName>;
  error: unknown;
  retry(): void;
}

/** Reads the leaderboard, and follows the chain. */
export function useStandings(competition: Competition): Standings {
  const models = useModels(competition);
  const history = useHistory(competition.id);
  const standings = useMemo(() => {
    if (models.data === undefined) return undefined;
    // Scores are in the contract; what the events add may arrive later, or never.
    const agreement = history.data ? agreementOf(history.data) : new Map();
    const places = history.data?.places;
    // The contract does not name the author of a reserved place; the event does.
    const named = models.data.map((model) =>
      model.status === "reserved"
        ? { ...model, author: places?.get(model.id)?.author ?? model.author }
        : model
    );
    return rankModels(named, agreement, competition);
  }, [models.data, history.data, competition]);
  const names = useModelNames(competition.id);
  return {
    standings,
    history: history.data,
    names,
    error: models.error ?? history.error,
    retry: () => {
      void models.refetch();
      void history.refetch();
    },
  };
}

/** Scores that several models share: an earlier place ranks higher. */
export function tiesOf(standings: readonly Standing[]): Set<number> {
  const count = new Map<number, number>();
  for (const { rank, score } of standings) {
    if (rank === undefined || score === undefined) continue;
    count.set(score, (count.get(score) ?? 0) + 1);
  }
  return new Set([...count].filter(([, times]) => times > 1).map(([score]) => score));
}

/**
 * Models whose package is already at an earlier place, with that place. Nobody can copy a sealed
 * one: its key opens it only for its author.
 */
export function copiesOf(
  standings: readonly Pick<Standing, "id" | "digest" | "keyCommitment">[],
): Map<number, number> {
  const first = new Map<string, number>();
  const copies = new Map<number, number>();
  for (const { id, digest, keyCommitment } of standings.toSorted((a, b) => a.id - b.id)) {
    const before = first.get(digest);
    if (/^0x0*$/.test(digest) || keyCommitment !== zeroHash) continue;
    if (before === undefined) first.set(digest, id);
    else copies.set(id, before);
  }
  return copies;
}
