import { deflateSync, gzipSync } from "node:zlib";
import { type Case, dense, encode, field, packed, varint } from "../build.ts";

const onnx = () => encode(dense());
const good = () => packed(onnx());
const text = (value: string) => new TextEncoder().encode(value);
const edited = (at: number, value: number) => {
  const bytes = good();
  bytes[at < 0 ? bytes.length + at : at] = value;
  return bytes;
};
/** A package with sections: a table of ranges, then some bytes. */
const sections = (table: number[], content = new Uint8Array(100)) => {
  const head = new Uint8Array(Uint32Array.from(table).buffer);
  const stream = deflateSync(new Uint8Array([...head, ...content]));
  return new Uint8Array([0x44, 0x45, 0x4d, 0x4c, 1, 1, ...stream]);
};

const BOMB = 64 * 1024 * 1024;

/** Files that are not packages, damaged ones, and bombs. */
export const PACKAGE_CASES: Case[] = [
  { name: "nothing", rule: "package-format", bytes: () => new Uint8Array() },
  { name: "one-byte", rule: "package-format", bytes: () => new Uint8Array([0x44]) },
  { name: "wrong-magic", rule: "package-format", bytes: () => edited(3, 0x4d) },
  { name: "version-0", rule: "package-format", bytes: () => edited(4, 0) },
  { name: "version-2", rule: "package-format", bytes: () => edited(4, 2) },
  { name: "unknown-flag", rule: "package-format", bytes: () => edited(5, 0x80) },
  { name: "bare-onnx", rule: "package-format", bytes: onnx },
  { name: "pickle", rule: "package-format", bytes: () => text("\x80\x04\x95cbuiltins\neval") },
  { name: "gzip", rule: "package-format", bytes: () => new Uint8Array(gzipSync(onnx())) },
  { name: "zip-file", rule: "package-format", bytes: () => text("PK\x03\x04 model.keras") },
  { name: "broken-base64", rule: "package-format", bytes: () => text(`RE${good().toBase64()}*`) },
  { name: "header-only", rule: "package-corrupt", bytes: () => good().subarray(0, 6) },
  { name: "truncated", rule: "package-corrupt", bytes: () => good().subarray(0, -9) },
  { name: "no-checksum", rule: "package-corrupt", bytes: () => good().subarray(0, -4) },
  { name: "wrong-checksum", rule: "package-corrupt", bytes: () => edited(-1, 0x55) },
  {
    name: "bytes-after",
    rule: "package-corrupt",
    bytes: () => new Uint8Array([...good(), 0]),
  },
  {
    name: "two-streams",
    rule: "package-corrupt",
    bytes: () => new Uint8Array([...good(), ...good().subarray(6)]),
  },
  {
    // RFC 1950: bit 5 of the second byte announces a dictionary, whose checksum follows.
    name: "preset-dictionary",
    rule: "package-corrupt",
    bytes: () =>
      new Uint8Array([...good().subarray(0, 6), 0x78, 0x20, 1, 2, 3, 4, ...good().subarray(8)]),
  },
  { name: "bad-block", rule: "package-corrupt", bytes: () => edited(8, 0x07) },
  { name: "ranges-overlap", rule: "package-corrupt", bytes: () => sections([2, 8, 64, 60, 8]) },
  { name: "range-outside", rule: "package-corrupt", bytes: () => sections([1, 96, 8]) },
  { name: "ranges-without-end", rule: "package-corrupt", bytes: () => sections([0xffffffff]) },
  {
    name: "zlib-bomb",
    rule: "package-size",
    bytes: () => new Uint8Array(deflateSync(new Uint8Array(BOMB), { level: 9 })),
  },
  {
    name: "zlib-bomb-in-a-package",
    rule: "package-size",
    bytes: () => packed(new Uint8Array(BOMB)),
  },
  {
    name: "zlib-bomb-as-base64",
    rule: "package-size",
    bytes: () => text(packed(new Uint8Array(BOMB)).toBase64()),
  },
  {
    name: "over-packed-bytes",
    rule: "package-size",
    limits: { packedBytes: 100 },
    bytes: good,
  },
  { name: "pickle-packed", rule: "onnx-format", bytes: () => packed(text("\x80\x04cos\nsystem")) },
  { name: "empty-file", rule: "onnx-format", bytes: () => packed(new Uint8Array()) },
  { name: "no-graph", rule: "onnx-format", bytes: () => packed(encode({ irVersion: 8 })) },
  {
    name: "no-nodes",
    rule: "onnx-format",
    bytes: () => packed(encode({ irVersion: 8, graph: { name: "empty" } })),
  },
  { name: "cut-protobuf", rule: "onnx-format", bytes: () => packed(onnx().subarray(0, -20)) },
  {
    name: "noise",
    rule: "onnx-format",
    bytes: () => packed(Uint8Array.from({ length: 500 }, (_, i) => (i * i * 31 + 200) & 255)),
  },
  {
    // 100,000 groups in each other, in a field that nobody knows.
    name: "nested-groups",
    rule: "onnx-format",
    bytes: () => {
      const depth = 100_000;
      const groups = new Uint8Array(4 * depth);
      for (let i = 0; i < depth; i++) {
        groups.set([0xa3, 0x06], 2 * i);
        groups.set([0xa4, 0x06], 2 * (depth + i));
      }
      return packed(new Uint8Array([...onnx(), ...groups]));
    },
  },
  {
    // Graphs in attributes of nodes in graphs, 2,000 deep.
    name: "nested-subgraphs",
    rule: "operator",
    bytes: () => packed(nested(2_000)),
  },
  {
    name: "nested-subgraphs-too-deep-to-read",
    rule: "onnx-format",
    bytes: () => packed(nested(60_000)),
  },
  {
    name: "nested-type",
    rule: "graph",
    says: "nested deeply",
    bytes: () => {
      const model = dense();
      let type: Record<string, unknown> = { tensorType: { elemType: 1 } };
      for (let depth = 0; depth < 500; depth++) type = { sequenceType: { elemType: type } };
      model.graph.output!.push({ name: "deep", type } as never);
      return packed(encode(model));
    },
  },
];

/** A model whose one node holds a graph with a node that holds a graph… */
function nested(depth: number): Uint8Array {
  // Built from the inside: each layer is put before the rest of a buffer that is filled from its
  // end.
  const buffer = new Uint8Array(64 * depth);
  let start = buffer.length;
  const wrap = (number: number, name: Uint8Array) => {
    const head = [...varint(number << 3 | 2), ...varint(buffer.length - start)];
    start -= head.length;
    buffer.set(head, start);
    start -= name.length;
    buffer.set(name, start);
  };
  const none = new Uint8Array();
  for (let layer = 0; layer < depth; layer++) {
    wrap(6, field(1, text("g"))); // AttributeProto.name, .g
    wrap(5, field(4, text("If"))); // NodeProto.op_type, .attribute
    wrap(1, none); // GraphProto.node
  }
  wrap(7, none); // ModelProto.graph
  return buffer.subarray(start);
}
