import { assertEquals, assertThrows } from "@std/assert";
import { zipSync } from "fflate";
import { loadCore } from "../../core-wasm/mod.ts";
import { DemlError } from "../../protocol/errors.ts";
import { UNPUBLISHED } from "../../protocol/spec/part.ts";
import type { CompetitionSpec } from "../../protocol/spec/spec.ts";
import { guessFiles } from "../organizer/guess.ts";
import { readDataSet } from "./data_set.ts";
import { mnistSpec } from "./mnist_spec.ts";

/** A file of bytes as NumPy writes it. */
function npy(shape: string, values: number[], descr = "|u1"): Uint8Array {
  const text = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${shape}), }`;
  const header = `${text.padEnd(117)}\n`;
  const magic = [0x93, ...new TextEncoder().encode("NUMPY"), 1, 0, header.length, 0];
  return Uint8Array.from([...magic, ...new TextEncoder().encode(header)].concat(values));
}

const ARRAYS = {
  "x_train.npy": npy("1, 2", [9, 9]),
  "y_train.npy": npy("1,", [1]),
  "x_test.npy": npy("3, 2", [1, 2, 3, 4, 5, 6]),
  "y_test.npy": npy("3,", [0, 1, 2]),
};

function spec(arrays: { samplesArray: string; labelsArray: string }, rows = 3): CompetitionSpec {
  const base = mnistSpec();
  return {
    ...base,
    test: { cid: UNPUBLISHED, format: "npz", rows, classes: 3, ...arrays },
    input: { ...base.input, shape: [2], layout: "flat", std: [1] },
  };
}

const TEST = { samplesArray: "x_test", labelsArray: "y_test" };
const read = (data: Uint8Array, given = spec(TEST)) =>
  readDataSet(loadCore(), given, "test", { data });

Deno.test("the named arrays of an NPZ file are read, stored or deflated", () => {
  for (const level of [0, 6] as const) {
    const { inputs, labels } = read(zipSync(ARRAYS, { level }));
    assertEquals(inputs, Float32Array.of(1, 2, 3, 4, 5, 6));
    assertEquals(labels, Int32Array.of(0, 1, 2));
    const train = { samplesArray: "x_train", labelsArray: "y_train" };
    assertEquals(read(zipSync(ARRAYS, { level }), spec(train, 1)).inputs, Float32Array.of(9, 9));
  }
});

Deno.test("samples and labels are guessed from usual names, the test set's first", () => {
  const guessed = (arrays: Record<string, Uint8Array>) => {
    const { format, rows, classes, features, samplesArray, labelsArray } = guessFiles({
      data: zipSync(arrays),
    });
    return [format, rows, classes, features, samplesArray, labelsArray];
  };
  assertEquals(guessed(ARRAYS), ["npz", 3, 3, 2, "x_test", "y_test"]);
  const [x, y] = [ARRAYS["x_test.npy"], ARRAYS["y_test.npy"]];
  for (const [samples, labels] of [["arr_0", "arr_1"], ["data", "target"], ["images", "labels"]]) {
    const arrays = { [`${labels}.npy`]: y, [`${samples}.npy`]: x };
    assertEquals(guessed(arrays), ["npz", 3, 3, 2, samples, labels]);
  }
  assertThrows(
    () => guessed({ "cat.npy": x, "dog.npy": y }),
    DemlError,
    'data/npz-array {"found":"cat, dog"}',
  );
});

Deno.test("what the spec does not describe is refused, before it is decompressed", () => {
  const refused = (data: Uint8Array, failure: string, given = spec(TEST)) =>
    assertThrows(() => read(data, given), DemlError, failure);
  const other = { ...TEST, labelsArray: "y" };
  refused(zipSync(ARRAYS), 'data/npz-array {"array":"y","found":"x_train, y_train', spec(other));
  refused(zipSync(ARRAYS), "data/other-shape", spec(TEST, 2));
  const large = npy("1000000,", new Array<number>(1_000_000).fill(0));
  refused(
    zipSync({ ...ARRAYS, "x_test.npy": large }),
    'data/npz-too-large {"array":"x_test","most":65648}',
  );
  refused(zipSync({ "[Content_Types].xml": new Uint8Array(9) }), '"found":"Excel"');
  refused(zipSync({ "a/data.pkl": new Uint8Array(9) }), "PyTorch");
});

Deno.test("a damaged ZIP is refused: nothing that it says of itself is believed", () => {
  const unreadable = (data: Uint8Array, reason: string) =>
    assertThrows(() => read(data), DemlError, `data/npz-unreadable {"reason":"${reason}`);
  for (const level of [0, 6] as const) {
    const good = zipSync(ARRAYS, { level });
    const view = new DataView(good.buffer, good.byteOffset, good.length);
    const end = good.length - 22;
    const directory = view.getUint32(end + 16, true);
    const changed = (at: number, ...bytes: number[]) => {
      const copy = good.slice();
      copy.set(bytes, at);
      return copy;
    };
    unreadable(good.subarray(0, good.length - 1), "it ends too early");
    unreadable(changed(end + 10, 5), "it has several volumes");
    unreadable(changed(end + 8, 5, 0, 5, 0), "its directory is damaged");
    unreadable(changed(end + 16, 0xff, 0xff, 0xff, 0xff), "it is a zip64 file");
    unreadable(changed(end + 16, 0xff, 0xff, 0xff, 0x7f), "its directory is not where");
    unreadable(changed(directory + 8, 1), "it is encrypted");
    unreadable(changed(directory + 10, 12), "its compression is method 12");
    // The third file, x_test: its entry follows two of 46 bytes and eleven of a name.
    const entry = directory + 2 * (46 + 11);
    assertEquals(new TextDecoder().decode(good.subarray(entry + 46, entry + 56)), "x_test.npy");
    unreadable(changed(entry + 16, 1, 2, 3, 4), "a file does not match its CRC-32");
    unreadable(changed(entry + 24, 1), "a file is not as long");
    unreadable(changed(entry + 42, 1), "a file is not where its directory says");
  }
  const twice = zipSync({ ...ARRAYS, "x_tess.npy": ARRAYS["x_test.npy"] }, { level: 0 });
  const renamed = Uint8Array.from(twice);
  for (let at = 0; at < renamed.length - 6; at++) {
    const name = new TextDecoder("latin1").decode(renamed.subarray(at, at + 6));
    if (name === "x_tess") renamed[at + 5] = 0x74;
  }
  unreadable(renamed, "two of its files have one name");
});
