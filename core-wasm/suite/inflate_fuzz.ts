/**
 * The inflate against zlib on random streams: valid ones of all settings, and broken ones.
 *
 * `DEML_FUZZ_ROUNDS` sets how many; the seed of a failure is in its message, and `DEML_FUZZ_SEED`
 * starts there.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { deflateSync } from "node:zlib";
import { instantiate } from "../instance.ts";
import type { Build } from "../mod.ts";
import { rawInflate } from "./raw_inflate.ts";
import { assertSame, contents, hex, random } from "./samples.ts";
import { zlibVerdict } from "./zlib_verdict.ts";

/** A few seconds; set more for a day of fuzzing. */
const ROUNDS = Number(Deno.env.get("DEML_FUZZ_ROUNDS") ?? 5_000);
const SEED = Number(Deno.env.get("DEML_FUZZ_SEED") ?? 1);
/** zlib's limit, more than any sample needs; the core has its own limits. */
const MOST = 200_000;
const TOO_LARGE = 5;

type Next = () => number;

export function testInflateFuzz(build: Build): void {
  Deno.test(`${build}: inflate agrees with zlib on ${ROUNDS} random streams`, () => {
    const exports = instantiate(build);
    const samples = contents().map(([, content]) => content);
    let accepted = 0;
    for (let round = 0; round < ROUNDS; round++) {
      const next = random(SEED + round);
      next();
      const stream = broken(next, streamOf(next, samples));
      const label = `seed ${SEED + round}, ${hex(stream)}`;
      const expected = zlibVerdict(stream, MOST);
      const size = expected?.length ?? pick(next, [0, 100, 5_000]);
      const limit = size + pick(next, [0, 0, 1, 300, 1_000]);
      const room = next() < 0.5 ? limit : Math.floor(next() * limit);
      const found = rawInflate(exports, stream, limit, room);
      if (expected) {
        assert(typeof found !== "number", `status ${found}: ${label}`);
        assertSame(found, expected, label);
        if (size > 0) {
          assertEquals(rawInflate(exports, stream, size - 1), TOO_LARGE, label);
        }
        accepted++;
      } else {
        assert(typeof found === "number", `content of a broken stream: ${label}`);
      }
    }
    assert(accepted > ROUNDS / 10 && accepted < ROUNDS / 2, `${accepted} of ${ROUNDS} were valid`);
  });
}

/** A valid stream of any setting. */
function streamOf(next: Next, samples: Uint8Array[]): Uint8Array {
  const sample = pick(next, samples);
  const start = Math.floor(next() * sample.length);
  const content = sample.subarray(start, start + Math.floor(4_000 * next() ** 2));
  return Uint8Array.from(deflateSync(content, {
    level: Math.floor(next() * 10),
    strategy: Math.floor(next() * 5),
    windowBits: 9 + Math.floor(next() * 7),
    memLevel: 1 + Math.floor(next() * 9),
  }));
}

/** The same stream, or a broken one. */
function broken(next: Next, stream: Uint8Array): Uint8Array {
  const at = (power = 1) => Math.floor(stream.length * next() ** power);
  const kinds: (() => Uint8Array)[] = [
    () => stream,
    () => stream.subarray(0, at()),
    () => {
      // Most flips near the start, where the headers and tables are.
      for (let left = 1 + Math.floor(next() * 3); left > 0; left--) {
        stream[at(3)]! ^= 1 << Math.floor(next() * 8);
      }
      return stream;
    },
    () => {
      stream[at()] = next() * 256;
      return stream;
    },
    () => {
      stream[stream.length - 1 - Math.floor(next() * 4)]! ^= 1 << Math.floor(next() * 8);
      return stream;
    },
    () => Uint8Array.of(...stream, ...new Uint8Array(1 + Math.floor(next() * 20))),
    () => Uint8Array.of(...stream.subarray(0, at()), ...stream.subarray(at())),
    // A random body: random tables, over-subscribed and incomplete ones.
    () => {
      const bytes = Uint8Array.from({ length: 20 + Math.floor(next() * 300) }, () => next() * 256);
      bytes.set([0x78, 0x9c, (bytes[2]! & 0xf8) | 1 | (Math.floor(1 + next() * 2) << 1)]);
      return bytes;
    },
  ];
  return pick(next, kinds)();
}

function pick<T>(next: Next, choices: T[]): T {
  return choices[Math.floor(next() * choices.length)]!;
}
