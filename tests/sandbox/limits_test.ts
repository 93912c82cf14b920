/** Memory and processor time: limits of the machine, never a verdict. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { fromFileUrl } from "@std/path/from-file-url";
import { DemlError } from "../../protocol/errors.ts";
import { tell } from "../../miner/cli/failures/tell.ts";
import { PROCESSES } from "../../miner/evaluation/host/bubblewrap.ts";
import { openEvaluator } from "../../miner/evaluation/host/evaluator.ts";
import { ChildFailure, startChild } from "../../miner/evaluation/host/live_child.ts";
import { confine } from "../../miner/evaluation/host/sandbox.ts";
import { competition, glutton, goodModel } from "./models.ts";
import type { Told } from "./short_of_memory.ts";
import { SANDBOXES, SETUPS } from "./sandboxes.ts";

const MODULE = fromFileUrl(new URL("./misbehaving_child.ts", import.meta.url));
const SHORT_OF_MEMORY = fromFileUrl(new URL("./short_of_memory.ts", import.meta.url));

/** Less than a child needs to start: 1.4 GB are enough, 0.6 GB for the start alone. */
const TOO_LITTLE = 0.5e9;

for (const { engine, sandbox } of SETUPS) {
  const setup = `${engine}, ${sandbox.kind}`;

  Deno.test(`a model that would hold gigabytes is INVALID before it runs: ${setup}`, async () => {
    const evaluator = openEvaluator({ engine, sandbox: sandbox.kind, width: 1, memory: 1.4e9 });
    try {
      const loaded = await evaluator.load(await competition());
      const verdict = await loaded.evaluate(glutton(), { form: "onnx" });
      assert(verdict.kind === "invalid" && verdict.rule === "memory");
      const next = await loaded.evaluate(await goodModel(), { form: "onnx" });
      assert(next.kind === "scored" && next.correct === 9_660);
    } finally {
      await evaluator.close();
    }
  });

  Deno.test(`a child that is short of memory abstains: ${setup}`, async () => {
    const evaluator = openEvaluator({
      engine,
      sandbox: sandbox.kind,
      width: 1,
      memory: TOO_LITTLE,
    });
    try {
      const [data, good] = [await competition(), await goodModel()];
      const error = await assertRejects(async () => {
        const loaded = await evaluator.load(data);
        await loaded.evaluate(good, { form: "onnx" });
      }, DemlError);
      assert(error instanceof ChildFailure, tell(error).message);
      assertEquals([error.code, error.failure.how], ["evaluator", "memory"], error.message);
      assert(/for lack of memory/.test(tell(error).message), tell(error).message);
    } finally {
      await evaluator.close();
    }
  });

  // V8 prints the program's path on each of some thirty lines behind the reason.
  for (const [length, under] of [["short", ""], ["long", "/" + "npx-keeps-it-deep/".repeat(30)]]) {
    Deno.test(`a child short of memory says so, run from a ${length} path: ${setup}`, async () => {
      const folder = await Deno.makeTempDir({ prefix: "d" });
      try {
        const program = await denoIn(`${folder}${under}`);
        const { code, stdout, stderr } = await new Deno.Command(program, {
          args: ["run", "-A", "--quiet", SHORT_OF_MEMORY, engine, sandbox.kind, `${TOO_LITTLE}`],
        }).output();
        assertEquals(code, 0, new TextDecoder().decode(stderr));
        const told = JSON.parse(new TextDecoder().decode(stdout)) as Told;
        assertEquals([told.program, told.failure], [program, "memory"], told.message);
        assert(
          /exited for lack of memory \(SIG\w+, at most 500 MB\)/.test(told.message),
          told.message,
        );
        assert(!told.message.includes(program), told.message);
        assert(told.remedy.startsWith("Raise --memory"), told.remedy);
      } finally {
        await Deno.remove(folder, { recursive: true });
      }
    });
  }
}

/** This very program under another path. */
async function denoIn(folder: string): Promise<string> {
  const program = `${folder.replace(/\/$/, "")}/deno`;
  await Deno.mkdir(folder, { recursive: true });
  // A link is for free, but not for every user, nor from one file system to another.
  await Deno.link(Deno.execPath(), program).catch(() => Deno.copyFile(Deno.execPath(), program));
  return program;
}

for (const sandbox of SANDBOXES) {
  Deno.test(`the kernel ends a child that nobody watches: ${sandbox.kind}`, async () => {
    const child = await startChild({
      engine: "native",
      sandbox,
      memory: 1.4e9,
      processor: 3,
      module: MODULE,
    });
    const started = performance.now();
    const error = await assertRejects(
      () =>
        child.ask(
          { type: "evaluate", form: "onnx", progress: false, margins: false },
          [new TextEncoder().encode("endless")],
          { within: 60_000, maxBody: 0 },
        ),
      DemlError,
    );
    assert(/killed at its limit of processor time/.test(tell(error).message), tell(error).message);
    assert(performance.now() - started < 30_000);
    await child.end();
  });

  // Without bubblewrap, what is busy ends with its processor time alone.
  for (const deed of sandbox.kind === "bwrap" ? ["", "endless"] : [""]) {
    const which = deed === "" ? "a child" : `an ${deed} child`;
    Deno.test(`${which} does not outlive a daemon that is killed: ${sandbox.kind}`, async () => {
      const daemon = new Deno.Command(Deno.execPath(), {
        args: [
          ...["run", "-A", "--quiet"],
          fromFileUrl(new URL("./doomed_daemon.ts", import.meta.url)),
          ...[sandbox.kind, deed].filter((argument) => argument !== ""),
        ],
        stdout: "piped",
      }).spawn();
      const reader = daemon.stdout.pipeThrough(new TextDecoderStream()).getReader();
      const { value } = await reader.read();
      const [pid, folder] = value!.trim().split(" ");
      // It has begun with its deed by then, and reads no more whether its daemon is there.
      if (deed !== "") await new Promise((resolve) => setTimeout(resolve, 500));
      daemon.kill("SIGKILL");
      await Promise.all([daemon.status, reader.cancel()]);
      const deadline = performance.now() + 10_000;
      try {
        while (await runs(pid!)) {
          assert(performance.now() < deadline, "the child is still there");
          await new Promise((resolve) => setTimeout(resolve, 50));
        }
      } finally {
        if (await runs(pid!)) Deno.kill(Number(pid), "SIGKILL");
        await Deno.remove(folder!, { recursive: true }).catch(() => {});
      }
    });
  }
}

const NOBODY = 65_534;
const bounding = SANDBOXES.find(({ closed = [] }) => closed.includes("processes"));

Deno.test({
  name: "the sandbox enforces its number of processes, however many its user runs outside",
  ignore: bounding === undefined,
  fn: async () => {
    const bounds = { visible: [], env: {}, folder: "/", memory: 2e9, processor: 60 };
    const many =
      "i=0; while [ $i -lt 300 ]; do sleep 9 >/dev/null 2>&1 & i=$((i+1)); echo $i; done";
    const { program, args, env } = confine(bounding!, bounds, "/usr/bin/sh", ["-c", many]);
    // No limit on processes binds root.
    const user = Deno.uid() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
    const { stdout } = await new Deno.Command(program, { args, env, cwd: "/", ...user }).output();
    const started = new TextDecoder().decode(stdout).trim().split("\n").map(Number).at(-1)!;
    assert(started > PROCESSES / 2 && started < PROCESSES, `${started} processes`);
  },
});

async function runs(pid: string): Promise<boolean> {
  const status = await Deno.readTextFile(`/proc/${pid}/status`).catch(() => "");
  return status !== "" && !/^State:\s*Z/m.test(status);
}
