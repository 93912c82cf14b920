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
  /** For tests: another module than the child's own, from a checkout */
  module?: string;
}

/** A started child and the folder that is its own. */
export interface Child {
  process: Deno.ChildProcess;
  folder: string;
}

/** Starts a child; whoever starts it removes its folder. */
export async function spawnChild(options: SpawnOptions): Promise<Child> {
  const { line, folder } = await childCommand(options);
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
export async function childCommand(
  options: SpawnOptions,
): Promise<{ line: CommandLine; folder: string }> {
  const { engine, sandbox, memory, processor } = options;
  const folder = await Deno.makeTempDir({ prefix: "deml-evaluator-" });
  // The single binary unpacks its engine where TMPDIR says; the working folder stays empty.
  const temporary = `${folder}/temporary`;
  await Promise.all([Deno.mkdir(temporary), Deno.mkdir(`${folder}/empty`)]);
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

/** How a system is told where temporary files go. */
function temporaryFolder(path: string): Record<string, string> {
  return Deno.build.os === "windows" ? { TEMP: path, TMP: path } : { TMPDIR: path };
}

/** What a child is told. */
const ENVIRONMENT = {
  // onnxruntime would look for hosts and keep an identifier of this device.
  ORT_DISABLE_TELEMETRY: "1",
  // Deno would look for its latest version.
  DENO_NO_UPDATE_CHECK: "1",
  // The C library would ask the name service for it.
  HOME: "/nowhere",
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

/** From sources, Deno needs to be told what to run, and finds what it has compiled before. */
function checkout({ engine, module }: SpawnOptions): Start {
  const root = new URL("../../../", import.meta.url);
  const path = (name: string) => fromFileUrl(new URL(name, root));
  const main = module ?? path("miner/evaluation/guest/child_main.ts");
  // The workspace's other members are named in deno.json, and Deno looks whether they are there.
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

/** Where Deno keeps what it has compiled: its own rule, by system. */
export function denoCache(): string {
  const home = Deno.env.get("HOME") ?? "/nowhere";
  const folder = Deno.build.os === "darwin"
    ? `${home}/Library/Caches`
    : Deno.env.get("XDG_CACHE_HOME") ?? `${home}/.cache`;
  return Deno.env.get("DENO_DIR") ?? `${folder}/deno`;
}
