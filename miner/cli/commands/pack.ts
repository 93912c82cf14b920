import { createHash } from "node:crypto";
import { toHex } from "viem";
import { EXIT, told } from "../../../protocol/errors.ts";
import { fillDurably } from "../../base/files.ts";
import { cidOfDigest } from "../../ipfs/cid.ts";
import { planPackage } from "../../model/package.ts";
import { type Smaller, withFloat16, withInt8 } from "../../model/smaller_weights.ts";
import { InvalidModel } from "../../../protocol/score/verdict.ts";
import { type Command, type Invocation, usage } from "../command.ts";
import { type Change, countChanges } from "../count_changes.ts";
import { DATA_OPTIONS } from "../evaluate/data_options.ts";
import { tellAdvice } from "../failures/advice.ts";
import { showBytes } from "../../../protocol/format/format.ts";
import { toJson } from "../json.ts";
import { readOnnx, takenIn } from "../read_model_file.ts";
import { refuseOverwrite } from "../refuse_overwrite.ts";
import { showScore } from "../../../protocol/format/show_score.ts";

export const pack: Command = {
  name: "pack",
  summary: "Pack an ONNX model for submission",
  positional: "MODEL [FILE]",
  options: [
    { name: "float16", help: "Round the weights to float16: half the bytes" },
    { name: "int8", help: "Round the layers' weights to int8, one scale per channel: a fifth" },
    ...DATA_OPTIONS,
    { name: "base64", help: "Write the package as base64 text" },
    { name: "force", help: "Overwrite an existing package" },
  ],
  notes: `Writes MODEL with the ending .deml, or FILE. Nothing is lost: \`deml unpack\` restores the
same bytes. A package has the architecture and, separately, the weights with their bytes
shuffled, so that exponents are next to exponents; it is a sixth smaller than the file. Weights
in a file beside MODEL, as PyTorch's default export writes them, are packed inside.

With --float16 or --int8 the weights are rounded. The model stays plain ONNX that computes
in float32, and it is run on the samples of --data before and after: the command prints how
many get another label. The defaults of the flags about data describe MNIST as CSV; only
these two flags use them.`,
  examples: [
    "deml pack model.onnx",
    "deml pack model.onnx entry.deml --force",
    "deml pack model.onnx small.deml --int8 --data validation.csv --spec competition.json",
  ],
  run,
};

async function run(invocation: Invocation): Promise<number> {
  const source = invocation.argument(0, "MODEL");
  const target = invocation.positional[1] ?? `${source.replace(/\.onnx$/, "")}.deml`;
  const form = formOf(invocation);
  await refuseOverwrite(target, invocation.flag("force"));
  const onnx = await explained(
    source,
    () => readOnnx(source, (name) => invocation.terminal.note(takenIn(name))),
  );
  const smaller = await explained(source, () => form?.(onnx));
  if (smaller?.tensors === 0) {
    throw told(
      "model",
      `${source} has no weights to round`,
      "Pack it without --float16 and --int8: its numbers are not in float32 tensors of layers",
    );
  }
  invocation.terminal.progress("Packing");
  const plan = await explained(source, () => planPackage(smaller?.onnx ?? onnx));
  const asText = invocation.flag("base64");
  // Only a package that is used for more than writing has to be in memory.
  const packed = smaller || asText ? plan.write() : undefined;
  const change = smaller && packed && await countChanges(invocation, onnx, packed);
  const hash = createHash("sha256");
  let length = 0;
  await fillDurably(target, (file) => {
    const take = (bytes: Uint8Array) => {
      hash.update(bytes);
      length += bytes.length;
      for (let at = 0; at < bytes.length;) at += file.writeSync(bytes.subarray(at));
    };
    if (packed === undefined) plan.write(take);
    else take(asText ? new TextEncoder().encode(`${packed.toBase64()}\n`) : packed);
  });
  invocation.terminal.clear();
  const sha256 = hash.digest();
  const digest = toHex(sha256);
  const cid = String(cidOfDigest(sha256));
  const { terminal } = invocation;
  if (invocation.json) {
    const facts = { file: target, onnxBytes: onnx.length, bytes: length, digest, cid };
    terminal.out(toJson({ ...facts, ...(change && { rounded: smaller.values, ...change }) }));
    return EXIT.ok;
  }
  const share = (100 * length / onnx.length).toFixed(1);
  terminal.out(`${target}: ${showBytes(length)}, ${share} % of ${showBytes(onnx.length)}`);
  if (change) terminal.out(shownChange(change, smaller));
  terminal.out(`digest ${digest}`);
  terminal.out(`cid    ${cid}`);
  return EXIT.ok;
}

function formOf(invocation: Invocation): ((onnx: Uint8Array) => Smaller) | undefined {
  const [half, eighth] = [invocation.flag("float16"), invocation.flag("int8")];
  if (!half && !eighth) return undefined;
  if (half && eighth) throw usage(pack, "--float16 and --int8 exclude each other");
  if (invocation.text("data") === undefined) {
    throw usage(pack, "Rounded weights may change labels: name samples to count them with --data");
  }
  return half ? withFloat16 : withInt8;
}

function shownChange({ before, after, changed, rows }: Change, { values }: Smaller): string {
  return `${values} weights rounded: ${changed} of ${rows} samples get another answer, ` +
    `${showScore(before)} before, ${showScore(after)} now`;
}

async function explained<T>(source: string, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof InvalidModel)) throw error;
    throw told("model", `Cannot pack ${source}: ${error.found}`, tellAdvice(error.advice), {
      cause: error,
      details: { rule: error.rule },
    });
  }
}
