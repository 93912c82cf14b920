/**
 * The least that an answer takes from a cold start, as a baseline: one Deno process that loads
 * onnxruntime-node, reads the CSV with a plain loop and runs the model, on one thread and in the
 * batches that DeML would use. It checks nothing: no admission, no sandbox, no limits.
 *
 * @module
 */
import ort from "onnxruntime-node";

const [model, data] = Deno.args as [string, string];
const FEATURES = 784;
const BATCH = 64;
const [COMMA, NEWLINE, ZERO] = [44, 10, 48];

const bytes = await Deno.readFile(data);
let rows = 0;
for (let at = 0; at < bytes.length; at++) if (bytes[at] === NEWLINE) rows++;
const labels = new Uint8Array(rows);
const samples = new Float32Array(rows * FEATURES);
let at = 0;
for (let row = 0; row < rows; row++) {
  for (let column = -1; column < FEATURES; column++) {
    let value = 0;
    for (; bytes[at] !== COMMA && bytes[at] !== NEWLINE; at++) {
      value = 10 * value + bytes[at]! - ZERO;
    }
    at++;
    if (column < 0) labels[row] = value;
    else samples[row * FEATURES + column] = value / 255;
  }
}

const session = await ort.InferenceSession.create(model, {
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
});
const [input, output] = [session.inputNames[0]!, session.outputNames[0]!];
let correct = 0;
for (let first = 0; first < rows; first += BATCH) {
  const batch = Math.min(BATCH, rows - first);
  const values = samples.subarray(first * FEATURES, (first + batch) * FEATURES);
  const found = await session.run({
    [input]: new ort.Tensor("float32", values, [batch, 1, 28, 28]),
  });
  const scores = found[output]!.data as Float32Array;
  const classes = scores.length / batch;
  for (let row = 0; row < batch; row++) {
    const own = scores.subarray(row * classes, (row + 1) * classes);
    if (own.indexOf(Math.max(...own)) === labels[first + row]) correct++;
  }
}
console.log(correct);
