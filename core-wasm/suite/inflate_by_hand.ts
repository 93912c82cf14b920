/**
 * The inflate on streams written by hand: every symbol of the format, and every way to break it.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { Buffer } from "node:buffer";
import type { Core, CoreErrorCode } from "../mod.ts";
import { adlerOf, BitWriter, CODE_ORDER } from "./bit_writer.ts";
import { refusal } from "./refusal.ts";
import { assertSame, random } from "./samples.ts";
import { zlibVerdict } from "./zlib_verdict.ts";

/** First length and extra bits of the symbols from 257 on: RFC 1951, section 3.2.5. */
// deno-fmt-ignore
const LENGTHS = [
  [3, 0], [4, 0], [5, 0], [6, 0], [7, 0], [8, 0], [9, 0], [10, 0], [11, 1], [13, 1], [15, 1], [17, 1],
  [19, 2], [23, 2], [27, 2], [31, 2], [35, 3], [43, 3], [51, 3], [59, 3], [67, 4], [83, 4], [99, 4],
  [115, 4], [131, 5], [163, 5], [195, 5], [227, 5], [258, 0],
] as const;
/** First distance and extra bits of each symbol. */
// deno-fmt-ignore
const DISTANCES = [
  [1, 0], [2, 0], [3, 0], [4, 0], [5, 1], [7, 1], [9, 2], [13, 2], [17, 3], [25, 3], [33, 4], [49, 4],
  [65, 5], [97, 5], [129, 6], [193, 6], [257, 7], [385, 7], [513, 8], [769, 8], [1025, 9], [1537, 9],
  [2049, 10], [3073, 10], [4097, 11], [6145, 11], [8193, 12], [12289, 12], [16385, 13], [24577, 13],
] as const;

/** Code lengths of an alphabet: those of some symbols, 0 for all others. */
function lengthsOf(count: number, some: Record<number, number>): number[] {
  return Array.from({ length: count }, (_, symbol) => some[symbol] ?? 0);
}

/** A dynamic block of two literals, A and B, and its end: codes of 1, 2 and 2 bits. */
const AB_END = lengthsOf(257, { 65: 1, 66: 2, 256: 2 });

export function testInflateByHand(core: Core): void {
  const test = (name: string, run: () => void) => Deno.test(`${core.build}: ${name}`, run);

  test("inflate knows every length and every distance of the format", () => {
    const next = random(23);
    const content: number[] = [];
    const writer = new BitWriter().number(1, 1).number(1, 2);
    const literal = (byte: number) => {
      content.push(byte);
      writer.fixed(byte);
    };
    const match = (length: number, distance: number) => {
      // The last symbol that begins no later: 258 has its own.
      const l = LENGTHS.findLastIndex(([first]) => first <= length);
      const d = DISTANCES.findLastIndex(([first]) => first <= distance);
      writer.fixed(257 + l).number(length - LENGTHS[l]![0], LENGTHS[l]![1]);
      writer.code(d, 5).number(distance - DISTANCES[d]![0], DISTANCES[d]![1]);
      for (let i = 0; i < length; i++) content.push(content[content.length - distance]!);
    };
    for (let i = 0; i < 32_768; i++) literal(next() * 256);
    for (let length = 3; length <= 258; length++) {
      for (const distance of [1, 2, 3, 5, 7, 15, 16, 17, 31, 33, length]) match(length, distance);
      literal(next() * 256);
    }
    for (const [first, extra] of DISTANCES) {
      for (const distance of [first, first + (1 << extra) - 1]) match(3, distance);
    }
    const bytes = Uint8Array.from(content);
    const stream = writer.fixed(256).zlib(adlerOf(bytes));
    assertSame(core.inflate(stream, bytes.length), bytes, "the core");
    assertSame(zlibVerdict(stream)!, bytes, "zlib");
  });

  test("inflate accepts unusual but valid streams", () => {
    const odd: Record<string, [BitWriter, string]> = {
      "the longest length, encoded by the symbol before its own": [
        new BitWriter().number(1, 1).number(1, 2).fixed(65).fixed(284).number(31, 5).code(0, 5)
          .fixed(256),
        "A".repeat(259),
      ],
      "a block without distances": [
        new BitWriter().dynamic(AB_END, [0]).code(0, 1).code(2, 2).code(3, 2),
        "AB",
      ],
      "a single distance code of one bit": [
        new BitWriter().dynamic(lengthsOf(258, { 65: 1, 256: 2, 257: 2 }), [1])
          .code(0, 1).code(3, 2).code(0, 1).code(2, 2),
        "AAAA",
      ],
      "an end of block with a code of one bit and nothing else": [
        new BitWriter().dynamic(lengthsOf(257, { 256: 1 }), [0]).code(0, 1),
        "",
      ],
      "empty blocks of every type": [
        new BitWriter().number(0, 1).number(0, 2).number(0, 5).number(0, 16).number(0xffff, 16)
          .number(0, 1).number(1, 2).fixed(256)
          .dynamic(lengthsOf(257, { 256: 1 }), [0]).code(0, 1),
        "",
      ],
    };
    for (const [name, [writer, text]] of Object.entries(odd)) {
      const bytes = new TextEncoder().encode(text);
      const stream = writer.zlib(adlerOf(bytes));
      assertSame(core.inflate(stream, 1_000), bytes, name);
      assertSame(zlibVerdict(stream) ?? new Uint8Array(1), bytes, `${name}, zlib`);
    }
  });

  test("inflate refuses each broken stream as zlib does, with the reason", () => {
    const fixed = () => new BitWriter().number(1, 1).number(1, 2);
    /** A dynamic block's counts, and lengths of the code-length code by symbol. */
    const codes = (some: Record<number, number>, lengths = 257, distances = 1) => {
      const writer = new BitWriter().number(1, 1).number(2, 2);
      writer.number(lengths - 257, 5).number(distances - 1, 5).number(15, 4);
      for (const symbol of CODE_ORDER) writer.number(some[symbol] ?? 0, 3);
      return writer;
    };
    const broken: Record<string, BitWriter> = {
      "block type 3": new BitWriter().number(1, 1).number(3, 2),
      "a stored length that its complement denies": new BitWriter().number(1, 1).number(0, 2)
        .number(0, 5).number(5, 16).number(0x1234, 16),
      "287 lengths": codes({ 0: 1, 1: 1 }, 287),
      "31 distances": codes({ 0: 1, 1: 1 }, 257, 31),
      "an over-subscribed code-length code": codes({ 0: 1, 1: 1, 2: 1 }),
      "an incomplete code-length code": codes({ 0: 1, 1: 2 }),
      "a code-length code of one symbol": codes({ 0: 1 }),
      "no code-length code": codes({}),
      "a repeat with nothing before it": codes({ 16: 1, 0: 1 }).code(1, 1).number(0, 2),
      "zeros past the last length": codes({ 18: 1, 1: 1 }).code(1, 1).number(127, 7)
        .code(1, 1).number(127, 7),
      "over-subscribed lengths": new BitWriter().dynamic(
        lengthsOf(257, { 65: 1, 66: 1, 256: 1 }),
        [0],
      ),
      "incomplete lengths": new BitWriter().dynamic(lengthsOf(257, { 65: 2, 256: 2 }), [0]),
      "no end of block": new BitWriter().dynamic(lengthsOf(257, { 65: 1, 66: 1 }), [0]),
      "over-subscribed distances": new BitWriter().dynamic(AB_END, [1, 1, 1]),
      "incomplete distances": new BitWriter().dynamic(AB_END, [2, 2]),
      "bits that are not a code": new BitWriter().dynamic(lengthsOf(257, { 256: 1 }), [0])
        .number(0xffff, 16),
      "a match in a block without distances": new BitWriter()
        .dynamic(lengthsOf(258, { 65: 1, 256: 2, 257: 2 }), [0]).code(0, 1).code(3, 2)
        .number(0, 16),
      "the distance code that is missing": new BitWriter()
        .dynamic(lengthsOf(258, { 65: 1, 256: 2, 257: 2 }), [1]).code(0, 1).code(3, 2)
        .number(0xffff, 16),
      "length symbol 286": fixed().fixed(65).fixed(286).code(0, 5).fixed(256),
      "length symbol 287": fixed().fixed(65).fixed(287).code(0, 5).fixed(256),
      "distance symbol 30": fixed().fixed(65).fixed(257).code(30, 5).fixed(256),
      "distance symbol 31": fixed().fixed(65).fixed(257).code(31, 5).fixed(256),
      "a distance before the start": fixed().fixed(65).fixed(257).code(1, 5).fixed(256),
      "a match before anything": fixed().fixed(257).code(0, 5).fixed(256),
    };
    for (const [name, writer] of Object.entries(broken)) {
      // Alone, for the careful code, and with bytes after it, for the fast loop.
      for (const more of [0, 64]) {
        const stream = Buffer.concat([writer.zlib(1), Buffer.alloc(more)]);
        assertEquals(zlibVerdict(stream), undefined, `${name}, zlib`);
        const code = refusal(() => core.inflate(stream, 100_000), name);
        assert(code === "corrupt" || (more === 0 && code === "truncated"), `${name}: ${code}`);
      }
    }
  });

  test("inflate refuses each wrong header and trailer", () => {
    const good = new BitWriter().number(1, 1).number(1, 2).fixed(65).fixed(256);
    const stream = good.zlib(adlerOf(Uint8Array.of(65)));
    assertEquals(core.inflate(stream, 1), Uint8Array.of(65));
    const wrong: [string, CoreErrorCode, (bytes: Uint8Array) => void][] = [
      ["another method", "bad-header", (bytes) => bytes.set([0x77, 0x85])],
      ["a window of 64 KB", "bad-header", (bytes) => bytes.set([0x88, 0x1c])],
      ["a header check that fails", "bad-header", (bytes) => bytes.set([0x78, 0x9d])],
      ["a preset dictionary", "bad-header", (bytes) => bytes.set([0x78, 0xbb])],
      ["another checksum", "checksum", (bytes) => bytes[bytes.length - 4]! ^= 0x80],
    ];
    for (const [name, code, change] of wrong) {
      const bytes = Uint8Array.from(stream);
      change(bytes);
      assertEquals(zlibVerdict(bytes), undefined, `${name}, zlib`);
      assertEquals(refusal(() => core.inflate(bytes, 1), name), code, name);
    }
  });
}
