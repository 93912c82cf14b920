import { toHex } from "viem";
import { DemlError, EXIT, readFile } from "../../errors.ts";
import { writeDurably } from "../../files.ts";
import { cidOfBytes, sha256 } from "../../ipfs/cid.ts";
import { pack as packModel } from "../../model/package.ts";
import { InvalidModel } from "../../model/verdict.ts";
import type { Command } from "../command.ts";
import { showBytes, toJson } from "../format.ts";

export const pack: Command = {
  name: "pack",
  summary: "Pack an ONNX model for submission",
  positional: "MODEL [FILE]",
  options: [
    { name: "base64", help: "Write the package as base64 text" },
    { name: "force", help: "Overwrite the package if it is there" },
  ],
  notes:
    "Writes MODEL with the ending .deml, or FILE. Nothing is lost: `deml unpack` gives the same bytes.",
  examples: ["deml pack model.onnx", "deml pack model.onnx entry.deml --force"],
  async run(invocation) {
    const source = invocation.argument(0, "MODEL");
    const target = invocation.positional[1] ?? `${source.replace(/\.onnx$/, "")}.deml`;
    const onnx = await readFile(source);
    const packed = packOrExplain(onnx, source);
    const bytes = invocation.flag("base64")
      ? new TextEncoder().encode(`${packed.toBase64()}\n`)
      : packed;
    await refuseOverwrite(target, invocation.flag("force"));
    await writeDurably(target, bytes);
    const digest = toHex(await sha256(bytes));
    const cid = String(await cidOfBytes(bytes));
    if (invocation.json) {
      const facts = { file: target, onnxBytes: onnx.length, bytes: bytes.length, digest, cid };
      invocation.terminal.out(toJson(facts));
    } else {
      const share = (100 * bytes.length / onnx.length).toFixed(1);
      invocation.terminal.out(
        `${target}: ${showBytes(bytes.length)}, ${share} % of ${showBytes(onnx.length)}`,
      );
      invocation.terminal.out(`digest ${digest}`);
      invocation.terminal.out(`cid    ${cid}`);
    }
    return EXIT.ok;
  },
};

function packOrExplain(onnx: Uint8Array, source: string): Uint8Array<ArrayBuffer> {
  try {
    return packModel(onnx);
  } catch (error) {
    if (!(error instanceof InvalidModel)) throw error;
    throw new DemlError("model", `Cannot pack ${source}: ${error.found}`, error.remedy, {
      cause: error,
      details: { rule: error.rule },
    });
  }
}

/** Refuses to write over what is there, unless told to. */
export async function refuseOverwrite(path: string, force: boolean): Promise<void> {
  if (force) return;
  try {
    await Deno.lstat(path);
  } catch {
    return;
  }
  throw new DemlError("file", `${path} is there already`, "Name another file, or add --force");
}
