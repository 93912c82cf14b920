/**
 * Element types for people.
 *
 * @module
 */

/** Names by TensorProto.DataType, as NumPy has them. */
const NAMES: readonly (string | undefined)[] = [
  undefined,
  "float32",
  "uint8",
  "int8",
  "uint16",
  "int16",
  "int32",
  "int64",
  "string",
  "bool",
  "float16",
  "double",
  "uint32",
  "uint64",
  "complex64",
  "complex128",
  "bfloat16",
];

/** The name of an element type. */
export function typeName(type: number | null | undefined): string {
  return NAMES[type ?? 0] ?? (type ? `type ${type}` : "not a tensor");
}
