import { assertEquals } from "@std/assert";
import type { Hex } from "viem";
import { sampleLeaf, sampleRoot } from "../../protocol/score/evidence.ts";
import { findSample } from "./find_sample.ts";

const digest: Hex = `0x${"a5".repeat(32)}`;
const CLASSES = 3;

function rootOf(labels: Int32Array): Hex {
  return sampleRoot(Array.from(labels, (label, sample) => {
    const output = new Uint8Array(4);
    new DataView(output.buffer).setInt32(0, label, true);
    return sampleLeaf(digest, sample, output);
  }));
}

Deno.test("one changed label is found, in trees of any shape", async () => {
  for (const rows of [1, 2, 3, 5, 8, 13]) {
    const predictions = Int32Array.from({ length: rows }, (_, row) => row % CLASSES);
    for (let sample = 0; sample < rows; sample++) {
      for (const label of [-1, (sample + 1) % CLASSES]) {
        const lie = predictions.with(sample, label);
        assertEquals(await findSample({ digest, predictions, classes: CLASSES }, rootOf(lie)), {
          sample,
          label,
        });
      }
    }
  }
});

Deno.test("no sample is named that does not explain the root", async () => {
  const predictions = Int32Array.from([0, 1, 2, 0, 1, 2]);
  const given = { digest, predictions, classes: CLASSES };
  assertEquals(await findSample(given, rootOf(predictions)), undefined);
  assertEquals(await findSample(given, rootOf(predictions.with(1, 0).with(4, 0))), undefined);
  const many = { digest, predictions: new Int32Array(100_000), classes: CLASSES };
  assertEquals(await findSample(many, digest), undefined);
});
