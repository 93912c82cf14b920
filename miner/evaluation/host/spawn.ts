/**
 * Starting the evaluator child: the same program, in an empty folder, with an empty environment,
 * in the sandbox of sandbox.ts.
 *
 * @module
 */
import { exists } from "../../base/exists.ts";
import { fromFileUrl } from "@std/path/from-file-url";
import type { EngineName } from "../../../protocol/spec/spec.ts";
import { type CommandLine, confine, type Sandbox } from "./sandbox.ts";

/** How to start a child. */
export interface SpawnOptions {
  engine: EngineName;
  sandbox: Sandbox;
  /** Bytes of private writable memory */
  memory: number;
  /** Seconds of processor time */
  processor: number;
  /** For tests: a module other than the child's own, from a checkout */
  module?: string;
}

/** A started child and its own folder. */
export interface Child {
  process: Deno.ChildProcess;
  folder: string;
}

/**
 * Starts a child; the caller removes its folder. It is started before this returns: if it waited,
 * modules that others load would go first.
 */
export function spawnChild(options: SpawnOptions): Child {
  const { line, folder } = childCommand(options);
  const process = new Deno.Command(line.program, {
    args: line.args,
    cwd: line.cwd,
    clearEnv: true,
    env: line.env,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  return { process, folder };
}

/** Makes a child's folder and the command that starts it. */
export function childCommand(options: SpawnOptions): { line: CommandLine; folder: string } {
  const { engine, sandbox, memory, processor } = options;
  const folder = Deno.makeTempDirSync({ prefix: "deml-evaluator-" });
  // The single binary unpacks its engine to TMPDIR; the working folder stays empty.
  const temporary = `${folder}/temporary`;
  for (const path of [temporary, `${folder}/empty`]) Deno.mkdirSync(path);
  const { visible, args, env } = Deno.build.standalone ? binary(engine) : checkout(options);
  const bounds = {
    visible,
    env: { ...env, ...temporaryFolder(temporary) },
    folder: `${folder}/empty`,
    memory,
    processor,
  };
  return { line: confine(sandbox, bounds, Deno.execPath(), args), folder };
}

/** The variables of the folder for temporary files, by system. */
function temporaryFolder(path: string): Record<string, string> {
  return Deno.build.os === "windows" ? { TEMP: path, TMP: path } : { TMPDIR: path };
}

/** A child's environment. */
const ENVIRONMENT = {
  // onnxruntime would contact hosts and store an identifier of this device.
  ORT_DISABLE_TELEMETRY: "1",
  // Deno would check for its latest version.
  DENO_NO_UPDATE_CHECK: "1",
  // The C library would ask the name service for it.
  HOME: "/nowhere",
  // Large arrays in large pages, where the kernel has them: a data set takes thousands of small ones.
  GLIBC_TUNABLES: "glibc.malloc.hugetlb=1",
  NO_COLOR: "1",
};

interface Start {
  visible: string[];
  args: string[];
  env: Record<string, string>;
}

function binary(engine: EngineName): Start {
  return { visible: [], args: ["evaluator-child", engine], env: ENVIRONMENT };
}

/** From sources, Deno needs the module to run, and its cache of compiled code. */
function checkout({ engine, module }: SpawnOptions): Start {
  const root = new URL("../../../", import.meta.url);
  const path = (name: string) => fromFileUrl(new URL(name, root));
  const main = module ?? path("miner/evaluation/guest/child_main.ts");
  // deno.json names the workspace's other members, and Deno checks that they exist.
  const members = [
    ...["contracts/package.json", "dashboard/deno.json", "dashboard/package.json"],
    "scripts/bench/package.json",
  ];
  const sources = [
    ...["miner", "protocol", "core-wasm", "node_modules", "deno.json", ...members].map(path),
    ...(module === undefined ? [] : [module]),
  ];
  const cache = denoCache();
  return {
    visible: [...sources, cache].filter(exists),
    args: [
      ...["run", "--quiet", "--no-prompt", "--no-check", "--cached-only", "--no-lock"],
      ...[`--allow-read=${sources.join(",")}`, "--allow-env", "--allow-sys"],
      ...(engine === "native" ? ["--allow-ffi"] : []),
      ...[`--config=${path("deno.json")}`, main, engine],
    ],
    env: { ...ENVIRONMENT, DENO_DIR: cache },
  };
}

/** Deno's cache of compiled code: its own rule, by system. */
export function denoCache(): string {
  const home = Deno.env.get("HOME") ?? "/nowhere";
  const folder = Deno.build.os === "darwin"
    ? `${home}/Library/Caches`
    : Deno.env.get("XDG_CACHE_HOME") ?? `${home}/.cache`;
  return Deno.env.get("DENO_DIR") ?? `${folder}/deno`;
}
