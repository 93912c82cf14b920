/**
 * The text of a CSV as bytes: pieces, lines, fields. Nothing here makes a string of the whole file.
 *
 * @module
 */

const LINE_FEED = 0x0a;
const RETURN = 0x0d;
const QUOTE = 0x22;

/** What may separate fields, in order of preference. */
export const SEPARATORS = [",", ";", "\t"] as const;
export type Separator = typeof SEPARATORS[number];

/** Bytes of a piece: they and their numbers stay in a core's cache. */
const PIECE = 256 * 1024;

/** Bytes in pieces, which are not copies. */
export function* piecesOf(bytes: Uint8Array): Generator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += PIECE) {
    yield bytes.subarray(start, start + PIECE);
  }
}

/** Bytes before the text: some programs begin with a byte order mark. */
export function startOf(bytes: Uint8Array): number {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
}

/** The same text in parts of whole lines; a part is gone when the next is asked for. */
export function* wholeLines(pieces: Iterable<Uint8Array>): Generator<Uint8Array> {
  let begun: Uint8Array[] = [];
  for (const piece of pieces) {
    const last = Math.max(piece.lastIndexOf(LINE_FEED), lastReturn(piece)) + 1;
    if (last === 0) {
      begun.push(piece.slice());
      continue;
    }
    let start = 0;
    if (begun.length > 0) {
      start = lineEnd(piece, 0) + 1;
      begun.push(piece.subarray(0, start));
      yield joined(begun);
    }
    if (start < last) yield piece.subarray(start, last);
    begun = last < piece.length ? [piece.slice(last)] : [];
  }
  if (begun.length > 0) yield joined(begun);
}

/** A return ends a line alone only where no line feed follows: one that does is near. */
function lastReturn(piece: Uint8Array): number {
  return piece.lastIndexOf(LINE_FEED) < 0 ? piece.lastIndexOf(RETURN) : -1;
}

/** Where the line ends; the text's length if that comes first. */
function lineEnd(bytes: Uint8Array, start: number): number {
  const feed = bytes.indexOf(LINE_FEED, start);
  const line = feed < 0 ? bytes : bytes.subarray(0, feed);
  const back = line.indexOf(RETURN, start);
  return back < 0 ? line.length : back;
}

/** A piece, and those after it. */
export function* following(
  head: Uint8Array,
  rest: Iterator<Uint8Array>,
): Generator<Uint8Array> {
  if (head.length > 0) yield head;
  for (let next = rest.next(); !next.done; next = rest.next()) yield next.value;
}

export function joined(parts: Uint8Array[]): Uint8Array {
  const [only] = parts;
  if (parts.length === 1 && only !== undefined) return only;
  const whole = new Uint8Array(parts.reduce((total, part) => total + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** A record: where it begins, and where the end of its line is. */
export interface Place {
  start: number;
  end: number;
}

/** A record whose quotes may not close: it is one line then. */
export interface RecordPlace extends Place {
  open?: boolean;
}

/** The next line that is not empty; undefined if there is none. */
export function nextLine(bytes: Uint8Array, start: number): Place | undefined {
  while (bytes[start] === LINE_FEED || bytes[start] === RETURN) start++;
  return start < bytes.length ? { start, end: lineEnd(bytes, start) } : undefined;
}

/** The next record that is not empty: a line, or more where quotes say so. */
export function nextRecord(bytes: Uint8Array, from: number): RecordPlace | undefined {
  const line = nextLine(bytes, from);
  if (line === undefined || !bytes.subarray(line.start, line.end).includes(QUOTE)) return line;
  const { start } = line;
  let quoted = false;
  for (let at = start; at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte === QUOTE) quoted = !quoted;
    else if (!quoted && (byte === LINE_FEED || byte === RETURN)) return { start, end: at };
  }
  return quoted ? { ...line, open: true } : { start, end: bytes.length };
}

/** The next field: where its text begins, and where the separator or the record's end is. */
export function fieldEnd(bytes: Uint8Array, start: number, end: number, separator: number): number {
  let at = start;
  if (bytes[at] === QUOTE) {
    // Two quotes within quotes close and open them again.
    for (let quoted = false; at < end; at++) {
      if (bytes[at] === QUOTE) quoted = !quoted;
      else if (!quoted && bytes[at] === separator) return at;
    }
    return end;
  }
  while (at < end && bytes[at] !== separator) at++;
  return at;
}

/** How many fields a record has. */
export function countFields(
  bytes: Uint8Array,
  { start, end }: Place,
  separator: Separator,
): number {
  const code = separator.charCodeAt(0);
  let fields = 1;
  for (let at = fieldEnd(bytes, start, end, code); at < end; fields++) {
    at = fieldEnd(bytes, at + 1, end, code);
  }
  return fields;
}

/** Where a record's field is, from 0; undefined if it has fewer. */
export function fieldAt(
  bytes: Uint8Array,
  { start, end }: Place,
  field: number,
  separator: Separator,
): Place | undefined {
  const code = separator.charCodeAt(0);
  let stop = fieldEnd(bytes, start, end, code);
  for (; field > 0; field--) {
    if (stop >= end) return undefined;
    start = stop + 1;
    stop = fieldEnd(bytes, start, end, code);
  }
  return { start, end: stop };
}

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** A field's text, without quotes and what surrounds it. */
export function textOf(bytes: Uint8Array, { start, end }: Place): string {
  const text = decoder.decode(bytes.subarray(start, end));
  const quoted = text.length > 1 && text.startsWith('"') && text.endsWith('"');
  return (quoted ? text.slice(1, -1).replaceAll('""', '"') : text).trim();
}
