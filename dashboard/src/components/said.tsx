/** What is wrong, and what to do. */
import type { Sentence } from "../../../protocol/format/tell.ts";

export function Said({ sentence: { message, remedy } }: { sentence: Sentence }) {
  return (
    <p>
      <strong>{message}.</strong> {remedy}.
    </p>
  );
}
