/**
 * The inflate without its loader, to catch every read and write out of bounds: the output lies
 * between guards, and the input ends where the memory ends, so that reading one byte further traps.
 *
 * @module
 */
import { assert } from "@std/assert";
import type { Exports } from "../exports.ts";

const GUARD = 64;
const GUARD_BYTE = 0xa5;
const MORE_ROOM = 6;

/** The result of a stream: its content, or the status of the refusal. */
export type Verdict = Uint8Array | number;

/**
 * Decodes a stream.
 *
 * @param limit Most bytes that may come out
 * @param room Initial room in bytes; with less than the limit, the stream stops and continues
 */
export function rawInflate(
  exports: Exports,
  stream: Uint8Array,
  limit: number,
  room = limit,
): Verdict {
  const base = Math.ceil(exports.heapBase() / 16) * 16;
  const missing = base + limit + 2 * GUARD + stream.length - exports.memory.buffer.byteLength;
  if (missing > 0) exports.memory.grow(Math.ceil(missing / 65_536));
  const memory = new Uint8Array(exports.memory.buffer);
  const source = memory.length - stream.length;
  memory.set(stream, source);
  const target = base + GUARD;
  memory.fill(GUARD_BYTE, base, target);
  memory.fill(GUARD_BYTE, target + limit, target + limit + GUARD);
  exports.inflateStart(source, stream.length, target);
  let status: number;
  while (true) {
    status = exports.inflateRun(target + room, room === limit ? 1 : 0);
    if (status !== MORE_ROOM) break;
    room = Math.min(limit, room + 1 + (room >> 1));
  }
  const guards = [
    memory.subarray(base, target),
    memory.subarray(target + limit, target + limit + GUARD),
  ];
  assert(
    guards.every((guard) => guard.every((byte) => byte === GUARD_BYTE)),
    "wrote out of bounds",
  );
  return status === 0 ? memory.slice(target, target + exports.inflateProduced()) : status;
}
