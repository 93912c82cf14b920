import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { deflateSync } from "node:zlib";
import {
  type Build,
  type Core,
  CoreError,
  loadCore,
  loadCoreAsync,
  type Region,
  type Views,
} from "../mod.ts";
import { utf8 } from "./samples.ts";

/** Neither a length nor a count nor an index. */
const NEVER: unknown[] = [
  ...[NaN, -1, -0.5, 0.5, 2.5, Infinity, -Infinity, 2 ** 31, 2 ** 32, 2 ** 32 + 5, 2 ** 53, 1e300],
  ...["5", "", true, null, {}, [], [5], 5n, Symbol("5"), () => 5, new Date(5)],
];
/** And one that is invalid if nothing would remain. */
const NOT_POSITIVE: unknown[] = [...NEVER, 0, undefined];

const bytes = new Uint8Array(20);
const floats = new Float32Array(20);
const ints = new Int32Array(4);
const stream = deflateSync(new Uint8Array(500));
const options = { plane: 5, channels: 4, scale: 1, mean: [0, 0, 0, 0], std: [1, 1, 1, 1] };

/** Every kernel with one wrong number; `views` and `core` have the same. */
function withNumbers(core: Core, wrong: never): Record<string, [unknown[], () => unknown]> {
  return {
    "inflate, limit": [[...NEVER, undefined], () => core.inflate(stream, wrong)],
    "inflate, size": [NEVER, () => core.inflate(stream, 1_000, wrong)],
    "unshuffle, width": [NOT_POSITIVE, () => core.unshuffle(bytes, wrong)],
    "readCsv, fields": [NOT_POSITIVE, () => core.readCsv(utf8("1,2"), wrong, 1)],
    "readCsv, rows": [[...NEVER, undefined], () => core.readCsv(utf8("1,2"), 2, wrong)],
    "readCsvBytes, fields": [NOT_POSITIVE, () => core.readCsvBytes(utf8("1,2"), wrong, 1)],
    "readCsvBytes, rows": [[...NEVER, undefined], () => core.readCsvBytes(utf8("1,2"), 2, wrong)],
    "normalise, plane": [NOT_POSITIVE, () => core.normalise(floats, { ...options, plane: wrong })],
    "normalise, channels": [
      NOT_POSITIVE,
      () => core.normalise(floats, { ...options, channels: wrong }),
    ],
    "normalise, nothing": [
      NOT_POSITIVE,
      () => core.normalise(new Float32Array(0), { ...options, plane: wrong }),
    ],
    "swapAxes, outer": [NOT_POSITIVE, () => core.swapAxes(bytes, wrong, 1)],
    "swapAxes, inner": [NOT_POSITIVE, () => core.swapAxes(floats, 1, wrong)],
    "argmax, classes": [NOT_POSITIVE, () => core.argmax(floats, wrong)],
    "topK, classes": [NOT_POSITIVE, () => core.topK(floats, wrong, ints, 1)],
    "topK, k": [[...NEVER, undefined], () => core.topK(floats, 5, ints, wrong)],
    "confusion, classes": [NOT_POSITIVE, () => core.confusion(ints, ints, wrong)],
    "sampleTree, rowBytes": [NOT_POSITIVE, () => core.sampleTree(bytes32()).add(bytes, wrong)],
    "subarray, begin": [
      NEVER,
      () => core.scope((views) => views.put(bytes).subarray(wrong)),
    ],
    "subarray, end": [
      NEVER,
      () => core.scope((views) => views.put(bytes).subarray(0, wrong)),
    ],
  };
}

function bytes32(): Uint8Array<ArrayBuffer> {
  return new Uint8Array(32);
}

/** Every kernel with values of a type that it does not accept. */
function withValues(core: Core, given: never): Record<string, () => unknown> {
  return {
    inflate: () => core.inflate(given, 1_000),
    adler32: () => core.adler32(given),
    base64Decode: () => core.base64Decode(given),
    unshuffle: () => core.unshuffle(given, 1),
    readCsv: () => core.readCsv(given, 1, 1),
    readCsvBytes: () => core.readCsvBytes(given, 1, 1),
    normalise: () =>
      core.normalise(given, { plane: 1, channels: 1, scale: 1, mean: [0], std: [1] }),
    swapAxes: () => core.swapAxes(given, 1, 1),
    argmax: () => core.argmax(given, 1),
    threshold: () => core.threshold(given),
    hasNaN: () => core.hasNaN(given),
    countEqual: () => core.countEqual(given, given),
    topK: () => core.topK(given, 1, given, 1),
    "topK, labels": () => core.topK(floats, 1, given, 1),
    confusion: () => core.confusion(given, given, 2),
    "confusion, labels": () => core.confusion(new Int32Array(20), given, 2),
    keccak256: () => core.keccak256(given),
    sampleTree: () => core.sampleTree(given),
    "sampleTree, rows": () => core.sampleTree(bytes32()).add(given, 1),
  };
}

/** The types that each of them accepts. */
const TAKES: Record<string, string[]> = {
  normalise: ["Uint8Array", "Float32Array"],
  swapAxes: ["Uint8Array", "Float32Array"],
  argmax: ["Float32Array"],
  threshold: ["Float32Array"],
  hasNaN: ["Float32Array"],
  countEqual: ["Int32Array"],
  "topK, labels": ["Int32Array"],
  confusion: ["Int32Array"],
  "confusion, labels": ["Int32Array"],
  topK: [],
};

function thrown(call: () => unknown, label: string): Error {
  try {
    call();
  } catch (error) {
    return error as Error;
  }
  throw new Error(`Nothing was refused: ${label}`);
}

/** Fills the memory after the free part with a mark, and reports whether the mark is intact. */
function watched(core: Core, work: (views: Views) => void): void {
  core.scope((views) => {
    const guard = views.put(new Uint8Array(100_000).fill(0xa5));
    try {
      work(views);
    } finally {
      assert(guard.view.every((byte) => byte === 0xa5), "a kernel wrote out of bounds");
    }
  });
}

export function testArguments(core: Core): void {
  const { build } = core;
  const test = (name: string, run: () => void) => Deno.test(`${build}: ${name}`, run);

  test("every kernel refuses an invalid length or count, in a sentence", () => {
    for (const name of Object.keys(withNumbers(core, undefined as never))) {
      const [values] = withNumbers(core, undefined as never)[name]!;
      for (const value of values) {
        const call = withNumbers(core, value as never)[name]![1];
        watched(core, () => {
          const error = thrown(call, `${name}: ${String(value)}`);
          assert(error instanceof RangeError, `${name}, ${String(value)}: ${error}`);
          assert(/^[A-Z0-9].{10,}/.test(error.message), `${name}: ${error.message}`);
        });
      }
    }
  });

  test("every kernel refuses values of a type that it does not accept", () => {
    const types = [
      ...[Uint8Array, Int32Array, Uint32Array, Float32Array].map((type) => new type(20)),
      ...[Int8Array, Uint16Array, Float64Array, Uint8ClampedArray].map((type) => new type(20)),
      ...[new BigInt64Array(4), new DataView(new ArrayBuffer(20)), new ArrayBuffer(20)],
      ...["12345", [1, 2, 3], { length: 20 }, null, undefined, 20, Symbol("x")],
    ];
    for (const given of types) {
      const type = Object.prototype.toString.call(given).slice(8, -1);
      for (const [name, call] of Object.entries(withValues(core, given as never))) {
        if ((TAKES[name] ?? ["Uint8Array"]).includes(type)) continue;
        watched(core, () => {
          const error = thrown(call, `${name}: ${type}`);
          assert(error instanceof TypeError, `${name}, ${type}: ${error}`);
        });
      }
    }
  });

  test("a region reports its true length and cannot point elsewhere", () => {
    core.scope((views) => {
      const region = views.put(bytes);
      assertThrows(() => Object.assign(region, { length: 1_000_000 }), TypeError);
      assertEquals(region.length, 20);
      for (const type of [Float64Array, Int8Array, { BYTES_PER_ELEMENT: 1e-6 }, undefined]) {
        assertThrows(() => region.as(type as never), TypeError);
      }
      for (const other of [bytes, {}, null, 5, "x", { address: 0, length: 5, isOf: () => true }]) {
        assertThrows(() => views.adler32(other as never), TypeError);
      }
      assertThrows(() => views.growSampleTree(region, region, 1), RangeError, "1088 bytes");
      assertThrows(() => views.sampleTreeRoot(region), RangeError, "1088 bytes");
    });
  });

  test("a sample tree accepts no more leaves than it can count", () => {
    watched(core, (views) => {
      const tree: Region<Uint8Array> = views.put(new Uint8Array(1_088));
      tree.as(Uint32Array).view[8] = 2 ** 32 - 1;
      assertThrows(() => views.growSampleTree(tree, views.put(bytes), 5), RangeError, "leaves");
    });
  });

  test("the largest valid counts are accepted, or refused for memory", () => {
    assertEquals(core.topK(floats, 5, ints, 2 ** 31 - 1), 4);
    assertEquals(core.inflate(stream, 2 ** 31 - 1).length, 500);
    const most = () => core.confusion(ints, ints, 2 ** 31 - 1);
    assertThrows(most, Error);
    assertThrows(() => core.confusion(ints, ints, 65_536), CoreError, "memory");
    assertEquals(core.confusion(ints, ints, 2), Uint32Array.of(4, 0, 0, 0));
  });

  Deno.test(`${build}: an unknown build is refused`, async () => {
    for (const other of ["SIMD", "", null, 1, "__proto__"]) {
      assertThrows(() => loadCore({ build: other as Build }), RangeError);
      await assertRejects(() => loadCoreAsync({ build: other as Build }), RangeError);
    }
  });
}
