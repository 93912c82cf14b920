/**
 * The part of a starter that trains and exports a small model, by framework: a model to beat, which
 * keeps the competition's limits.
 *
 * @module
 */
import { metricNamed } from "../../../protocol/score/metrics.ts";
import { type CompetitionSpec, featuresOf } from "../../../protocol/spec/spec.ts";

/** What starters are written for, by the name that an option or a tab has. */
export const FRAMEWORKS = {
  pytorch: { title: "PyTorch", packages: "numpy torch onnx onnxscript", code: pytorch },
  keras: { title: "Keras", packages: "numpy keras torch onnx onnxscript", code: keras },
  sklearn: { title: "scikit-learn", packages: "numpy scikit-learn skl2onnx", code: sklearn },
} as const satisfies Record<string, { title: string; packages: string; code: Writer }>;

type Writer = (spec: CompetitionSpec, classes: number) => string;

/** A framework's name. */
export type Framework = keyof typeof FRAMEWORKS;

/** Units of the hidden layer: as many as the limits admit, at most this many. */
const MOST_UNITS = 128;

/** Whether NaN reaches a model. */
function hasNaN({ input }: CompetitionSpec): boolean {
  return input.columns?.some(({ missing }) => missing === "nan") ?? false;
}

/** A network knows no NaN: the mean of a column stands for it. */
const FILL = `\
# A missing value is NaN, and a network would answer NaN, which is INVALID: means stand for them.
FILL = np.nan_to_num(np.nanmean(rows[kept], 0))
`;
const BUFFER = `        self.register_buffer("fill", torch.from_numpy(FILL))\n`;
const FILLED = `        samples = torch.where(torch.isnan(samples), self.fill, samples)\n`;

function unitsOf(spec: CompetitionSpec, classes: number): number {
  const { parameters, multiplyAdds, unpackedBytes } = spec.limits;
  const room = Math.min(parameters, multiplyAdds, unpackedBytes / 4) * 0.8;
  const each = featuresOf(spec.input) + classes + 1;
  return Math.max(1, Math.min(MOST_UNITS, Math.floor(room / each)));
}

/** What the metric wants of a model. */
const readsOf = ({ metric }: CompetitionSpec) => metricNamed(metric).reads;

/** A network learns small numbers: values are scaled back at its end. */
const SPREAD = `\
# The network predicts how many deviations a value is from the mean.
CENTRE, SPREAD = float(labels[kept].mean()), max(float(labels[kept].std()), 1e-6)
`;

function pytorch(spec: CompetitionSpec, classes: number): string {
  const reads = readsOf(spec);
  const units = unitsOf(spec, classes);
  const ends = {
    labels: "self.layers(samples)",
    outputs: "scores if self.training else scores.softmax(1)  # the metric reads probabilities",
    values: "self.layers(samples) * SPREAD + CENTRE",
  }[reads];
  return `\
import torch
from torch import nn

torch.manual_seed(1)
${hasNaN(spec) ? FILL : ""}${reads === "values" ? SPREAD : ""}

class Model(nn.Module):
    def __init__(self):
        super().__init__()
${hasNaN(spec) ? BUFFER : ""}\
        self.layers = nn.Sequential(
            nn.Flatten(),
            nn.Linear(int(np.prod(SHAPE)), ${units}),
            nn.ReLU(),
            nn.Linear(${units}, ${reads === "values" ? "1" : "CLASSES"}),
        )

    def forward(self, samples):
        samples = samples.float()
${hasNaN(spec) ? FILLED : ""}\
${reads === "outputs" ? "        scores = self.layers(samples)\n" : ""}\
        return ${ends}


model = Model()
optimizer = torch.optim.Adam(model.parameters(), 1e-3)
samples, targets = torch.from_numpy(rows[kept]), torch.from_numpy(labels[kept])
for epoch in range(10):
    for batch in torch.randperm(len(samples)).split(64):
        optimizer.zero_grad()
        loss = ${
    reads === "values"
      ? "nn.functional.mse_loss(model(samples[batch])[:, 0], targets[batch])"
      : "nn.functional.cross_entropy(model(samples[batch]), targets[batch])"
  }
        loss.backward()
        optimizer.step()
    print(f"epoch {epoch + 1}: loss {loss.item():.3f}")
model.eval()
with torch.no_grad():
    predicted = model(torch.from_numpy(rows[held]))${
    reads === "values" ? "[:, 0]" : ".argmax(1)"
  }.numpy()
torch.onnx.export(
    model, (torch.from_numpy(rows[:2]),), "model.onnx", dynamo=True, external_data=False,
    input_names=["samples"], output_names=["scores"],
    dynamic_shapes=({0: torch.export.Dim("n")},),
)
`;
}

function keras(spec: CompetitionSpec, classes: number): string {
  const reads = readsOf(spec);
  const units = unitsOf(spec, classes);
  return `\
import os

os.environ["KERAS_BACKEND"] = "torch"
import keras
import torch

keras.utils.set_random_seed(1)
${hasNaN(spec) ? `${FILL}rows = np.where(np.isnan(rows), FILL, rows)\n` : ""}\
${reads === "values" ? SPREAD : ""}\
model = keras.Sequential([
    keras.Input(SHAPE),
    keras.layers.Flatten(),
    keras.layers.Dense(${units}, activation="relu"),
${
    reads === "values"
      ? "    keras.layers.Dense(1),\n    keras.layers.Rescaling(SPREAD, CENTRE),\n"
      : "    keras.layers.Dense(CLASSES),\n"
  }])
model.compile(
    optimizer="adam",
${
    reads === "values"
      ? `    loss="mse",\n`
      : `    loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    metrics=["accuracy"],
`
  })
model.fit(rows[kept].astype(np.float32), labels[kept], batch_size=64, epochs=10, verbose=2)
predicted = model.predict(rows[held].astype(np.float32), verbose=0)${
    reads === "values" ? "[:, 0]" : ".argmax(1)"
  }


class Export(torch.nn.Module):
    def __init__(self):
        super().__init__()
${hasNaN(spec) ? BUFFER : ""}\
        self.model = model

    def forward(self, samples):
        samples = samples.float()
${hasNaN(spec) ? FILLED : ""}\
        return ${
    reads === "outputs"
      ? "self.model(samples).softmax(1)  # the metric reads probabilities"
      : "self.model(samples)"
  }


torch.onnx.export(
    Export().eval().cpu(), (torch.from_numpy(rows[:2]),), "model.onnx", dynamo=True,
    external_data=False, input_names=["samples"], output_names=["scores"],
    dynamic_shapes=({0: torch.export.Dim("n")},),
)
`;
}

/** Words are columns of their own, and means stand for missing numbers. */
const columnsCode = ({ scale, mean, std }: CompetitionSpec["input"], estimator: string) =>
  `\
${
    scale === 1 && mean.every((value) => value === 0) && std.every((value) => value === 1)
      ? ""
      : "WORDS = []  # their codes are scaled, so they are numbers like any other\n"
  }\
numbers = [column for column in range(flat.shape[1]) if column not in WORDS]
columns = ColumnTransformer([
    ("words", OneHotEncoder(handle_unknown="ignore"), WORDS),
    ("numbers", make_pipeline(SimpleImputer(), StandardScaler()), numbers),
], sparse_threshold=0)
model = make_pipeline(columns, ${estimator})
`;

function sklearn(spec: CompetitionSpec, _classes: number): string {
  const { input } = spec;
  const reads = readsOf(spec);
  const model = reads === "values" ? "Ridge" : "LogisticRegression";
  const estimator = reads === "values" ? "Ridge()" : "LogisticRegression(max_iter=200)";
  const kind = input.type === "uint8" ? "UINT8" : "FLOAT";
  const cells = input.columns !== undefined;
  return `\
${
    cells
      ? "from sklearn.compose import ColumnTransformer\nfrom sklearn.impute import SimpleImputer\n"
      : ""
  }from onnx import TensorProto, helper
from skl2onnx import to_onnx
from sklearn.linear_model import ${model}
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import ${cells ? "OneHotEncoder, " : ""}StandardScaler

flat = rows.reshape(len(rows), -1).astype(np.float32)
${
    cells
      ? columnsCode(input, estimator)
      : `model = make_pipeline(StandardScaler(), ${estimator})\n`
  }\
model.fit(flat[kept], labels[kept])
predicted = model.predict(flat[held])${reads === "values" ? ".reshape(-1)" : ""}

onnx = to_onnx(model, flat[:1], target_opset={"": 17, "ai.onnx.ml": 3}${
    reads === "values" ? "" : `, options={"zipmap": False}`
  })
graph = onnx.graph
${
    {
      labels: "del graph.output[1:]  # the label says all\n",
      outputs: "del graph.output[0]  # the metric reads probabilities\n",
      values: "",
    }[reads]
  }# A sample arrives as ${JSON.stringify(input.shape)}; scikit-learn takes one row of floats.
inner = graph.input[0].name
graph.input[0].CopyFrom(helper.make_tensor_value_info(
    "samples", TensorProto.${kind}, ["n", *SHAPE]))
graph.node.insert(0, helper.make_node("Flatten", ["floats"], [inner], axis=1))
graph.node.insert(0, helper.make_node("Cast", ["samples"], ["floats"], to=TensorProto.FLOAT))
open("model.onnx", "wb").write(onnx.SerializeToString())
`;
}
