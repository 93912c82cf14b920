import { assertEquals } from "@std/assert";
import { deflateSync } from "node:zlib";
import type { Build } from "../mod.ts";
import { type Exports, OK, SAMPLE_TREE_BYTES } from "../exports.ts";
import { instantiate } from "../instance.ts";
import { random, utf8 } from "./samples.ts";

/** Surrounds inputs and outputs; a changed byte in it is a write out of bounds. */
const GUARD = 0xa5;
const GUARD_BYTES = 4_096;
const ALIGNMENT = 16;

/** A kernel's call, between guards. */
interface Call {
  name: string;
  inputs: ArrayBufferView[];
  /** Bytes that it may write, however it ends */
  output: number;
  run(exports: Exports, target: number, ...inputs: number[]): unknown;
}

/** Bytes beyond an output that were written, or of an input, or before it: there should be none. */
function strayWrites(build: Build, { inputs, output, run }: Call): number {
  const exports = instantiate(build);
  const aligned = (at: number) => Math.ceil(at / ALIGNMENT) * ALIGNMENT;
  const base = aligned(exports.heapBase());
  let end = base;
  const take = (bytes: number) => {
    const at = aligned(end + GUARD_BYTES);
    end = at + bytes;
    return at;
  };
  const addresses = inputs.map(({ byteLength }) => take(byteLength));
  const target = take(output);
  end += GUARD_BYTES;
  exports.memory.grow(Math.ceil(end / 65_536));
  const memory = new Uint8Array(exports.memory.buffer);
  memory.fill(GUARD, base);
  inputs.forEach(({ buffer, byteOffset, byteLength }, at) => {
    memory.set(new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength), addresses[at]);
  });
  const before = memory.slice();
  run(exports, target, ...addresses);
  const changed = (from: number, to: number) => {
    let count = 0;
    for (let at = from; at < to; at++) if (memory[at] !== before[at]) count++;
    return count;
  };
  return changed(base, target) + changed(target + output, memory.length);
}

/** Every kernel that writes, with lengths around those of its vectors. */
function calls(): Call[] {
  const next = random(53);
  const bytes = (length: number) => Uint8Array.from({ length }, () => next() * 256);
  const floats = (length: number) => Float32Array.from({ length }, () => next() - 0.5);
  const found: Call[] = [];
  for (const count of [0, 1, 3, 4, 5, 15, 16, 17, 33, 100]) {
    for (const width of [1, 2, 3, 4, 8]) {
      found.push({
        name: `unshuffle ${count} of ${width}`,
        inputs: [bytes(count * width)],
        output: count * width,
        run: (exports, to, from) => exports.unshuffle(from!, count, width, to),
      });
    }
    for (const inner of [1, 3, 4]) {
      for (const width of [1, 4]) {
        found.push({
          name: `swapAxes ${count} × ${inner} of ${width}`,
          inputs: [bytes(2 * count * inner * width)],
          output: 2 * count * inner * width,
          run: (exports, to, from) => exports.swapAxes(from!, 2, count, inner, width, to),
        });
      }
    }
    for (const channels of [1, 2, 3, 5]) {
      const ends = [
        new Float32Array(4 * channels).fill(0.5),
        new Float32Array(4 * channels).fill(2),
      ];
      for (const plane of [1, 7]) {
        const values = count * channels * plane;
        const planes = count * channels;
        found.push({
          name: `normaliseBytes ${planes} planes of ${plane}`,
          inputs: [bytes(values), ...ends],
          output: 4 * values,
          run: (exports, to, from, means, stds) =>
            exports.normaliseBytes(from!, planes, plane, channels, 1, means!, stds!, to),
        }, {
          name: `normaliseFloats ${planes} planes of ${plane}`,
          inputs: [floats(values), ...ends],
          output: 4 * values,
          run: (exports, to, from, means, stds) =>
            exports.normaliseFloats(from!, planes, plane, channels, 1, means!, stds!, to),
        });
      }
    }
    for (const classes of [1, 3, 4, 8, 10, 12, 13, 33]) {
      found.push({
        name: `argmax ${count} rows of ${classes}`,
        inputs: [floats(count * classes)],
        output: 4 * count,
        run: (exports, to, from) => exports.argmax(from!, count, classes, to),
      }, {
        name: `argmaxOfNumbers ${count} rows of ${classes}`,
        inputs: [floats(count * classes)],
        output: 4 * count,
        run: (exports, to, from) => exports.argmaxOfNumbers(from!, count, classes, to),
      });
    }
    const labels = () => Int32Array.from({ length: count }, () => next() * 14 - 2);
    found.push({
      name: `threshold ${count}`,
      inputs: [floats(count)],
      output: 4 * count,
      run: (exports, to, from) => exports.threshold(from!, count, to),
    }, {
      name: `confusion ${count}, some of them not classes`,
      inputs: [labels(), labels()],
      output: 400,
      run: (exports, to, one, other) => exports.confusion(one!, other!, count, 10, to),
    }, {
      name: `keccak256 ${count}`,
      inputs: [bytes(count)],
      output: 32,
      run: (exports, to, from) => exports.keccak256(from!, count, to),
    }, {
      name: `growSampleTree ${count} rows`,
      inputs: [bytes(40 * count)],
      output: SAMPLE_TREE_BYTES,
      run: (exports, to, rows) => {
        new Uint8Array(exports.memory.buffer).fill(0, to, to + SAMPLE_TREE_BYTES);
        exports.growSampleTree(to, rows!, 40, count);
      },
    }, {
      name: `sampleTreeRoot`,
      inputs: [new Uint8Array(SAMPLE_TREE_BYTES)],
      output: 32,
      run: (exports, to, tree) => exports.sampleTreeRoot(tree!, to),
    });
    const text = utf8(btoa(String.fromCharCode(...bytes(count))));
    found.push({
      name: `base64Decode ${count}`,
      inputs: [text],
      // views.ts gives it four bytes more than the content takes.
      output: Math.ceil(text.length * 3 / 4) + 4,
      run: (exports, to, from) => exports.base64Decode(from!, text.length, to),
    });
    for (const [rows, fields] of [[count, 3], [count, 16], [1, count]] as const) {
      const table = Array.from(
        { length: rows },
        () => Array.from(bytes(fields)).join(","),
      ).join("\n");
      const csv = utf8(table);
      // With more rows than there is room for, nothing is written beyond it.
      for (const room of [rows, Math.max(0, rows - 1), Math.min(rows, 1)]) {
        if (fields === 0) continue;
        found.push({
          name: `csvBytes ${rows} × ${fields} into ${room} rows`,
          inputs: [csv],
          output: room * fields,
          run: (exports, to, from) => exports.csvBytes(from!, csv.length, fields, room, to),
        }, {
          name: `csvFloats ${rows} × ${fields} into ${room} rows`,
          inputs: [csv],
          output: 4 * room * fields,
          run: (exports, to, from) =>
            exports.csvFloats(from!, csv.length, fields, room, to, 44, -1, 0, 0),
        });
      }
    }
    for (const content of [bytes(50 * count), new Uint8Array(50 * count).fill(7)]) {
      const stream = deflateSync(content);
      for (const room of [content.length, Math.max(0, content.length - 1), content.length >> 1]) {
        found.push({
          name: `inflate ${content.length} into ${room}`,
          inputs: [stream],
          output: room,
          run: (exports, to, from) => {
            exports.inflateStart(from!, stream.length, to);
            const whole = room === content.length;
            assertEquals(exports.inflateRun(to + room, whole ? 1 : 0) === OK, whole);
          },
        });
      }
    }
  }
  return found;
}

/** Guard bytes around every kernel's output. */
export function testGuards(build: Build): void {
  Deno.test(`${build}: no kernel writes out of bounds`, () => {
    const strays = calls().map((call) => [call.name, strayWrites(build, call)] as const)
      .filter(([, count]) => count > 0);
    assertEquals(strays, []);
  });
}
