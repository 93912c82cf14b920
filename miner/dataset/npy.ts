/**
 * NPY, NumPy's file of one array.
 * Format: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
 *
 * @module
 */
import { show } from "../../protocol/text/visible.ts";
import { DemlError } from "../../protocol/errors.ts";
import type { DatasetFailure } from "./failures.ts";
import type { Values } from "./arrays.ts";
import { ELEMENTS, type ElementType, type Layout, readElements } from "./elements.ts";

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];

/** The dimensions of an NPY file; it throws as `readNpy` does. */
export function npyShape(bytes: Uint8Array): number[] {
  return layoutOf(bytes).shape;
}

/**
 * Reads an NPY file, in C order. Values become float32, bytes stay bytes.
 *
 * @throws DemlError `data` for types other than numbers, and if header and length disagree
 */
export function readNpy(bytes: Uint8Array): Values {
  const layout = layoutOf(bytes);
  return { shape: layout.shape, data: readElements(bytes, layout) };
}

function layoutOf(bytes: Uint8Array): Layout {
  const view = viewOf(bytes);
  if (bytes.length < 12 || MAGIC.some((byte, i) => bytes[i] !== byte)) {
    throw wrong({ kind: "data/not-npy" });
  }
  const [version = 0] = bytes.subarray(MAGIC.length);
  const long = version >= 2;
  const start = long ? 12 : 10;
  const length = long ? view.getUint32(8, true) : view.getUint16(8, true);
  if (start + length > bytes.length) throw wrong({ kind: "data/npy-header-length" });
  const header = new TextDecoder("latin1").decode(bytes.subarray(start, start + length));
  const descr = /'descr':\s*('[^']*'|\[)/.exec(header)?.[1]?.replaceAll("'", "");
  const order = /'fortran_order':\s*(True|False)/.exec(header)?.[1];
  const dims = /'shape':\s*\(([\d,\s]*)\)/.exec(header)?.[1];
  if (descr === undefined || order === undefined || dims === undefined) {
    throw wrong({ kind: "data/npy-header" });
  }
  const type = typeOf(descr);
  const shape = dims.split(",").map((dim) => dim.trim()).filter(Boolean).map(Number);
  const values = shape.reduce((product, dim) => product * dim, 1);
  const offset = start + length;
  if (shape.length === 0 || values * type.width !== bytes.length - offset) {
    const expected = offset + values * type.width;
    throw wrong({
      kind: "data/npy-length",
      bytes: bytes.length,
      shape: show(shape.join(" × "), 200),
      type: descr,
      // The product of untrusted dims may be Infinity, or NaN with a 0: fields cannot have these.
      expected: Number.isFinite(expected) ? expected : Number.MAX_SAFE_INTEGER,
    });
  }
  return { shape, type, little: !descr.startsWith(">"), offset, fortran: order === "True" };
}

/** NumPy's names begin with the byte order: `<`, `>`, or `|` where there is none. */
function typeOf(descr: string): ElementType {
  const name = descr.slice(1);
  const type = /^[<>|=]/.test(descr) && Object.hasOwn(ELEMENTS, name) ? ELEMENTS[name] : undefined;
  if (type !== undefined) return type;
  if (descr === "|O") throw wrong({ kind: "data/npy-objects" });
  throw wrong({ kind: "data/npy-type", type: descr === "[" ? "of records" : show(descr, 20) });
}

function wrong(failure: DatasetFailure): DemlError<DatasetFailure> {
  return new DemlError<DatasetFailure>(failure);
}

function viewOf({ buffer, byteOffset, byteLength }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}
