/** Moments and the time left until them, by the chain's clock. */
import { showDistance } from "../../../protocol/format/format.ts";
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

/** A length of time in its two largest units: `3 d 4 h`, `1 h 20 min`, `59 s`. */
export function lengthOf(seconds: number): string {
  const units: [number, string][] = [[86_400, "d"], [3_600, "h"], [60, "min"], [1, "s"]];
  const parts: string[] = [];
  let rest = Math.max(0, Math.floor(seconds));
  for (const [size, name] of units) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0 || (size === 1 && parts.length === 0)) parts.push(`${count} ${name}`);
    if (parts.length === 2) break;
  }
  return parts.join(" ");
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
