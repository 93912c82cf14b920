/**
 * The single binary looks nothing up outside itself: what other users lay down in the temporary
 * folder, or above the folder it is started in, is neither run nor read.
 */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { fromFileUrl } from "@std/path/from-file-url";
import { encodeModel } from "../../miner/model/onnx.ts";
import { end } from "../hostile/build.ts";
import { withoutStrace } from "../lacks.ts";

const BINARY = fromFileUrl(new URL("../../build/deml", import.meta.url));
const MODEL = fromFileUrl(new URL("../../examples/models/mlp.onnx", import.meta.url));
const KEY = `0x${"5e".repeat(32)}`;

/** Packages that the program's own packages ask for, or might. */
const ASKED_FOR = ["long", "buffer", "fs", "worker_threads", "onnxruntime-node", "onnxruntime-web"];

/** A temporary folder as of a machine with many users, and one of theirs to be started in. */
async function hostileMachine(): Promise<{ temporary: string; folder: string; root: string }> {
  const root = await Deno.makeTempDir({ prefix: "deml-outside-" });
  const temporary = `${root}/tmp`;
  await Deno.mkdir(temporary);
  await Deno.chmod(temporary, 0o1777);
  for (const name of ASKED_FOR) {
    const planted = `${temporary}/node_modules/${name}`;
    await Deno.mkdir(planted, { recursive: true });
    await Deno.writeTextFile(`${planted}/package.json`, `{"name":"${name}","main":"index.js"}`);
    await Deno.writeTextFile(
      `${planted}/index.js`,
      `console.log("PLANTED " + process.env.DEML_PRIVATE_KEY);
       require("fs").writeFileSync("${root}/planted", "");
       module.exports = {};`,
    );
  }
  // The program's own folder would lie below this one, which says that it is the package.
  await Deno.writeTextFile(
    `${temporary}/package.json`,
    `{"name":"onnxruntime-node","exports":"./node_modules/onnxruntime-node/index.js"}`,
  );
  const folder = `${root}/theirs/work`;
  await Deno.mkdir(folder, { recursive: true });
  await Deno.writeTextFile(`${root}/theirs/package.json`, "{ this is no JSON");
  return { root, temporary, folder };
}

async function output(
  { temporary, folder, root }: { temporary: string; folder: string; root: string },
  args: string[],
  before: string[] = [],
) {
  const [program, ...rest] = [...before, BINARY, ...args];
  const { code, stdout, stderr } = await new Deno.Command(program!, {
    args: rest,
    cwd: folder,
    clearEnv: true,
    env: {
      PATH: "/usr/bin:/bin",
      HOME: `${root}/home`,
      TMPDIR: temporary,
      NO_COLOR: "1",
      DEML_PRIVATE_KEY: KEY,
    },
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, out: text(stdout), err: text(stderr) };
}

/** A model whose second score is x × (2^53 + 1 − 2^53), and its sample: a 1 when integers are whole. */
function wholeIntegers(): Uint8Array {
  const whole = (name: string, value: bigint) => ({
    name,
    dataType: 7,
    dims: [1],
    int64Data: [value],
  });
  return encodeModel({
    irVersion: 8,
    opsetImport: [{ domain: "", version: 13 }],
    graph: {
      name: "whole",
      node: [
        { opType: "Sub", input: ["more", "less"], output: ["one"] },
        {
          opType: "Cast",
          input: ["one"],
          output: ["float"],
          attribute: [{ name: "to", type: 2, i: 1 }],
        },
        { opType: "Mul", input: ["x", "float"], output: ["y"] },
      ],
      initializer: [whole("more", 2n ** 53n + 1n), whole("less", 2n ** 53n)],
      input: [end("x", 1, ["n", 2])],
      output: [end("y", 1, ["n", 2])],
    },
  });
}

Deno.test("what others planted in the temporary folder is not run, and nothing is left there", async () => {
  const machine = await hostileMachine();
  try {
    await Deno.writeFile(`${machine.folder}/whole.onnx`, wholeIntegers());
    await Deno.writeTextFile(`${machine.folder}/whole.csv`, "1,0,1\n");
    const described = ["--data", "whole.csv", "--shape", "2", "--classes", "2", "--divide", "1"];
    for (
      const args of [
        ["--version"],
        ["inspect", MODEL],
        ["pack", MODEL, "mlp.deml"],
        ["doctor"],
        ["evaluate", "whole.onnx", ...described, "--sandbox", "off"],
      ]
    ) {
      const { code, out, err } = await output(machine, args);
      assertEquals(code, 0, `${args.join(" ")}: ${err}`);
      assert(!(out + err).includes("PLANTED"), `${args[0]}: ${out}`);
      assert(!(out + err).includes(KEY), args[0]);
      // Read whole, as in a checkout: the library for it is inside.
      if (args[0] === "evaluate") assertStringIncludes(out, "100.00");
    }
    const left = [...Deno.readDirSync(machine.temporary)].map(({ name }) => name);
    assertEquals(left.sort(), ["node_modules", "package.json"], "no cache, no folder");
    const there = [...Deno.readDirSync(machine.root)].map(({ name }) => name);
    assert(!there.includes("planted"), "no code of others ran");
  } finally {
    await Deno.remove(machine.root, { recursive: true });
  }
});

const untraced = await withoutStrace();

Deno.test({
  name: "no package, no package.json and no cached code is looked for outside",
  ignore: untraced !== undefined,
  fn: async () => {
    const machine = await hostileMachine();
    try {
      for (const args of [["--version"], ["inspect", MODEL], ["doctor", "--sandbox", "off"]]) {
        const log = `${machine.root}/trace`;
        const traced = ["strace", "-f", "-s", "300", "-e", "trace=file", "-o", log];
        const { code, err } = await output(machine, args, traced);
        assertEquals(code, 0, err);
        const lines = (await Deno.readTextFile(log)).split("\n");
        assert(lines.length > 50, "the trace shows the start");
        const looked = lines.filter((line) => /node_modules|package\.json|deno-compile/.test(line));
        assertEquals(looked, [], args.join(" "));
      }
    } finally {
      await Deno.remove(machine.root, { recursive: true });
    }
  },
});

Deno.test({
  name: "an ordinary user's binary finds nothing amiss, and lets nobody else into its home",
  ignore: Deno.build.os === "windows",
  fn: async () => {
    const root = await Deno.makeTempDir({ prefix: "deml-outside-" });
    // Tests may run as root, and a miner should not.
    const user = Deno.uid() === 0 ? { uid: 65_534, gid: 65_534 } : {};
    try {
      await Deno.chmod(root, 0o777);
      await Deno.copyFile(BINARY, `${root}/deml`);
      const { code, stdout } = await new Deno.Command(`${root}/deml`, {
        args: ["doctor", "--json"],
        cwd: root,
        clearEnv: true,
        env: { PATH: "/usr/bin:/bin", HOME: root, TMPDIR: root },
        ...user,
      }).output();
      const { findings } = JSON.parse(new TextDecoder().decode(stdout));
      assertEquals(code, 0, JSON.stringify(findings));
      const level = (name: string) =>
        findings.find(({ check }: { check: string }) => check === name).level;
      assertEquals(
        ["user", "journal", "engine native", "engine wasm"].map(level),
        ["ok", "ok", "ok", "ok"],
      );
    } finally {
      await Deno.remove(root, { recursive: true });
    }
  },
});

Deno.test("the binary may import from no host", async () => {
  const bytes = new TextDecoder("latin1").decode(await Deno.readFile(BINARY));
  const permissions = /"permissions":(\{[^}]*"prompt":false\})/.exec(bytes)![1]!;
  // An empty list denies every host.
  assertEquals(JSON.parse(permissions).deny_import, []);
});
