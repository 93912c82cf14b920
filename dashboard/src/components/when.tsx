/** Moments and the time left until them, by the chain's clock. */
import { lengthOf, showDistance } from "../../../protocol/format/format.ts";
import { useNow } from "../chain/head.tsx";

/** A moment, as its distance from now. */
export function When({ seconds }: { seconds: number }) {
  const now = useNow();
  return (
    <time dateTime={isoOf(seconds)} title={longOf(seconds)}>
      {Math.abs(seconds - now) < 1 ? "now" : showDistance(seconds - now)}
    </time>
  );
}

/** The time left until a moment, counting down. */
export function Countdown({ seconds }: { seconds: number }) {
  const now = useNow();
  const left = seconds - now;
  return (
    <time dateTime={isoOf(seconds)} title={longOf(seconds)} className="countdown">
      {left > 0 ? lengthOf(left) : "any moment now"}
    </time>
  );
}

/** A moment in full. */
export function Moment({ seconds }: { seconds: number }) {
  return <time dateTime={isoOf(seconds)}>{longOf(seconds)}</time>;
}

/** A moment in the reader's own zone. */
export function longOf(seconds: number): string {
  return new Date(seconds * 1_000).toLocaleString("en-GB", {
    dateStyle: "medium",
    timeStyle: "short",
  });
}

function isoOf(seconds: number): string {
  return new Date(seconds * 1_000).toISOString();
}
