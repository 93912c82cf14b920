/**
 * The words in the label's column of a CSV: the names of its classes.
 *
 * @module
 */
import { DemlError } from "../../protocol/errors.ts";
import { show } from "../../protocol/text/visible.ts";
import { fieldAt, nextRecord, piecesOf, type Separator, startOf, textOf } from "./csv_text.ts";
import { wholeLines } from "./csv_text.ts";
import type { DatasetFailure } from "./failures.ts";

/** As many classes as a spec can have, and as long a name. */
const MOST_WORDS = 65_536;
const LONGEST_WORD = 120;

/**
 * All words of a column, each once, sorted by code units as scikit-learn's LabelEncoder does.
 *
 * @param column Its index, from 0
 * @param header Whether the first line names the columns
 * @throws DemlError `data` for an empty word, a long one, and for too many
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { labelWordsOf } from "./label_words.ts";
 *
 * const data = new TextEncoder().encode("x;animal\n1;dog\n2;cat\n3;dog\n");
 * assertEquals(labelWordsOf(data, 1, { header: true, separator: ";" }), ["cat", "dog"]);
 * ```
 */
export function labelWordsOf(
  data: Uint8Array,
  column: number,
  { header, separator }: { header: boolean; separator: Separator },
): string[] {
  const words = new Set<string>();
  const first = nextRecord(data, startOf(data));
  const start = header ? first?.end : first?.start;
  let row = header ? 1 : 0;
  for (const part of wholeLines(piecesOf(data.subarray(start ?? data.length)))) {
    let record = nextRecord(part, 0);
    for (; record !== undefined; record = nextRecord(part, record.end)) {
      row++;
      const place = fieldAt(part, record, column, separator);
      const word = place ? textOf(part, place) : "";
      if (words.has(word)) continue;
      if (word === "" || word.length > LONGEST_WORD) {
        throw wrong({ kind: "data/label-word", row, label: show(word, 40) });
      }
      if (words.size === MOST_WORDS) throw wrong({ kind: "data/label-words", most: MOST_WORDS });
      words.add(word);
    }
  }
  return [...words].sort();
}

function wrong(failure: DatasetFailure): DemlError<DatasetFailure> {
  return new DemlError<DatasetFailure>(failure);
}
