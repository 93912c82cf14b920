/**
 * Python with the training frameworks, installed if missing: PyTorch comes from Debian
 * (python3-torch; PyPI's needs gigabytes of CUDA, and only `exports` takes it), everything else
 * from PyPI, into build/python/.
 *
 * @module
 */
import { fromFileUrl } from "@std/path/from-file-url";

const HERE = fromFileUrl(new URL("./", import.meta.url));
const ROOT = fromFileUrl(new URL("../../", import.meta.url));
const FOLDER = `${ROOT}build/python`;
const DEBIAN_PACKAGES = ["python3-torch", "python3-numpy", "python3-venv"];
/** Debian's own Python, which its packages belong to. */
const DEBIAN_PYTHON = "/usr/bin/python3";

/**
 * Which frameworks; `exports` has all of the table of real exports, `ethereum` is the wallet of
 * web3.py, `onnx` the suite of models of ONNX, `metrics` scikit-learn alone.
 */
export type Framework = "torch" | "tensorflow" | "exports" | "ethereum" | "onnx" | "metrics";

/** What could not be installed, with the installer's output. */
export class MissingFramework extends Error {
  override readonly name = "MissingFramework";

  constructor(command: string[], output: string) {
    const last = output.trim().split("\n").slice(-12).join("\n  ");
    super(`${command.join(" ")}\nfailed:\n  ${last}`);
  }
}

/** The Python that has a framework and the exporters' packages; installs them if necessary. */
export async function pythonWith(framework: Framework): Promise<string> {
  const venv = `${FOLDER}/${framework}`;
  const python = `${venv}/bin/python`;
  const requirements = `${HERE}requirements-${framework}.txt`;
  const wanted = await Deno.readTextFile(requirements);
  const stamp = `${venv}/requirements.txt`;
  if (await textOf(stamp) === wanted) return python;
  await Deno.mkdir(FOLDER, { recursive: true });
  if (framework === "torch") await installDebianTorch();
  const base = framework === "torch" ? DEBIAN_PYTHON : await systemPython();
  const shared = framework === "torch" ? ["--system-site-packages"] : [];
  await run([base, "-m", "venv", "--clear", ...shared, venv]);
  await run([python, "-m", "pip", "install", "--quiet", "--requirement", requirements]);
  await Deno.writeTextFile(stamp, wanted);
  return python;
}

async function installDebianTorch(): Promise<void> {
  const probe = [DEBIAN_PYTHON, "-c", "import torch, numpy, ensurepip"];
  if ((await output(probe)).code === 0) return;
  const root = Deno.uid() === 0 ? [] : ["sudo", "-n"];
  console.log(`Installing ${DEBIAN_PACKAGES.join(", ")}`);
  await run([...root, "apt-get", "update", "-qq"]);
  await run([
    ...root,
    "env",
    "DEBIAN_FRONTEND=noninteractive",
    "apt-get",
    "install",
    "-y",
    "-qq",
    "--no-install-recommends",
    ...DEBIAN_PACKAGES,
  ]);
}

/** A Python that TensorFlow has packages for and that can make environments. */
async function systemPython(): Promise<string> {
  const wanted =
    "import sys, ensurepip; raise SystemExit(not (3, 10) <= sys.version_info < (3, 14))";
  for (const python of [DEBIAN_PYTHON, "python3"]) {
    if ((await output([python, "-c", wanted])).code === 0) return python;
  }
  throw new MissingFramework(
    ["python3", "-c", wanted],
    "No Python 3.10 to 3.13 with ensurepip: install python3 and python3-venv",
  );
}

async function run(command: string[]): Promise<void> {
  const { code, text } = await output(command);
  if (code !== 0) throw new MissingFramework(command, text);
}

async function output([program, ...args]: string[]): Promise<{ code: number; text: string }> {
  try {
    const { code, stdout, stderr } = await new Deno.Command(program!, { args }).output();
    const text = new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
    return { code, text };
  } catch (error) {
    return { code: 127, text: String(error) };
  }
}

async function textOf(path: string): Promise<string | undefined> {
  try {
    return await Deno.readTextFile(path);
  } catch {
    return undefined;
  }
}
