/** The switch that follows a competition. */
import { useState } from "react";
import { useFollowedChain } from "./use_followed_chain.ts";
import { followedOn, useFollowed } from "./store.ts";

/** Asked only by a click: a page that asks by itself is refused. */
async function allowed(): Promise<boolean> {
  if (!("Notification" in globalThis)) return false;
  if (Notification.permission === "granted") return true;
  return await Notification.requestPermission().catch(() => "denied") === "granted";
}

export function Follow({ id }: { id: number }) {
  const chain = useFollowedChain();
  const follows = useFollowed(chain).has(id);
  const [refused, setRefused] = useState(false);
  const change = async () => {
    const store = followedOn(chain);
    setRefused(false);
    if (follows) return store.unfollow(id);
    if (await allowed()) store.follow(id);
    else setRefused(true);
  };
  return (
    <span className="row" style={{ gap: "0.4rem" }}>
      <button
        type="button"
        className="button small"
        aria-pressed={follows}
        onClick={() => void change()}
      >
        {follows ? "Following" : "Follow"}
      </button>
      {follows && (
        <small className="muted">
          You are told of phases, your scores, rounds that you mine and money, as long as this page
          is open in a tab; nothing is sent otherwise.
        </small>
      )}
      {refused && (
        <small className="muted" role="status">
          Your browser shows no notifications of this page: allow them in its settings for this
          site.
        </small>
      )}
    </span>
  );
}
