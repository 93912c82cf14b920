/**
 * The programs for all systems: each holds what its runtime starts, and the libraries of its system
 * alone. The linux arm64 one evaluates under qemu. `deno task test:targets` builds and runs them.
 */
import { assert, assertEquals } from "@std/assert";
import { fromFileUrl } from "@std/path/from-file-url";
import { type Target, TARGETS } from "../../scripts/compile/targets.ts";
import type { EngineName } from "../../miner/evaluation/protocol.ts";
import { converse } from "../sandbox/converse.ts";
import { readProgram, requireFormat } from "./program.ts";

function pathOf({ name, suffix }: Target): string {
  return fromFileUrl(new URL(`../../build/deml-${name}${suffix}`, import.meta.url));
}

const LIBRARIES = TARGETS.flatMap(({ files }) => files);

for (const target of TARGETS) {
  Deno.test(`${target.name}: a program of its system, with its libraries alone`, async () => {
    const bytes = await Deno.readFile(pathOf(target));
    requireFormat(bytes, target);
    const { entrypoint_key, permissions, files } = readProgram(bytes, target);
    assertEquals([entrypoint_key, permissions.allow_run], ["main.js", []]);
    assertEquals(
      files.filter((file) => LIBRARIES.includes(file)).sort(),
      [...target.files].sort(),
    );
    assert(files.includes("index.html"), "the page is inside");
  });
}

/** Where Debian's packages put the libraries of another processor. */
const ARM64 = "/usr/aarch64-linux-gnu";

/**
 * Starts a child of the arm64 program. onnxruntime asks the kernel's files what the processor is like,
 * and finds this machine's there, which is another one: it gets none to read.
 */
function startOnArm64(engine: EngineName, temporary: string): Deno.ChildProcess {
  const program = pathOf(TARGETS.find(({ name }) => name === "linux-arm64")!);
  return new Deno.Command("bwrap", {
    args: [
      ...["--dev-bind", "/", "/", "--tmpfs", "/sys", "--die-with-parent"],
      ...["qemu-aarch64", "-L", ARM64, program, "evaluator-child", engine],
    ],
    clearEnv: true,
    env: { PATH: "/usr/bin:/bin", HOME: "/nowhere", TMPDIR: temporary, ORT_DISABLE_TELEMETRY: "1" },
    stdin: "piped",
    stdout: "piped",
    stderr: "null",
  }).spawn();
}

const lacking = await Promise.all(
  ["/usr/bin/qemu-aarch64", `${ARM64}/lib/libstdc++.so.6`, "/usr/bin/bwrap"].map((path) =>
    Deno.stat(path).then(() => [], () => [path])
  ),
).then((paths) => paths.flat());
if (lacking.length > 0) {
  console.log(
    `Left out, since ${lacking.join(" and ")} are not there: the arm64 program under qemu ` +
      "(apt-get install qemu-user libstdc++6-arm64-cross bubblewrap)",
  );
}

for (const engine of ["native", "wasm"] as const) {
  Deno.test({
    name: `linux-arm64 under qemu: ${engine} sees the same digits`,
    ignore: lacking.length > 0,
    fn: async () => {
      const temporary = await Deno.makeTempDir();
      const child = startOnArm64(engine, temporary);
      try {
        assertEquals(await converse(child), 9_660);
        assertEquals((await child.status).code, 0);
      } finally {
        await Deno.remove(temporary, { recursive: true });
      }
    },
  });
}
