import { assert, assertEquals, assertThrows } from "@std/assert";
import { concat, keccak256, pad, toHex } from "viem";
import { MOST } from "../arguments.ts";
import { SAMPLE_TREE_BYTES } from "../exports.ts";
import type { Core } from "../mod.ts";
import { random, utf8 } from "./samples.ts";

/** By its definition, level by level: sorted pairs, an odd last node goes up unchanged. */
function rootOf(nodes: Uint8Array[]): Uint8Array {
  if (nodes.length === 1) return nodes[0]!;
  const above: Uint8Array[] = [];
  for (let at = 0; at < nodes.length; at += 2) {
    const two = nodes.slice(at, at + 2).sort((a, b) => toHex(a) < toHex(b) ? -1 : 1);
    above.push(two.length === 1 ? two[0]! : keccak256(concat(two), "bytes"));
  }
  return rootOf(above);
}

/** By their definition, one per row. */
function leavesOf(model: Uint8Array, outputs: Uint8Array, rowBytes: number): Uint8Array[] {
  return Array.from({ length: outputs.length / rowBytes }, (_, row) => {
    const output = outputs.subarray(row * rowBytes, (row + 1) * rowBytes);
    const index = Uint8Array.fromHex(pad(toHex(row), { size: 32, dir: "left" }).slice(2));
    return keccak256(keccak256(concat([model, index, output]), "bytes"), "bytes");
  });
}

export function testKeccak(core: Core): void {
  const test = (name: string, run: () => void) => Deno.test(`${core.build}: ${name}`, run);

  test("Keccak-256 of the empty text and of abc, as Ethereum's clients have it", () => {
    assertEquals(
      core.keccak256(new Uint8Array()).toHex(),
      "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470",
    );
    assertEquals(
      core.keccak256(utf8("abc")).toHex(),
      "4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45",
    );
  });

  test("Keccak-256 equals viem's for every length over three blocks", () => {
    const next = random(53);
    const bytes = Uint8Array.from({ length: 420 }, () => next() * 256);
    for (let length = 0; length <= bytes.length; length++) {
      const message = bytes.subarray(0, length);
      assertEquals(core.keccak256(message), keccak256(message, "bytes"), `${length} bytes`);
    }
  });

  test("a sample tree's root matches the plain definition for any number of rows, in any batches", () => {
    const next = random(59);
    const model = Uint8Array.from({ length: 32 }, () => next() * 256);
    for (const rowBytes of [4, 8, 40, 72, 73, 264]) {
      const rows = 70;
      const outputs = Uint8Array.from({ length: rows * rowBytes }, () => next() * 256);
      const leaves = leavesOf(model, outputs, rowBytes);
      for (let count = 1; count <= rows; count++) {
        const tree = core.sampleTree(model);
        for (let row = 0; row < count;) {
          const end = Math.min(count, row + 1 + Math.floor(next() * 9));
          tree.add(outputs.subarray(row * rowBytes, end * rowBytes), rowBytes);
          row = end;
        }
        assertEquals(tree.root(), rootOf(leaves.slice(0, count)), `${count} × ${rowBytes}`);
      }
    }
  });

  test("a sample tree takes many rows at once, from any place, as it takes them one by one", () => {
    const next = random(61);
    const model = Uint8Array.from({ length: 32 }, () => next() * 256);
    for (const rowBytes of [1, 4, 40, 71, 72, 1_001]) {
      const outputs = Uint8Array.from({ length: 200 * rowBytes }, () => next() * 256);
      const leaves = leavesOf(model, outputs, rowBytes);
      for (
        const parts of [[63], [64], [65], [127, 1], [128, 72], [1, 64, 2], [3, 197], [48, 100]]
      ) {
        const tree = core.sampleTree(model);
        let row = 0;
        for (const rows of parts) {
          tree.add(outputs.subarray(row * rowBytes, (row + rows) * rowBytes), rowBytes);
          row += rows;
        }
        assertEquals(tree.root(), rootOf(leaves.slice(0, row)), `${parts} × ${rowBytes}`);
      }
    }
  });

  test("a sample tree over nothing is zeros; trees do not mix; incomplete rows are refused", () => {
    const [one, other] = [core.sampleTree(new Uint8Array(32)), core.sampleTree(new Uint8Array(32))];
    assertEquals(one.root(), new Uint8Array(32));
    one.add(Uint8Array.of(1, 2, 3, 4), 4);
    const alone = one.root();
    other.add(Uint8Array.of(9, 9, 9, 9), 4);
    assertEquals(one.root(), alone);
    assert(other.root().some((byte, at) => byte !== alone[at]));
    assertThrows(() => one.add(new Uint8Array(7), 4), RangeError);
    assertThrows(() => one.add(new Uint8Array(7), 0), RangeError);
    assertThrows(() => core.sampleTree(new Uint8Array(31)), RangeError);
    assertEquals(one.root(), alone);
  });

  test("a sample tree accepts as many leaves as it can count, and not one more", () => {
    core.scope((views) => {
      const state = new Uint8Array(SAMPLE_TREE_BYTES);
      new Uint32Array(state.buffer)[8] = MOST - 1;
      const tree = views.put(state);
      const rows = views.put(Uint8Array.of(1, 2));
      assertThrows(
        () => views.growSampleTree(tree, rows, 1),
        RangeError,
        "at most 2147483647 leaves",
      );
      views.growSampleTree(tree, rows.subarray(1), 1);
      assertEquals(tree.as(Uint32Array).view[8], MOST);
    });
  });
}
