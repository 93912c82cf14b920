/**
 * Rows as `settle` takes them: grouped by their scores, so that the common row of honest miners is
 * sent, hashed and counted once. PROTOCOL.md, section 6.
 *
 * @module
 */
import { type Address, concat, type Hex, numberToHex } from "viem";

/** A posted row. */
export interface PostedRow {
  miner: Address;
  /** 3 bytes per model */
  scores: Hex;
}

/** A row with the rest of its opening. */
export interface OpenedRow extends PostedRow {
  evidence: Hex;
  salt: Hex;
}

/** Packs posted rows: `scores ‖ count (2 bytes) ‖ count × miner` per group. */
export function packRows(rows: PostedRow[]): Hex {
  return packGroups(rows, ({ scores }) => scores, ({ miner }) => miner);
}

/** Packs openings: `scores ‖ evidence ‖ count (2 bytes) ‖ count × (miner ‖ salt)` per group. */
export function packOpenings(rows: OpenedRow[]): Hex {
  return packGroups(
    rows,
    ({ scores, evidence }) => concat([scores, evidence]),
    ({ miner, salt }) => concat([miner, salt]),
  );
}

function packGroups<Row>(
  rows: Row[],
  sharedOf: (row: Row) => Hex,
  memberOf: (row: Row) => Hex,
): Hex {
  const groups = Map.groupBy(rows, sharedOf);
  return concat([
    "0x",
    ...[...groups].flatMap(([shared, members]) => [
      shared,
      numberToHex(members.length, { size: 2 }),
      ...members.map(memberOf),
    ]),
  ]);
}
