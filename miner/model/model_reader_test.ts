import { assertEquals, assertThrows } from "@std/assert";
import { InvalidModel } from "../../protocol/score/verdict.ts";
import { encode, field, node, varint } from "../../tests/hostile/build.ts";
import { decodeModel, encodeModel, type ModelFields, type TensorProto } from "./onnx.ts";
import type { Integer } from "./model_reader.ts";

const RELU = { graph: { node: [node("Relu", ["x"], ["y"])] } } satisfies ModelFields;

function withTensor(tensor: TensorProto): ModelFields {
  return { graph: { ...RELU.graph, initializer: [tensor] } };
}

/** A small model followed by these bytes, read and written again. */
function readAgain(...more: number[]): Uint8Array {
  return encodeModel(decodeModel(new Uint8Array([...encode(RELU), ...more])));
}

function assertRefused(bytes: Uint8Array, why: string): void {
  const { rule, found } = assertThrows(() => decodeModel(bytes), InvalidModel);
  assertEquals([rule, found], ["onnx-format", `it is not an ONNX file: ${why}`]);
}

Deno.test("64-bit integers are exact: numbers if possible, otherwise bigints", () => {
  const values: Integer[] = [0, 1, 127, 128, 2 ** 31, 2 ** 32 - 1, 2 ** 32, 2 ** 49 - 1, 2 ** 49];
  const edges: Integer[] = [2 ** 53 - 1, 2n ** 53n, 2n ** 53n + 1n, 2n ** 63n - 1n];
  const negative: Integer[] = [-1, 1 - 2 ** 53, -(2n ** 53n), -(2n ** 53n) - 1n, -(2n ** 63n)];
  const unsigned = [...values, ...edges, 2n ** 63n, 2n ** 64n - 1n];
  const int64Data = [...values, ...edges, ...negative];
  const bytes = encode(withTensor({ dims: negative, int64Data, uint64Data: unsigned }));
  const [read] = decodeModel(bytes).graph!.initializer!;
  assertEquals([read!.dims, read!.int64Data, read!.uint64Data], [negative, int64Data, unsigned]);
  assertEquals(encodeModel(decodeModel(bytes)), bytes);
  // As in https://protobuf.dev/programming-guides/encoding#signed-ints.
  for (const [value, ...varint] of [[-1, ...Array(9).fill(0xff), 1], [150, 0x96, 1]]) {
    assertEquals(encode({ irVersion: value }), Uint8Array.from([8, ...varint]));
    assertEquals(readAgain(8, ...varint), encode({ irVersion: value, ...RELU }));
  }
});

Deno.test("a list is read packed, unpacked and in pieces; it is written packed", () => {
  const tensor = (...bytes: number[]) =>
    encodeModel(decodeModel(Uint8Array.from(
      field(7, new Uint8Array([...encode(RELU).subarray(2), ...field(5, Uint8Array.from(bytes))])),
    )));
  const packed = tensor(0x0a, 3, 2, 3, 4, 0x22, 8, 0, 0, 128, 63, 0, 0, 0, 64);
  assertEquals(packed, encode(withTensor({ dims: [2, 3, 4], floatData: [1, 2] })));
  const single = tensor(8, 2, 8, 3, 8, 4, 0x25, 0, 0, 128, 63, 0x25, 0, 0, 0, 64);
  assertEquals(single, packed);
  assertEquals(
    tensor(0x0a, 1, 2, 8, 3, 0x0a, 1, 4, 0x22, 4, 0, 0, 128, 63, 0x25, 0, 0, 0, 64),
    packed,
  );
});

Deno.test("unknown fields, and those of another wire type or of number 0, are skipped", () => {
  const plain = encode(RELU);
  const unknown = [...varint(1_000 << 3), 5, ...field(100, encode(RELU)), 0x9d, 6, 1, 2, 3, 4];
  assertEquals(readAgain(...unknown), plain);
  // producer_name as a number, ir_version as text; zeros at the end.
  assertEquals(readAgain(2 << 3, 7, ...field(1, encode(RELU)), 0, 0, 0, 0), plain);
});

Deno.test("the last one of a repeated field counts, and of a message as well", () => {
  const other = encode({ graph: { node: [node("Tanh", ["x"], ["y"])] } });
  assertEquals(readAgain(...other), other);
  assertEquals(readAgain(8, 3, 8, 4), encode({ irVersion: 4, ...RELU }));
});

Deno.test("a missing field has protobuf's default, and is not written", () => {
  const bytes = encode({ graph: { node: [{ attribute: [{ name: "epsilon" }] }] } });
  const read = decodeModel(bytes).graph!.node![0]!;
  const { f, i, s, t } = read.attribute![0]!;
  assertEquals([read.opType, f, i, s?.length, t], ["", 0, 0, 0, undefined]);
  assertEquals(encodeModel(decodeModel(bytes)), bytes);
});

Deno.test("a truncated file, or one whose lengths or numbers do not end, is refused", () => {
  const whole = encode({ ...RELU, producerName: "somebody", opsetImport: [{ version: 17 }] });
  let read = 0;
  for (let length = 0; length < whole.length; length++) {
    try {
      const cut = encodeModel(decodeModel(whole.subarray(0, length)));
      // Between two fields of the file it is a shorter file.
      assertEquals(cut, whole.subarray(0, length));
      read++;
    } catch (error) {
      if (!(error instanceof InvalidModel)) throw error;
    }
  }
  assertEquals(read, 1);
  const behind = (...bytes: number[]) => new Uint8Array([...encode(RELU), ...bytes]);
  const at = encode(RELU).length;
  // The inner message says 9 bytes, the outer one 2.
  assertRefused(
    behind(0x3a, 2, 0x0a, 9, ...Array(9).fill(0)),
    `index out of range: ${at + 4} + 9 > ${at + 4}`,
  );
  assertRefused(behind(8, ...Array(11).fill(0x80)), "invalid varint encoding");
  assertRefused(behind(8, 0x80, 0x80, 0x80, 0x80), `index out of range: ${at + 5} + 1 > ${at + 5}`);
  assertRefused(behind(0x3a, 0x80, 0x80, 0x80, 0x80, 0x10), "invalid length encoding");
  assertRefused(behind(0xa3, 6, 0xa4, 6), "it contains a group");
  assertRefused(behind(0x0f), `invalid wire type 7 at offset ${at + 1}`);
});

Deno.test("messages may be nested to a depth that is the same everywhere", () => {
  // ModelProto.graph, .output, .type, and types in types: sequence_type, .elem_type.
  const nested = (depth: number) => {
    const heads: number[][] = [];
    let length = 0;
    const numbers = [7, 12, 2, ...Array.from({ length: depth }, () => [4, 1]).flat()];
    for (const number of numbers.reverse()) {
      const head = [...varint(number << 3 | 2), ...varint(length)];
      length += head.length;
      heads.push(head);
    }
    return Uint8Array.from([...encode(RELU), ...heads.reverse().flat()]);
  };
  assertEquals(decodeModel(new Uint8Array([...nested(3_998), ...encode(RELU)])).graph!.name, "");
  assertRefused(nested(3_999), "it is nested deeply");
});
