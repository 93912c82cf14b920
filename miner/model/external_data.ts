/**
 * Weights that a model keeps in files beside it, as PyTorch's default export writes them: taken
 * into the model before it is packed. A model of a stranger is never read this way: admission
 * refuses external data.
 *
 * Format: https://github.com/onnx/onnx/blob/main/docs/ExternalData.md
 *
 * @module
 */
import { show } from "../../protocol/text/visible.ts";
import { broken, InvalidModel, short } from "../../protocol/score/verdict.ts";
import { advising } from "./exporter.ts";
import { graphsOf } from "./graphs_of.ts";
import {
  decodeModel,
  dimsOf,
  encodeWithRoom,
  product,
  type TensorProto,
  TYPE_BYTES,
} from "./onnx.ts";

/** The most bytes that are taken in: a gigabyte, as of any model without a spec. */
export const LARGEST_DATA = 1 << 30;

/** TensorProto.DataLocation: the data is in another file. */
const EXTERNAL = 1;
const LONGEST_NAME = 255;

/** A model with weights in other files. */
export interface ExternalData {
  /** Names of the files, without a folder */
  files: string[];
  /**
   * Puts the weights into the model.
   *
   * @param contents By name, of each file
   * @throws InvalidModel `external-data` if a tensor's place is not within its file
   */
  takeIn(contents: ReadonlyMap<string, Uint8Array>): Uint8Array<ArrayBuffer>;
}

interface Place {
  tensor: TensorProto;
  name: string;
  file: string;
  offset: number;
  length: number;
}

/**
 * What a model keeps in other files; undefined if it keeps nothing there.
 *
 * @throws InvalidModel `onnx-format`, or `external-data` for a file elsewhere than beside the model
 */
export function externalData(onnx: Uint8Array): ExternalData | undefined {
  const model = decodeModel(onnx);
  const outside = tensorsOf(model.graph).filter(({ dataLocation }) => dataLocation === EXTERNAL);
  const places = advising(model, () => outside.map(placeOf));
  if (places.length === 0) return undefined;
  const total = places.reduce((sum, { length }) => sum + length, 0);
  if (total > LARGEST_DATA) {
    throw new InvalidModel(
      "external-data",
      `its tensors take ${total} bytes of other files, ${LARGEST_DATA} can be read`,
      { kind: "shrink" },
    );
  }
  return {
    files: [...new Set(places.map(({ file }) => file))],
    takeIn: (contents) => {
      for (const { tensor, name, file, offset, length } of places) {
        const content = contents.get(file);
        if (content === undefined) throw missingData(file);
        if (offset + length > content.length) {
          throw new InvalidModel(
            "external-data",
            `its tensor "${name}" ends at byte ${offset + length} of ${short(file)}, which has ` +
              `${content.length}`,
            { kind: "data-file", file: short(file) },
          );
        }
        tensor.rawData = content.subarray(offset, offset + length);
        tensor.externalData = [];
        delete tensor.dataLocation;
      }
      return encodeWithRoom(model);
    },
  };
}

/** A file that is not beside its model. */
export function missingData(file: string): InvalidModel {
  return new InvalidModel(
    "external-data",
    `its weights are in another file, ${short(file)}, which is not beside it`,
    { kind: "data-file", file: short(file) },
  );
}

function tensorsOf(graph: Parameters<typeof graphsOf>[0]): TensorProto[] {
  return graphsOf(graph).flatMap(({ initializer, node }) => [
    ...initializer ?? [],
    ...(node ?? []).flatMap(({ attribute }) =>
      (attribute ?? []).flatMap(({ t, tensors }) => [...t ? [t] : [], ...tensors ?? []])
    ),
  ]);
}

function placeOf(tensor: TensorProto): Place {
  const name = short(tensor.name ?? "");
  const entries = new Map<string, string>();
  for (const { key = "", value = "" } of tensor.externalData ?? []) {
    if (entries.has(key)) {
      throw broken("external-data", `its tensor "${name}" names its ${short(key)} twice`);
    }
    entries.set(key, value);
  }
  const file = entries.get("location") ?? "";
  if (!isPlainName(file)) {
    throw new InvalidModel(
      "external-data",
      `its tensor "${name}" is in "${show(file, 60)}", which is not the name of a file beside it`,
      { kind: "weights-inside", exporter: "unknown" },
    );
  }
  const width = TYPE_BYTES[tensor.dataType ?? 0];
  const bytes = product(dimsOf(tensor)) * (width ?? NaN);
  const offset = wholeNumber(entries.get("offset") ?? "0");
  const length = wholeNumber(entries.get("length") ?? String(bytes));
  if (offset === undefined || length === undefined || length !== bytes) {
    throw broken(
      "external-data",
      `its tensor "${name}" does not say which ${bytes} bytes of ${short(file)} it has`,
    );
  }
  return { tensor, name, file, offset, length };
}

/** Whether it names a file of the same folder on every system: no path, no drive, no stream. */
function isPlainName(name: string): boolean {
  // Hidden files are settings and secrets, which a stranger's model might name.
  return name.length > 0 && name.length <= LONGEST_NAME && !name.startsWith(".") &&
    // deno-lint-ignore no-control-regex
    !/[/\\:\u0000-\u001f]/.test(name);
}

function wholeNumber(text: string): number | undefined {
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}
