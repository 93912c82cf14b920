/**
 * What to change in an author's own program, by the tool that wrote the file: the same words for
 * whoever reads them at the terminal or on the page.
 *
 * @module
 */
import type { AdviceWords } from "../score/advice.ts";
import type { Exporter } from "../score/exporters.ts";

type Kinds =
  | "export-otherwise"
  | "export-opset"
  | "one-input"
  | "constants-inside"
  | "export-input"
  | "weights-inside"
  | "replace-operator"
  | "standard-domains"
  | "without-loops"
  | "inline-functions"
  | "dense-tensors"
  | "finite-weights"
  | "export-outputs"
  | "export-scores";

/** A sentence for each tool that has one, and one for the others. */
type ByExporter = Partial<Record<Exporter, string>> & { unknown: string };

/** What our own exporters are called, and where their source is. */
const own = (framework: string) => `deml-export ${framework} (scripts/export)`;

/** For models that onnxruntime rewrote: what it keeps to the standard. */
const BASIC_LEVEL =
  "save it at basic level (SessionOptions.graph_optimization_level = ORT_ENABLE_BASIC), and " +
  "quantize it with QuantFormat.QDQ";

const AS_THE_STANDARD: ByExporter = {
  "torch-dynamo": "Compute shapes from constants and the batch alone, and export the model with " +
    `torch.onnx.export(..., opset_version=20) or with ${own("torch")}`,
  torchscript: "Export it with torch.onnx.export(..., dynamo=True, opset_version=20), or with " +
    own("torch"),
  keras: `Export it with ${own("keras")}`,
  sklearn: `Export it with ${own("sklearn")}`,
  boosters: `Export it with ${own("boosters")}`,
  onnxruntime: `Start from the model that onnxruntime was given: ${BASIC_LEVEL}`,
  unknown: "Write that node as docs/PROTOCOL.md, section 8, admits it: one element type, shapes " +
    "from constants and the batch alone",
};

/** Ways round operators, by the names that they have in a file. */
export const WAYS_ROUND: ReadonlyMap<string, string> = new Map<string, string>([
  ...each(
    "ScatterND ScatterElements Scatter",
    "assign nothing in place: choose with torch.where (Where), or join the parts with torch.cat " +
      "(Concat)",
  ),
  ...each(
    "NonZero Unique Compress NonMaxSuppression",
    "how many values it gives depends on the data: choose with torch.where (Where), or multiply " +
      "by a mask",
  ),
  ...each(
    "RandomNormal RandomNormalLike RandomUniform RandomUniformLike Bernoulli Multinomial",
    "a score must not depend on chance: call model.eval() before the export, and draw no numbers " +
      "in forward",
  ),
  ...each("If", "compute both sides, and choose with torch.where (Where)"),
  ...each("DFT STFT MelWeightMatrix", "multiply by a constant matrix (MatMul)"),
  ...each(
    "StringNormalizer StringSplit StringConcat RegexFullMatch TfIdfVectorizer " +
      "ai.onnx.ml/DictVectorizer ai.onnx.ml/CategoryMapper",
    "text is not admitted: train on numbers",
  ),
  ...each("ai.onnx.ml/SVMRegressor", "train a classifier, such as SVC"),
  ...each(
    "RMSNormalization RotaryEmbedding Swish SwiGLU LinearAttention CausalConvWithState",
    "export it with opset_version=20, which writes simpler operators",
  ),
  ...each("GatherND", "pick along one axis at a time (Gather)"),
  ...each("Upsample", "export it with opset_version=20, which writes Resize"),
  ...each("EyeLike", "let a constant hold the matrix"),
  ...each("ReverseSequence", "turn the whole axis round with torch.flip (Slice with step -1)"),
  ...each("GridSample AffineGrid MaxUnpool", "use torch.nn.functional.interpolate (Resize)"),
  ...each("CenterCropPad", "use Slice and Pad"),
  ...each(
    "SequenceConstruct SequenceAt SequenceEmpty SequenceInsert SequenceErase SequenceLength " +
      "SequenceMap SplitToSequence ConcatFromSequence",
    "hold a tensor, not a list: torch.stack or torch.cat (Concat) over a constant number of parts",
  ),
  ...each(
    "SoftmaxCrossEntropyLoss NegativeLogLikelihoodLoss",
    "export the model without its loss",
  ),
  ...each("ai.onnx.ml/TreeEnsemble", 'export it with target_opset={"": 20, "ai.onnx.ml": 3}'),
]);

const TRUNCATED = 80;

function each(operators: string, way: string): [string, string][] {
  return operators.split(" ").map((operator) => [operator, way]);
}

function pick(exporter: Exporter, words: ByExporter): string {
  return words[exporter] ?? words.unknown;
}

/** Sentences that start with a capital and end without a full stop. */
export const REMEDIES: Pick<AdviceWords, Kinds> = {
  "export-otherwise": ({ exporter }) => pick(exporter, AS_THE_STANDARD),
  "export-opset": ({ domain, opset, exporter }) => {
    const key = domain === "ai.onnx" ? "" : domain;
    const target = `target_opset={"${key}": ${opset}}`;
    return pick(exporter, {
      "torch-dynamo": `Export it with torch.onnx.export(..., opset_version=${opset})`,
      torchscript: `Export it with torch.onnx.export(..., opset_version=${opset})`,
      keras: `Export it with ${own("keras")}, or with tf2onnx and opset=${opset}`,
      sklearn: `Export it with to_onnx(..., ${target})`,
      boosters: `Export it with ${own("boosters")}, or with ${target}`,
      unknown: `Export it with opset ${opset} of ${domain}`,
    });
  },
  "one-input": ({ exporter }) =>
    pick(exporter, {
      sklearn: 'Train on one table of numbers, and export it with initial_types=[("input", ' +
        "FloatTensorType([None, features]))]",
      unknown: "Export a model that takes the samples, and nothing else: join the columns into " +
        "one input, and let everything else be a constant",
    }),
  "constants-inside": ({ exporter }) =>
    pick(exporter, {
      keras: `Export it with ${own("keras")}, which writes them into the file`,
      unknown: "Write them into the file as initializers, and take only the samples",
    }),
  "export-input": ({ type, shape, values, exporter }) => {
    const shapes = [...new Set([shape, String(values)])];
    const wanted = `Export it for ${type} ${shapes.map((dims) => `[N, ${dims}]`).join(" or ")}`;
    const torch = `torch.onnx.export(model.float(), torch.zeros(1, ${shape}), ...)`;
    const floats = `initial_types=[("input", FloatTensorType([None, ${values}]))]`;
    if (type !== "float32") return wanted;
    return pick(exporter, {
      "torch-dynamo": `${wanted}: ${torch}`,
      torchscript: `${wanted}: ${torch}`,
      keras: `${wanted}: ${own("keras")} does`,
      sklearn: `${wanted}: ${floats}`,
      boosters: `${wanted}: ${floats}`,
      unknown: wanted,
    });
  },
  "weights-inside": ({ exporter }) =>
    pick(exporter, {
      "torch-dynamo":
        "Export it with the weights inside the file: torch.onnx.export(..., external_data=False)",
      torchscript:
        "Export it with the weights inside the file: torch.onnx.export(..., external_data=False)",
      unknown:
        "Put the weights inside the file: onnx.save(onnx.load(path), other, save_as_external_data=" +
        "False)",
    }),
  "replace-operator": ({ operator, exporter }) => {
    const shown = operator.slice(0, TRUNCATED);
    const way = WAYS_ROUND.get(operator);
    if (way !== undefined) return `Replace ${shown}: ${way}`;
    return pick(exporter, {
      "torch-dynamo": `Replace what ${shown} does by operators that docs/PROTOCOL.md, section 8, ` +
        `admits, and export it with torch.onnx.export(..., opset_version=20)`,
      torchscript: "Export it with torch.onnx.export(..., dynamo=True, opset_version=20), which " +
        `may write ${shown} in simpler operators`,
      keras: `Export it with ${own("keras")}; if ${shown} stays, replace its layer`,
      sklearn: `Export it with ${own("sklearn")}; if ${shown} stays, replace that step`,
      boosters: `Export it with ${own("boosters")}, which writes no ${shown}`,
      onnxruntime: `Start from the model that onnxruntime was given, without ${shown}: ` +
        BASIC_LEVEL,
      unknown: `Replace ${shown} by operators that docs/PROTOCOL.md, section 8, admits`,
    });
  },
  "standard-domains": ({ domain }) =>
    /^com\.microsoft/.test(domain)
      ? `Nodes of ${domain} run on onnxruntime alone: ${BASIC_LEVEL}`
      : `Replace the nodes of ${domain} by operators of ai.onnx and ai.onnx.ml`,
  "without-loops": ({ exporter }) => {
    const python = "Let a Python loop over a constant range do it, which is unrolled by " +
      "torch.onnx.export(..., dynamo=True)";
    return pick(exporter, {
      "torch-dynamo": python,
      torchscript: python,
      keras: `Export it with ${own("keras")}, which unrolls recurrent layers`,
      sklearn: `Export it with ${own("sklearn")}, which writes k-NN without a loop`,
      unknown: "Unroll the loop, or export the model with deml-export (scripts/export), which " +
        "writes none for recurrent layers and k-NN",
    });
  },
  "inline-functions": () => "Inline them: onnx.inliner.inline_local_functions(model)",
  "dense-tensors": () => "Write the tensor densely, with its zeros",
  "finite-weights": () => "Train it until no weight is infinite or NaN",
  "export-outputs": ({ classes, exporter }) => {
    const wanted = `Give labels as int64 [N], or scores as float32 [N, ${classes}]`;
    const torch = "let forward return scores.float(), or scores.argmax(1) for labels";
    const plainTable = 'options={"zipmap": False} gives scores as a table, not a list of maps';
    return pick(exporter, {
      "torch-dynamo": `${wanted}: ${torch}`,
      torchscript: `${wanted}: ${torch}`,
      keras: `${wanted}: end with a float32 Dense(${classes})`,
      sklearn: `${wanted}: to_onnx(..., ${plainTable})`,
      boosters: `${wanted}: zipmap=False gives scores as a table, not a list of maps`,
      unknown: `${wanted}: a Cast at the end makes float of double, and int64 of int32`,
    });
  },
  "export-scores": ({ classes, exporter }) => {
    const wanted = `The metric reads scores: give them as float32 [N, ${classes}]`;
    return pick(exporter, {
      "torch-dynamo": `${wanted}: let forward return scores.float(), without an argmax`,
      torchscript: `${wanted}: let forward return scores.float(), without an argmax`,
      keras: `${wanted}: end with a float32 Dense(${classes}), without an argmax`,
      sklearn: `${wanted}: ${own("sklearn")} can give probabilities, as can to_onnx(..., ` +
        'options={"zipmap": False})',
      boosters: `${wanted}: ${own("boosters")} can give probabilities, as can zipmap=False`,
      unknown: `${wanted}: end without an ArgMax, and let a Cast make float of double`,
    });
  },
};
