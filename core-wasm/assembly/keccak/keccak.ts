/**
 * Keccak-256 as Ethereum has it: FIPS 202 with the padding of before the standard (a first byte of
 * 0x01 where SHA3-256 has 0x06). Two messages of one length are hashed at once, or one alone.
 */
import { KECCAK_STATES } from "../memory";
import { permute } from "./permute";

/** Bytes that a permutation absorbs: 1,600 bits less twice 256. */
const RATE: usize = 136;
/** From a lane to the next. */
const STRIDE: usize = 16;
const END: usize = KECCAK_STATES + RATE / 8 * STRIDE;
const LANES: usize = 25;

let two: bool = false;
/** The lanes that the next eight bytes go to. */
let position: usize = KECCAK_STATES;

/** Begins a message, or two. */
export function begin(both: bool): void {
  memory.fill(KECCAK_STATES, 0, LANES * STRIDE);
  two = both;
  position = KECCAK_STATES;
}

/**
 * Absorbs whole lanes, a multiple of eight bytes.
 *
 * @param other Where the second message is; anything readable if there is none
 */
export function absorb(one: usize, other: usize, length: usize): void {
  for (const end = one + length; one < end; one += 8, other += 8) {
    take(load<u64>(one), load<u64>(other));
    if (position == END) {
      permute(two);
      position = KECCAK_STATES;
    }
  }
}

/** Absorbs the rest of the messages, of any length, and ends them. */
export function finish(one: usize, other: usize, length: usize): void {
  const whole = length & ~7;
  absorb(one, other, whole);
  const left = length & 7;
  take(lastLane(one + whole, left), lastLane(other + whole, left));
  position = END - STRIDE;
  take(1 << 63, 1 << 63);
  permute(two);
}

/** Writes the hash of the first message, 32 bytes, or of the second. */
export function storeHash(target: usize, second: bool): void {
  const lanes = KECCAK_STATES + (<usize> second << 3);
  for (let lane: usize = 0; lane < 4; lane++) {
    store<u64>(target + (lane << 3), load<u64>(lanes + lane * STRIDE));
  }
}

/** The hash of `length` bytes, 32 bytes. */
export function keccak256(source: usize, length: usize, target: usize): void {
  begin(false);
  finish(source, source, length);
  storeHash(target, false);
}

function take(one: u64, other: u64): void {
  if (ASC_FEATURE_SIMD) {
    const lanes = i64x2.replace_lane(i64x2.splat(one), 1, other);
    v128.store(position, v128.xor(v128.load(position), lanes));
  } else {
    store<u64>(position, load<u64>(position) ^ one);
    store<u64>(position, load<u64>(position, 8) ^ other, 8);
  }
  position += STRIDE;
}

/** Fewer than eight bytes, and the first one of the padding. */
function lastLane(source: usize, length: usize): u64 {
  let lane: u64 = 1;
  while (length > 0) lane = lane << 8 | load<u8>(source + --length);
  return lane;
}
