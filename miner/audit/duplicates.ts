/**
 * Rows that are equal in every value, as a model gets them: found by a hash, then compared. Twelve
 * bytes per row, however wide rows are.
 *
 * @module
 */
import type { DataSet } from "../dataset/data_set.ts";
import type { DuplicatesFinding, Level } from "./finding.ts";

/** Pairs that a report names. */
const EXAMPLES = 5;
/** From this share of the test set on, duplicates decide who wins. */
const SERIOUS = { duplicates: 0.1, overlap: 0.01 };
/** From this share on, so do rows that no model can get right. */
const SERIOUS_CONTRADICTING = 0.01;

/** FNV-1a's prime, over words of 32 bits, with its high bits mixed in. */
const PRIME = 0x01000193;

/** A set of rows that finds equals. */
class RowIndex {
  readonly #words: Uint32Array | Uint8Array;
  readonly #width: number;
  readonly #slots: Int32Array;
  readonly #hashes: Int32Array;

  constructor(readonly data: DataSet) {
    this.#words = wordsOf(data);
    this.#width = data.features;
    this.#slots = new Int32Array(2 ** Math.ceil(Math.log2(2 * data.rows + 2))).fill(-1);
    this.#hashes = new Int32Array(data.rows);
  }

  /** The first equal row that was added, or −1. */
  find(words: Uint32Array | Uint8Array, row: number): number {
    return this.#slots[this.#slotOf(words, row, hashOf(words, row, this.#width))] ?? -1;
  }

  /** Adds a row and returns −1, or returns an equal one that was added before. */
  add(row: number): number {
    const hash = hashOf(this.#words, row, this.#width);
    const slot = this.#slotOf(this.#words, row, hash);
    const found = this.#slots[slot] ?? -1;
    if (found < 0) {
      this.#slots[slot] = row;
      this.#hashes[row] = hash;
    }
    return found;
  }

  #slotOf(words: Uint32Array | Uint8Array, row: number, hash: number): number {
    const mask = this.#slots.length - 1;
    for (let slot = hash & mask;; slot = (slot + 1) & mask) {
      const other = this.#slots[slot] ?? -1;
      if (other < 0) return slot;
      if (this.#hashes[other] === hash && this.#equal(words, row, other)) return slot;
    }
  }

  #equal(words: Uint32Array | Uint8Array, row: number, own: number): boolean {
    const [a, b] = [row * this.#width, own * this.#width];
    for (let i = 0; i < this.#width; i++) if (words[a + i] !== this.#words[b + i]) return false;
    return true;
  }
}

/** Rows of the test set that are equal to an earlier one. */
export function findDuplicates(test: DataSet): DuplicatesFinding {
  const index = new RowIndex(test);
  return count("duplicates", test, (row) => index.add(row), test.labels);
}

/** Rows of the test set that are in the validation set. */
export function findOverlap(test: DataSet, validation: DataSet): DuplicatesFinding {
  const index = new RowIndex(validation);
  for (let row = 0; row < validation.rows; row++) index.add(row);
  const words = wordsOf(test);
  return count("overlap", test, (row) => index.find(words, row), validation.labels);
}

function count(
  check: DuplicatesFinding["check"],
  { rows, labels }: DataSet,
  equalOf: (row: number) => number,
  others: Int32Array,
): DuplicatesFinding {
  let [equal, contradicting] = [0, 0];
  const examples: DuplicatesFinding["examples"] = [];
  for (let row = 0; row < rows; row++) {
    const other = equalOf(row);
    if (other < 0) continue;
    equal++;
    if (labels[row] !== others[other]) contradicting++;
    if (examples.length < EXAMPLES) examples.push({ row: row + 1, equals: other + 1 });
  }
  const serious = equal >= SERIOUS[check] * rows || contradicting >= SERIOUS_CONTRADICTING * rows;
  const level: Level = equal === 0 ? "fine" : serious ? "serious" : "look";
  return { check, level, rows, equal, contradicting, examples };
}

/** Values as bits: 0 and −0 differ, as they may for a model. */
function wordsOf({ inputs }: DataSet): Uint32Array | Uint8Array {
  return inputs instanceof Uint8Array
    ? inputs
    : new Uint32Array(inputs.buffer, inputs.byteOffset, inputs.length);
}

function hashOf(words: Uint32Array | Uint8Array, row: number, width: number): number {
  let hash = 0x811c9dc5 | 0;
  for (let i = row * width, end = i + width; i < end; i++) {
    hash = Math.imul(hash ^ (words[i] ?? 0), PRIME);
    hash ^= hash >>> 15;
  }
  return hash;
}
