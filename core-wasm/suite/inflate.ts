/**
 * The inflate on whole streams.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { unzlibSync, zlibSync } from "fflate";
import { Buffer } from "node:buffer";
import { constants, deflateSync } from "node:zlib";
import { type Core, loadCore } from "../mod.ts";
import { adlerOf } from "./bit_writer.ts";
import { refusal } from "./refusal.ts";
import { assertSame, contents, random, utf8 } from "./samples.ts";

export function testInflate(core: Core): void {
  const test = (name: string, run: () => void) => Deno.test(`${core.build}: ${name}`, run);
  const refused = (stream: Uint8Array, limit: number) => refusal(() => core.inflate(stream, limit));

  test("inflate reads streams of a standard zlib", () => {
    const known: [string, string][] = [
      ["789c030000000001", ""], // a fixed block that ends immediately
      ["789c4b040000620062", "a"], // a fixed block
      ["7801010100feff6100620062", "a"], // a stored block
    ];
    for (const [stream, content] of known) {
      assertSame(core.inflate(Uint8Array.fromHex(stream), 100), utf8(content), stream);
    }
  });

  test("inflate gives zlib's bytes for every level, strategy, window and memory level", () => {
    const { Z_DEFAULT_STRATEGY, Z_FILTERED, Z_HUFFMAN_ONLY, Z_RLE, Z_FIXED } = constants;
    const settings = [
      ...[0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map((level) => ({ level })),
      ...[Z_DEFAULT_STRATEGY, Z_FILTERED, Z_HUFFMAN_ONLY, Z_RLE, Z_FIXED].map((strategy) => ({
        strategy,
      })),
      ...[9, 11, 13].map((windowBits) => ({ windowBits })),
      ...[1, 5, 9].map((memLevel) => ({ memLevel })),
    ];
    for (const [name, content] of contents()) {
      for (const setting of settings) {
        const label = `${name}, ${JSON.stringify(setting)}`;
        const stream = deflateSync(content, setting);
        assertSame(core.inflate(stream, content.length), content, label);
        assertSame(core.inflate(stream, 4_000_000, content.length), content, label);
      }
      const stream = zlibSync(content, { level: 6 });
      assertSame(core.inflate(stream, content.length), content, `${name}, fflate`);
    }
  });

  test("inflate takes content that fits its limit exactly, and refuses one byte more", () => {
    for (const [name, content] of contents()) {
      if (content.length === 0) continue;
      for (const level of [0, 1, 9]) {
        const stream = deflateSync(content, { level });
        assertEquals(refused(stream, content.length - 1), "too-large", name);
        assertEquals(refused(stream, content.length >> 1), "too-large", name);
        assertEquals(core.inflate(stream, content.length, 10).length, content.length, name);
      }
    }
  });

  test("a bomb stops at its limit, and uses no more memory than that", () => {
    const fresh = loadCore({ build: core.build });
    // 64 MiB out of 64 KiB.
    const bomb = deflateSync(new Uint8Array(64 * 1024 * 1024), { level: 9 });
    const limit = 1_000_000;
    assertEquals(refusal(() => fresh.inflate(bomb, limit)), "too-large");
    const most = limit + bomb.length + 2 * 65_536;
    assert(fresh.memoryBytes <= most, `${fresh.memoryBytes} bytes`);
  });

  test("inflate refuses a stream that is truncated at any byte, and one with bytes after it", () => {
    const content = utf8("a model is data, not code. ".repeat(60));
    for (const level of [0, 1, 9]) {
      const stream = deflateSync(content, { level });
      for (let length = 0; length < stream.length; length++) {
        assertEquals(
          refused(stream.subarray(0, length), 1_000_000),
          "truncated",
          `${length} bytes`,
        );
      }
      for (const more of [1, 4, 100]) {
        const longer = Buffer.concat([stream, Buffer.alloc(more)]);
        assertEquals(refused(longer, 1_000_000), "trailing");
      }
    }
  });

  test("inflate checks what fflate does not: the Adler-32", () => {
    const stream = zlibSync(utf8("weights"));
    stream[stream.length - 1]! ^= 1;
    assertSame(unzlibSync(stream), utf8("weights"), "fflate");
    assertEquals(refused(stream, 100), "checksum");
  });

  test("adler32 matches the RFC for all lengths around its steps and runs, and for the worst bytes", () => {
    assertEquals(core.adler32(utf8("Wikipedia")), 0x11e60398);
    const next = random(17);
    const noise = Uint8Array.from({ length: 70_000 }, () => next() * 256);
    const worst = new Uint8Array(70_000).fill(255);
    const lengths = [8191, 8192, 8193, 8224, 16_383, 16_385, 65_536, 70_000];
    for (let length = 0; length < 130; length++) lengths.push(length);
    for (const bytes of [noise, worst]) {
      for (const length of lengths) {
        const part = bytes.subarray(0, length);
        assertEquals(core.adler32(part), adlerOf(part), `${length} bytes`);
      }
    }
  });
}
