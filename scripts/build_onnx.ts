/**
 * Writes miner/model/generated/onnx_proto.ts from miner/model/onnx.proto: a type for each message, a
 * function that reads it and one that writes it. `--check` compares instead of writing.
 *
 * @module
 */
import { fromFileUrl } from "@std/path/from-file-url";
import protobuf from "protobufjs";
import { finish } from "./generated.ts";

/** How a scalar is typed, read and written. */
interface Scalar {
  type: string;
  /** What a message that lacks it has */
  fallback: string;
  wire: number;
  read: string;
  write: (value: string, tagged: string) => string;
  /** Of a packed list: method of reader and writer */
  list?: string;
}

const plain = (type: string, fallback: string, wire: number, name: string, list?: string) => ({
  type,
  fallback,
  wire,
  read: `reader.${name}()`,
  write: (value: string, tagged: string) => `${tagged}.${name}(${value});`,
  list,
});
const integer = (read: string) => ({
  ...plain("Integer", "0", 0, read, `${read}s`),
  write: (value: string, tagged: string) => `writeInteger(${tagged}, ${value});`,
});

const SCALARS: Record<string, Scalar> = {
  int64: integer("signed"),
  uint64: integer("unsigned"),
  int32: plain("number", "0", 0, "int32", "int32s"),
  float: plain("number", "0", 5, "float", "floats"),
  double: plain("number", "0", 1, "double", "doubles"),
  string: plain("string", '""', 2, "string"),
  bytes: plain("Uint8Array", "NO_BYTES", 2, "bytes"),
};

const folder = fromFileUrl(new URL("../miner/model/", import.meta.url));
const source = await Deno.readTextFile(`${folder}onnx.proto`);
const { root } = protobuf.parse(source, new protobuf.Root());
root.resolveAll();

/** The messages below a namespace, inner ones behind their own. */
function messagesOf(space: protobuf.NamespaceBase): protobuf.Type[] {
  return space.nestedArray.flatMap((each) => [
    ...each instanceof protobuf.Type ? [each] : [],
    ...each instanceof protobuf.Namespace ? messagesOf(each) : [],
  ]);
}

/** `TypeProto.Tensor`: TypeProtoTensor */
function nameOf(type: protobuf.ReflectionObject): string {
  return type.parent instanceof protobuf.Type ? nameOf(type.parent) + type.name : type.name;
}

function scalarOf({ type, fullName }: protobuf.Field): Scalar {
  const scalar = SCALARS[type];
  if (scalar === undefined) throw new Error(`${fullName}: no code is known for ${type}`);
  return scalar;
}

function typeOf(field: protobuf.Field): string {
  return field.resolvedType ? nameOf(field.resolvedType) : scalarOf(field).type;
}

function message(type: protobuf.Type): string {
  const name = nameOf(type);
  const fields = type.fieldsArray.toSorted((a, b) => a.id - b.id);
  const lists = fields.filter(({ repeated }) => repeated);
  const scalars = fields.filter(({ repeated, resolvedType }) => !repeated && !resolvedType);
  return `
export interface ${name} {
${fields.map((each) => `  ${each.name}?: ${typeOf(each)}${each.repeated ? "[]" : ""};`).join("\n")}
}

class Read${name} implements ${name} {
${lists.map((each) => `  ${each.name}: ${typeOf(each)}[] = [];\n`).join("")}}
${
    scalars.length > 0
      ? `Object.assign(Read${name}.prototype, {
${scalars.map((each) => `  ${each.name}: ${scalarOf(each).fallback},\n`).join("")}});
`
      : ""
  }
export function read${name}(reader: ModelReader): ${name} & Read${name} {
  const message: ${name} & Read${name} = new Read${name}();
  while (reader.pos < reader.len) {
    const tag = reader.tag();
    switch (tag) {
${fields.map(reading).join("")}      default:
        reader.skipType(tag & 7);
    }
  }
  return message;
}

export function write${name}(message: ${name}, writer: ModelWriter): void {
${fields.map(writing).join("\n")}
}
`;
}

function tagOf({ id }: protobuf.Field, wire: number): number {
  return (id << 3 | wire) >>> 0;
}

/** A message that is there twice is the last one: fields of two are not mixed. */
function reading(field: protobuf.Field): string {
  const { name, repeated, resolvedType } = field;
  const at = (wire: number, ...does: string[]) =>
    `      case ${tagOf(field, wire)}:
${[...does, "break"].map((each) => `        ${each};\n`).join("")}`;
  const place = (value: string) =>
    repeated ? `message.${name}.push(${value})` : `message.${name} = ${value}`;
  if (resolvedType) {
    return at(2, "reader.enter()", place(`read${nameOf(resolvedType)}(reader)`), "reader.leave()");
  }
  const { read, wire, list } = scalarOf(field);
  return at(wire, place(read)) +
    (repeated && list ? at(2, `reader.${list}(message.${name})`) : "");
}

function writing(field: protobuf.Field): string {
  const { name, repeated, resolvedType, packed } = field;
  const one = (value: string) => {
    if (resolvedType) {
      return `writer.uint32(${tagOf(field, 2)}).fork();
    write${nameOf(resolvedType)}(${value}, writer);
    writer.ldelim();`;
    }
    const { wire, write } = scalarOf(field);
    return write(value, `writer.uint32(${tagOf(field, wire)})`);
  };
  const value = `message.${name}`;
  if (!repeated) {
    return `  if (${value} != null && Object.hasOwn(message, "${name}")) {
    ${one(value)}
  }`;
  }
  if (!packed) {
    return `  for (let i = 0; i < (${value}?.length ?? 0); i++) {
    ${one(`${value}![i]!`)}
  }`;
  }
  const { type, list } = scalarOf(field);
  const tag = tagOf(field, 2);
  return `  if (${value}?.length) ${
    type === "Integer"
      ? `writeIntegers(writer, ${tag}, ${value})`
      : `writer.uint32(${tag}).${list}(${value})`
  };`;
}

await finish(
  `${folder}generated/onnx_proto.ts`,
  `// Generated by scripts/build_onnx.ts from miner/model/onnx.proto; do not edit.

import {
  type Integer,
  type ModelReader,
  type ModelWriter,
  writeInteger,
  writeIntegers,
} from "../model_reader.ts";

/** What is lacking is protobuf's default, on the prototype: it is read, and not written. */
const NO_BYTES = new Uint8Array();
${messagesOf(root).map(message).join("")}`,
);
