import { EXIT } from "../../../protocol/errors.ts";
import { readFile } from "../../base/read_file.ts";
import { writeDurably } from "../../base/files.ts";
import { unpack as unpackModel } from "../../model/package.ts";
import { InvalidModel } from "../../../protocol/score/verdict.ts";
import type { Command } from "../command.ts";
import { showBytes } from "../../../protocol/format/format.ts";
import { toJson } from "../json.ts";
import { reportInvalid } from "../report_invalid.ts";
import { refuseOverwrite } from "../refuse_overwrite.ts";

/** What a package may unpack to without a spec: a gigabyte. */
const LARGEST = 1 << 30;

export const unpack: Command = {
  name: "unpack",
  summary: "Get the ONNX model out of a package",
  positional: "PACKAGE [FILE]",
  options: [{ name: "force", help: "Overwrite an existing model" }],
  notes: "Reads a .deml package, its base64 text, or a bare zlib stream of an ONNX file.",
  examples: ["deml unpack entry.deml", "deml unpack entry.deml model.onnx"],
  async run(invocation) {
    const source = invocation.argument(0, "PACKAGE");
    const target = invocation.positional[1] ?? `${source.replace(/\.deml$/, "")}.onnx`;
    const packed = await readFile(source);
    let onnx: Uint8Array;
    try {
      onnx = unpackModel(packed, { unpackedBytes: LARGEST });
    } catch (error) {
      if (error instanceof InvalidModel) return reportInvalid(invocation, source, error);
      throw error;
    }
    await refuseOverwrite(target, invocation.flag("force"));
    await writeDurably(target, onnx);
    if (invocation.json) invocation.terminal.out(toJson({ file: target, bytes: onnx.length }));
    else invocation.terminal.out(`${target}: ${showBytes(onnx.length)}`);
    return EXIT.ok;
  },
};
