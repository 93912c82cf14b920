/**
 * `deno task test:interop [models|exports|backend|kubo|metrics|wallet]`:
 * installs the frameworks, trains and exports
 * some thirty small models, and compares DeML's scores with the frameworks' own counts; and compares
 * what DeML infers of ONNX's own suite of models with what the suite says; and builds Kubo, and
 * exchanges files with it in every direction; and exchanges keystores with web3.py's wallet; and
 * compares every metric with scikit-learn's.
 *
 * `exports`, which runs only if named, makes the whole table of real exports of docs/MODELS.md: it
 * installs PyTorch from PyPI (7 GB) and works for about ten minutes. `models` makes a part of it.
 *
 * @module
 */
import { dirname } from "node:path";
import { fromFileUrl } from "@std/path/from-file-url";
import { type Framework, MissingFramework, pythonWith } from "./export/environment.ts";
import { kuboBinary } from "./interop/kubo_binary.ts";

const ROOT = fromFileUrl(new URL("../", import.meta.url));
const MODELS = `${ROOT}build/interop`;
const COMMANDS = `${ROOT}build/interop-commands`;
const TRAININGS: [script: string, framework: Framework][] = [
  ["train_torch.py", "torch"],
  ["train_keras.py", "tensorflow"],
  ["train_sklearn.py", "tensorflow"],
  ["train_mixed.py", "tensorflow"],
];

async function step(
  title: string,
  [program, ...args]: [string, ...string[]],
  env: Record<string, string>,
) {
  const started = performance.now();
  console.log(`── ${title}`);
  const { code } = await new Deno.Command(program, { args, env, cwd: ROOT })
    .spawn().status;
  if (code !== 0) {
    console.error(`── ${title}: failed with code ${code}`);
    Deno.exit(code);
  }
  console.log(`── ${title}: ${((performance.now() - started) / 1000).toFixed(1)} s`);
}

const EXPORTS = `${ROOT}build/interop-exports`;
/** Estimators of the table that need what `deml-export` adds to skl2onnx. */
const SOME_ESTIMATORS = [
  "adaboost",
  "dummy",
  "hist-gradient-boosting",
  "mlp",
  "nearest-centroid",
  "neighbours",
  "quadratic-discriminant",
  "radius-neighbours",
  "voting-hard",
  "kernel-pca-union",
];
// TensorFlow's native code logs every start; level 3 leaves only its errors. The exporters find
// deno, and so deml, on the path.
const ENV = {
  TF_CPP_MIN_LOG_LEVEL: "3",
  CUDA_VISIBLE_DEVICES: "-1",
  PYTHONUNBUFFERED: "1",
  PATH: `${dirname(Deno.execPath())}:${Deno.env.get("PATH") ?? ""}`,
};

const [only] = Deno.args;
const PARTS = {
  kubo: exchangeWithKubo,
  wallet: exchangeKeystores,
  backend: judgeSuite,
  metrics: compareMetrics,
  models: compareModels,
};
if (only !== undefined && only !== "exports" && !Object.hasOwn(PARTS, only)) {
  console.error("Usage: deno task test:interop [models|exports|backend|kubo|metrics|wallet]");
  Deno.exit(2);
}
if (only === "exports") {
  await orExplain(() => compareExports("exports", ["torch", "keras", "sklearn", "boosters"]));
}
for (const [name, run] of Object.entries(PARTS)) {
  if (only === undefined || only === name) await run();
}

async function exchangeKeystores(): Promise<void> {
  const python = await pythonWith("ethereum");
  const test = [Deno.execPath(), "test", "-A", "tests/interop/wallet.ts"] as const;
  await step("Keystores to and from web3.py's wallet", [...test], { DEML_PYTHON: python });
}

async function compareMetrics(): Promise<void> {
  const python = await pythonWith("metrics");
  const cases = `${ROOT}build/metrics-cases.json`;
  const script = `${ROOT}tests/interop/metrics/cases.py`;
  await step("Scores by scikit-learn", [python, script, cases], {});
  const test = [Deno.execPath(), "test", "-A", "tests/interop/metrics.ts"] as const;
  await step("Metrics beside scikit-learn", [...test], { DEML_METRICS_CASES: cases });
}

async function judgeSuite(): Promise<void> {
  const python = await pythonWith("onnx");
  const { stdout } = await new Deno.Command(python, {
    args: ["-c", "import onnx.backend.test as test; print(test.__path__[0])"],
  }).output();
  const suite = `${new TextDecoder().decode(stdout).trim()}/data`;
  const test = [Deno.execPath(), "test", "-A", "tests/interop/backend.ts"] as const;
  await step("ONNX's suite of models", [...test], { DEML_ONNX_SUITE: suite });
}

async function exchangeWithKubo(): Promise<void> {
  const kubo = await kuboBinary();
  if (kubo === undefined) {
    console.log(
      "Skipped, since Go is not installed and DEML_KUBO is not set: files to and from Kubo",
    );
    return;
  }
  await step("Files to and from Kubo", [Deno.execPath(), "test", "-A", "tests/interop/kubo.ts"], {
    DEML_KUBO: kubo,
  });
}

/** Makes models as their exporters write them, some of the estimators or all, and judges them. */
async function compareExports(
  framework: Framework,
  kinds: string[],
  estimators: string[] = [],
): Promise<void> {
  await Deno.remove(EXPORTS, { recursive: true }).catch(() => {});
  const python = await pythonWith(framework);
  const script = `${ROOT}tests/interop/real_exports/export_all.py`;
  for (const kind of kinds) {
    const names = kind === "sklearn" ? estimators : [];
    await step(`Exports, ${kind}`, [python, script, kind, EXPORTS, ...names], ENV);
  }
  const test = [Deno.execPath(), "test", "-A", "tests/interop/real_exports.ts"] as const;
  await step("The table of real exports", [...test], {
    DEML_REAL_EXPORTS: EXPORTS,
    DEML_REAL_EXPORTS_ALL: framework === "exports" ? "1" : "0",
  });
}

/** Runs what needs frameworks, and says which one could not be installed. */
async function orExplain(run: () => Promise<void>): Promise<void> {
  try {
    await run();
  } catch (error) {
    if (!(error instanceof MissingFramework)) throw error;
    console.error(`A framework is missing. ${error.message}`);
    Deno.exit(1);
  }
}

async function compareModels(): Promise<void> {
  await orExplain(async () => {
    for (const folder of [MODELS, COMMANDS]) {
      await Deno.remove(folder, { recursive: true }).catch(() => {});
    }
    for (const [script, framework] of TRAININGS) {
      const python = await pythonWith(framework);
      await step(script, [python, `${ROOT}tests/interop/${script}`, MODELS], ENV);
    }
    for (const framework of ["torch", "tensorflow"] as const) {
      const python = await pythonWith(framework);
      const script = `${ROOT}tests/interop/commands.py`;
      await step(`Commands, ${framework}`, [python, script, framework, COMMANDS], ENV);
    }
    await step("DeML's scores", [Deno.execPath(), "test", "-A", "tests/interop/interop.ts"], {
      DEML_INTEROP_MODELS: MODELS,
    });
    await compareExports("tensorflow", ["boosters", "sklearn"], SOME_ESTIMATORS);
  });
}
