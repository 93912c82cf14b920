/**
 * Watches the competitions that the reader follows, and shows what is new: while the page is open,
 * also in a tab in the background.
 *
 * @module
 */
import { useEffect } from "react";
import { useAgenda, useCompetition, useModels } from "../chain/queries.ts";
import { useWallet } from "../chain/wallet.ts";
import { useSpec } from "../data/spec.ts";
import { nameOf } from "../pages/phase.tsx";
import { type News, newsOf } from "./news.ts";
import type { Seen } from "./seen.ts";
import { followedOn, useFollowed } from "./store.ts";

export default function Watcher({ chain }: { chain: string }) {
  const followed = useFollowed(chain);
  return [...followed.keys()].map((id) => <Watched key={id} id={id} chain={chain} />);
}

function Watched({ id, chain }: { id: number; chain: string }) {
  const { address, restoring } = useWallet();
  const { data: competition } = useCompetition(id);
  const { data: spec } = useSpec(competition?.specDigest);
  const { data: models } = useModels(address === undefined ? undefined : competition);
  const { data: agenda } = useAgenda(id, address);
  useEffect(() => {
    if (competition === undefined || agenda === undefined || restoring) return;
    if (address !== undefined && models === undefined) return;
    const own = address?.toLowerCase();
    const before = followedOn(chain).get().get(id);
    const seen: Seen = {
      phase: competition.phase,
      // Without a wallet nothing is anybody's own: what was shown of it stays so.
      scored: own === undefined
        ? before?.scored ?? []
        : (models ?? []).filter(({ author, status }) =>
          status === "scored" && author.toLowerCase() === own
        )
          .map(({ id }) => id),
      round: own !== undefined && agenda.task === "commit" ? agenda.round : before?.round,
      owed: own === undefined ? before?.owed ?? 0n : agenda.owed,
    };
    if (before === undefined || same(before, seen)) return;
    followedOn(chain).saw(id, seen);
    if (before === null) return;
    for (const news of newsOf(id, nameOf(competition.id, spec), before, seen)) tell(id, news);
  }, [competition, agenda, models, address, restoring, spec, chain, id]);
  return null;
}

function same(before: Seen | null, after: Seen): boolean {
  return before !== null && before.phase === after.phase && before.round === after.round &&
    before.owed === after.owed && String(before.scored) === String(after.scored);
}

function tell(id: number, { tag, title, body }: News): void {
  try {
    const shown = new Notification(title, { body, tag: `deml ${tag}` });
    shown.onclick = () => {
      globalThis.focus();
      location.hash = `/competitions/${id}`;
      shown.close();
    };
  } catch {
    // Some phones show none from a page.
  }
}
