/**
 * Files of random numbers, with a label of 0 or 1 in front.
 *
 * @module
 */
import { SMALL_ROWS } from "./data_spec.ts";

/** Columns count the label. */
export interface TableShape {
  columns: number;
  rows: number;
  /** 17, as pandas and numpy write any number, or fewer after the point */
  digits: number;
}

/** A table on the disk. */
export interface TableFile extends TableShape {
  path: string;
  bytes: number;
  /** A file of `SMALL_ROWS` such rows */
  small: string;
  /** The last value */
  last: number;
}

/** Values in a block of lines, which repeats: what is parsed does not know that. */
const BLOCK = 500_000;

/** Writes a table and a small one into a folder. */
export async function makeTable(folder: string, shape: TableShape): Promise<TableFile> {
  const { columns, rows } = shape;
  const path = `${folder}/table.csv`;
  const small = `${folder}/small.csv`;
  const next = random(columns + rows);
  const inBlock = Math.min(rows, Math.max(1, Math.floor(BLOCK / columns)));
  const lines = Array.from({ length: inBlock }, () => lineOf(shape, next));
  const encode = (some: string[]) => new TextEncoder().encode(some.join(""));
  const block = encode(lines);
  using file = await Deno.open(path, { create: true, write: true, truncate: true });
  let [left, bytes] = [rows, 0];
  for (; left > 0; left -= inBlock) {
    const part = left < inBlock ? encode(lines.slice(0, left)) : block;
    for (let at = 0; at < part.length;) at += await file.write(part.subarray(at));
    bytes += part.length;
  }
  await Deno.writeFile(
    small,
    encode(Array.from({ length: SMALL_ROWS }, (_, row) => lines[row % inBlock] ?? "")),
  );
  const final = lines[(rows - 1) % inBlock] ?? "";
  return { ...shape, path, small, bytes, last: Number(final.slice(final.lastIndexOf(",") + 1)) };
}

function lineOf({ columns, digits }: TableShape, next: () => number): string {
  const number = digits === 17 ? () => String(next()) : () => next().toFixed(digits);
  const cells = Array.from({ length: columns - 1 }, number);
  return `${next() < 0.5 ? 0 : 1},${cells.join(",")}\n`;
}

/** Numbers from 0 to 1 with all their 53 bits: two steps of xorshift. */
function random(seed: number): () => number {
  let state = BigInt(seed) * 0x9e3779b97f4a7c15n | 1n;
  return () => {
    state ^= (state << 13n) & 0xffffffffffffffffn;
    state ^= state >> 7n;
    state ^= (state << 17n) & 0xffffffffffffffffn;
    return Number((state & 0xffffffffffffffffn) >> 11n) / 2 ** 53;
  };
}
