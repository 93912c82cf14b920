/**
 * Keccak-f[1600], FIPS 202, section 3.2, of two states at once: with vectors, a vector holds the same
 * lane of both. A lane lies beside its twin, 16 bytes apart from the next. Long, because two rounds
 * are written out: their lanes stay in locals.
 */
import { KECCAK_STATES } from "../memory";

/** One per round, from the linear feedback register of section 3.2.5. */
// deno-fmt-ignore
const ROUND_CONSTANTS = memory.data<u64>([
  0x0000000000000001, 0x0000000000008082, 0x800000000000808a, 0x8000000080008000,
  0x000000000000808b, 0x0000000080000001, 0x8000000080008081, 0x8000000000008009,
  0x000000000000008a, 0x0000000000000088, 0x0000000080008009, 0x000000008000000a,
  0x000000008000808b, 0x800000000000008b, 0x8000000000008089, 0x8000000000008003,
  0x8000000000008002, 0x8000000000000080, 0x000000000000800a, 0x800000008000000a,
  0x8000000080008081, 0x8000000000008080, 0x0000000080000001, 0x8000000080008008,
]);
const ROUNDS: usize = 24;

/** Permutes the first state, and the second if there is one. */
export function permute(two: bool): void {
  if (ASC_FEATURE_SIMD) {
    rounds<v128>(KECCAK_STATES);
    return;
  }
  rounds<u64>(KECCAK_STATES);
  if (two) rounds<u64>(KECCAK_STATES + 8);
}

function xor<T>(a: T, b: T): T {
  if (isVector<T>()) return v128.xor(a, b);
  return a ^ b;
}

/** `a` where `b` is not. */
function without<T>(a: T, b: T): T {
  if (isVector<T>()) return v128.andnot(a, b);
  return a & ~b;
}

function turn<T>(lane: T, by: i32): T {
  if (isVector<T>()) return v128.or(i64x2.shl(lane, by), i64x2.shr_u(lane, 64 - by));
  return rotl<u64>(lane, by);
}

function parity<T>(a: T, b: T, c: T, d: T, e: T): T {
  return xor<T>(xor<T>(xor<T>(a, b), xor<T>(c, d)), e);
}

function constant<T>(round: usize): T {
  if (isVector<T>()) return v128.load64_splat(ROUND_CONSTANTS + (round << 3));
  return load<u64>(ROUND_CONSTANTS + (round << 3));
}

function rounds<T>(state: usize): void {
  let a0 = load<T>(state, 0);
  let a1 = load<T>(state, 16);
  let a2 = load<T>(state, 32);
  let a3 = load<T>(state, 48);
  let a4 = load<T>(state, 64);
  let a5 = load<T>(state, 80);
  let a6 = load<T>(state, 96);
  let a7 = load<T>(state, 112);
  let a8 = load<T>(state, 128);
  let a9 = load<T>(state, 144);
  let a10 = load<T>(state, 160);
  let a11 = load<T>(state, 176);
  let a12 = load<T>(state, 192);
  let a13 = load<T>(state, 208);
  let a14 = load<T>(state, 224);
  let a15 = load<T>(state, 240);
  let a16 = load<T>(state, 256);
  let a17 = load<T>(state, 272);
  let a18 = load<T>(state, 288);
  let a19 = load<T>(state, 304);
  let a20 = load<T>(state, 320);
  let a21 = load<T>(state, 336);
  let a22 = load<T>(state, 352);
  let a23 = load<T>(state, 368);
  let a24 = load<T>(state, 384);
  for (let round: usize = 0; round < ROUNDS; round += 2) {
    // θ: each lane takes in the parities of two columns.
    const c0 = parity<T>(a0, a5, a10, a15, a20);
    const c1 = parity<T>(a1, a6, a11, a16, a21);
    const c2 = parity<T>(a2, a7, a12, a17, a22);
    const c3 = parity<T>(a3, a8, a13, a18, a23);
    const c4 = parity<T>(a4, a9, a14, a19, a24);
    const d0 = xor<T>(c4, turn<T>(c1, 1));
    const d1 = xor<T>(c0, turn<T>(c2, 1));
    const d2 = xor<T>(c1, turn<T>(c3, 1));
    const d3 = xor<T>(c2, turn<T>(c4, 1));
    const d4 = xor<T>(c3, turn<T>(c0, 1));
    // ρ and π: lanes turn and change places; then χ row by row, and ι in the first lane.
    const b0 = xor<T>(a0, d0);
    const b1 = turn<T>(xor<T>(a6, d1), 44);
    const b2 = turn<T>(xor<T>(a12, d2), 43);
    const b3 = turn<T>(xor<T>(a18, d3), 21);
    const b4 = turn<T>(xor<T>(a24, d4), 14);
    const e0 = xor<T>(xor<T>(b0, without<T>(b2, b1)), constant<T>(round));
    const e1 = xor<T>(b1, without<T>(b3, b2));
    const e2 = xor<T>(b2, without<T>(b4, b3));
    const e3 = xor<T>(b3, without<T>(b0, b4));
    const e4 = xor<T>(b4, without<T>(b1, b0));
    const b5 = turn<T>(xor<T>(a3, d3), 28);
    const b6 = turn<T>(xor<T>(a9, d4), 20);
    const b7 = turn<T>(xor<T>(a10, d0), 3);
    const b8 = turn<T>(xor<T>(a16, d1), 45);
    const b9 = turn<T>(xor<T>(a22, d2), 61);
    const e5 = xor<T>(b5, without<T>(b7, b6));
    const e6 = xor<T>(b6, without<T>(b8, b7));
    const e7 = xor<T>(b7, without<T>(b9, b8));
    const e8 = xor<T>(b8, without<T>(b5, b9));
    const e9 = xor<T>(b9, without<T>(b6, b5));
    const b10 = turn<T>(xor<T>(a1, d1), 1);
    const b11 = turn<T>(xor<T>(a7, d2), 6);
    const b12 = turn<T>(xor<T>(a13, d3), 25);
    const b13 = turn<T>(xor<T>(a19, d4), 8);
    const b14 = turn<T>(xor<T>(a20, d0), 18);
    const e10 = xor<T>(b10, without<T>(b12, b11));
    const e11 = xor<T>(b11, without<T>(b13, b12));
    const e12 = xor<T>(b12, without<T>(b14, b13));
    const e13 = xor<T>(b13, without<T>(b10, b14));
    const e14 = xor<T>(b14, without<T>(b11, b10));
    const b15 = turn<T>(xor<T>(a4, d4), 27);
    const b16 = turn<T>(xor<T>(a5, d0), 36);
    const b17 = turn<T>(xor<T>(a11, d1), 10);
    const b18 = turn<T>(xor<T>(a17, d2), 15);
    const b19 = turn<T>(xor<T>(a23, d3), 56);
    const e15 = xor<T>(b15, without<T>(b17, b16));
    const e16 = xor<T>(b16, without<T>(b18, b17));
    const e17 = xor<T>(b17, without<T>(b19, b18));
    const e18 = xor<T>(b18, without<T>(b15, b19));
    const e19 = xor<T>(b19, without<T>(b16, b15));
    const b20 = turn<T>(xor<T>(a2, d2), 62);
    const b21 = turn<T>(xor<T>(a8, d3), 55);
    const b22 = turn<T>(xor<T>(a14, d4), 39);
    const b23 = turn<T>(xor<T>(a15, d0), 41);
    const b24 = turn<T>(xor<T>(a21, d1), 2);
    const e20 = xor<T>(b20, without<T>(b22, b21));
    const e21 = xor<T>(b21, without<T>(b23, b22));
    const e22 = xor<T>(b22, without<T>(b24, b23));
    const e23 = xor<T>(b23, without<T>(b20, b24));
    const e24 = xor<T>(b24, without<T>(b21, b20));
    // The same again, back into the first lanes: nothing has to move between two rounds.
    const p0 = parity<T>(e0, e5, e10, e15, e20);
    const p1 = parity<T>(e1, e6, e11, e16, e21);
    const p2 = parity<T>(e2, e7, e12, e17, e22);
    const p3 = parity<T>(e3, e8, e13, e18, e23);
    const p4 = parity<T>(e4, e9, e14, e19, e24);
    const q0 = xor<T>(p4, turn<T>(p1, 1));
    const q1 = xor<T>(p0, turn<T>(p2, 1));
    const q2 = xor<T>(p1, turn<T>(p3, 1));
    const q3 = xor<T>(p2, turn<T>(p4, 1));
    const q4 = xor<T>(p3, turn<T>(p0, 1));
    const r0 = xor<T>(e0, q0);
    const r1 = turn<T>(xor<T>(e6, q1), 44);
    const r2 = turn<T>(xor<T>(e12, q2), 43);
    const r3 = turn<T>(xor<T>(e18, q3), 21);
    const r4 = turn<T>(xor<T>(e24, q4), 14);
    a0 = xor<T>(xor<T>(r0, without<T>(r2, r1)), constant<T>(round + 1));
    a1 = xor<T>(r1, without<T>(r3, r2));
    a2 = xor<T>(r2, without<T>(r4, r3));
    a3 = xor<T>(r3, without<T>(r0, r4));
    a4 = xor<T>(r4, without<T>(r1, r0));
    const r5 = turn<T>(xor<T>(e3, q3), 28);
    const r6 = turn<T>(xor<T>(e9, q4), 20);
    const r7 = turn<T>(xor<T>(e10, q0), 3);
    const r8 = turn<T>(xor<T>(e16, q1), 45);
    const r9 = turn<T>(xor<T>(e22, q2), 61);
    a5 = xor<T>(r5, without<T>(r7, r6));
    a6 = xor<T>(r6, without<T>(r8, r7));
    a7 = xor<T>(r7, without<T>(r9, r8));
    a8 = xor<T>(r8, without<T>(r5, r9));
    a9 = xor<T>(r9, without<T>(r6, r5));
    const r10 = turn<T>(xor<T>(e1, q1), 1);
    const r11 = turn<T>(xor<T>(e7, q2), 6);
    const r12 = turn<T>(xor<T>(e13, q3), 25);
    const r13 = turn<T>(xor<T>(e19, q4), 8);
    const r14 = turn<T>(xor<T>(e20, q0), 18);
    a10 = xor<T>(r10, without<T>(r12, r11));
    a11 = xor<T>(r11, without<T>(r13, r12));
    a12 = xor<T>(r12, without<T>(r14, r13));
    a13 = xor<T>(r13, without<T>(r10, r14));
    a14 = xor<T>(r14, without<T>(r11, r10));
    const r15 = turn<T>(xor<T>(e4, q4), 27);
    const r16 = turn<T>(xor<T>(e5, q0), 36);
    const r17 = turn<T>(xor<T>(e11, q1), 10);
    const r18 = turn<T>(xor<T>(e17, q2), 15);
    const r19 = turn<T>(xor<T>(e23, q3), 56);
    a15 = xor<T>(r15, without<T>(r17, r16));
    a16 = xor<T>(r16, without<T>(r18, r17));
    a17 = xor<T>(r17, without<T>(r19, r18));
    a18 = xor<T>(r18, without<T>(r15, r19));
    a19 = xor<T>(r19, without<T>(r16, r15));
    const r20 = turn<T>(xor<T>(e2, q2), 62);
    const r21 = turn<T>(xor<T>(e8, q3), 55);
    const r22 = turn<T>(xor<T>(e14, q4), 39);
    const r23 = turn<T>(xor<T>(e15, q0), 41);
    const r24 = turn<T>(xor<T>(e21, q1), 2);
    a20 = xor<T>(r20, without<T>(r22, r21));
    a21 = xor<T>(r21, without<T>(r23, r22));
    a22 = xor<T>(r22, without<T>(r24, r23));
    a23 = xor<T>(r23, without<T>(r20, r24));
    a24 = xor<T>(r24, without<T>(r21, r20));
  }
  store<T>(state, a0, 0);
  store<T>(state, a1, 16);
  store<T>(state, a2, 32);
  store<T>(state, a3, 48);
  store<T>(state, a4, 64);
  store<T>(state, a5, 80);
  store<T>(state, a6, 96);
  store<T>(state, a7, 112);
  store<T>(state, a8, 128);
  store<T>(state, a9, 144);
  store<T>(state, a10, 160);
  store<T>(state, a11, 176);
  store<T>(state, a12, 192);
  store<T>(state, a13, 208);
  store<T>(state, a14, 224);
  store<T>(state, a15, 240);
  store<T>(state, a16, 256);
  store<T>(state, a17, 272);
  store<T>(state, a18, 288);
  store<T>(state, a19, 304);
  store<T>(state, a20, 320);
  store<T>(state, a21, 336);
  store<T>(state, a22, 352);
  store<T>(state, a23, 368);
  store<T>(state, a24, 384);
}
