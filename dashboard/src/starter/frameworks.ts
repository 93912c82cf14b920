/**
 * The part of a starter that trains and exports a small model, by framework: a model to beat, which
 * keeps the competition's limits.
 *
 * @module
 */
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

function pytorch(spec: CompetitionSpec, classes: number): string {
  const units = unitsOf(spec, classes);
  return `\
import torch
from torch import nn

torch.manual_seed(1)
${hasNaN(spec) ? FILL : ""}

class Model(nn.Module):
    def __init__(self):
        super().__init__()
${hasNaN(spec) ? BUFFER : ""}\
        self.layers = nn.Sequential(
            nn.Flatten(),
            nn.Linear(int(np.prod(SHAPE)), ${units}),
            nn.ReLU(),
            nn.Linear(${units}, CLASSES),
        )

    def forward(self, samples):
        samples = samples.float()
${hasNaN(spec) ? FILLED : ""}\
        return self.layers(samples)


model = Model()
optimizer = torch.optim.Adam(model.parameters(), 1e-3)
samples, targets = torch.from_numpy(rows[kept]), torch.from_numpy(labels[kept])
for epoch in range(10):
    for batch in torch.randperm(len(samples)).split(64):
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(model(samples[batch]), targets[batch])
        loss.backward()
        optimizer.step()
    print(f"epoch {epoch + 1}: loss {loss.item():.3f}")
model.eval()
with torch.no_grad():
    predicted = model(torch.from_numpy(rows[held])).argmax(1).numpy()
torch.onnx.export(
    model, (torch.from_numpy(rows[:2]),), "model.onnx", dynamo=True, external_data=False,
    input_names=["samples"], output_names=["scores"],
    dynamic_shapes=({0: torch.export.Dim("n")},),
)
`;
}

function keras(spec: CompetitionSpec, classes: number): string {
  const units = unitsOf(spec, classes);
  return `\
import os

os.environ["KERAS_BACKEND"] = "torch"
import keras
import torch

keras.utils.set_random_seed(1)
${hasNaN(spec) ? `${FILL}rows = np.where(np.isnan(rows), FILL, rows)\n` : ""}\
model = keras.Sequential([
    keras.Input(SHAPE),
    keras.layers.Flatten(),
    keras.layers.Dense(${units}, activation="relu"),
    keras.layers.Dense(CLASSES),
])
model.compile(
    optimizer="adam",
    loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    metrics=["accuracy"],
)
model.fit(rows[kept].astype(np.float32), labels[kept], batch_size=64, epochs=10, verbose=2)
predicted = model.predict(rows[held].astype(np.float32), verbose=0).argmax(1)


class Export(torch.nn.Module):
    def __init__(self):
        super().__init__()
${hasNaN(spec) ? BUFFER : ""}\
        self.model = model

    def forward(self, samples):
        samples = samples.float()
${hasNaN(spec) ? FILLED : ""}\
        return self.model(samples)


torch.onnx.export(
    Export().eval().cpu(), (torch.from_numpy(rows[:2]),), "model.onnx", dynamo=True,
    external_data=False, input_names=["samples"], output_names=["scores"],
    dynamic_shapes=({0: torch.export.Dim("n")},),
)
`;
}

/** Words are columns of their own, and means stand for missing numbers. */
const columnsCode = ({ scale, mean, std }: CompetitionSpec["input"]) =>
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
model = make_pipeline(columns, LogisticRegression(max_iter=200))
`;

function sklearn({ input }: CompetitionSpec, _classes: number): string {
  const kind = input.type === "uint8" ? "UINT8" : "FLOAT";
  const cells = input.columns !== undefined;
  return `\
${
    cells
      ? "from sklearn.compose import ColumnTransformer\nfrom sklearn.impute import SimpleImputer\n"
      : ""
  }from onnx import TensorProto, helper
from skl2onnx import to_onnx
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import ${cells ? "OneHotEncoder, " : ""}StandardScaler

flat = rows.reshape(len(rows), -1).astype(np.float32)
${
    cells
      ? columnsCode(input)
      : "model = make_pipeline(StandardScaler(), LogisticRegression(max_iter=200))\n"
  }\
model.fit(flat[kept], labels[kept])
predicted = model.predict(flat[held])

onnx = to_onnx(model, flat[:1], target_opset={"": 17, "ai.onnx.ml": 3}, options={"zipmap": False})
graph = onnx.graph
del graph.output[1:]  # the label says all
# A sample arrives as ${JSON.stringify(input.shape)}; scikit-learn takes one row of floats.
inner = graph.input[0].name
graph.input[0].CopyFrom(helper.make_tensor_value_info(
    "samples", TensorProto.${kind}, ["n", *SHAPE]))
graph.node.insert(0, helper.make_node("Flatten", ["floats"], [inner], axis=1))
graph.node.insert(0, helper.make_node("Cast", ["samples"], ["floats"], to=TensorProto.FLOAT))
open("model.onnx", "wb").write(onnx.SerializeToString())
`;
}
