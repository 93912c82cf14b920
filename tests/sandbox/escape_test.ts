/**
 * What a child that was taken over reaches: nothing, with bubblewrap or without native code. What
 * machine code reaches without bubblewrap is listed, too: it shows that the attempts are real, and
 * docs/SECURITY.md says so.
 */
import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { fromFileUrl } from "@std/path/from-file-url";
import { openEvaluator } from "../../miner/evaluation/host/evaluator.ts";
import { startChild } from "../../miner/evaluation/host/live_child.ts";
import { DemlError } from "../../protocol/errors.ts";
import type { Targets } from "./compromised_child.ts";
import { competition, thief } from "./models.ts";
import { SETUPS } from "./sandboxes.ts";

const VARIABLE = "DEML_TEST_CANARY";

/** Lays out what there is to reach, and answers what a child reached. */
async function reached(setup: typeof SETUPS[number]): Promise<string[]> {
  const folder = await Deno.makeTempDir({ prefix: "deml-canary-" });
  const file = `${folder}/canary`;
  const shared = crypto.randomUUID().slice(0, 8);
  await Deno.writeTextFile(file, "the canary sings, and whoever hears it has got out");
  const tcp = Deno.listen({ port: 0, hostname: "127.0.0.1" });
  const unix = Deno.listen({ transport: "unix", path: `${folder}/socket` });
  Deno.env.set(VARIABLE, "canary");
  const evaluator = openEvaluator({
    engine: setup.engine,
    sandbox: setup.sandbox.kind,
    width: 1,
    module: fromFileUrl(new URL("./compromised_child.ts", import.meta.url)),
  });
  try {
    const loaded = await evaluator.load(await competition());
    const targets: Targets = {
      file,
      port: tcp.addr.port,
      socket: `${folder}/socket`,
      variable: VARIABLE,
      pid: Deno.pid,
      shared,
      // onnxruntime resolves it against its working directory.
      model: [...thief(`${"../".repeat(12)}${file.slice(1)}`)],
    };
    const verdict = await loaded.evaluate(new TextEncoder().encode(JSON.stringify(targets)));
    if (verdict.kind !== "invalid") throw new Error("It answers otherwise");
    return JSON.parse(verdict.found);
  } finally {
    await evaluator.close();
    tcp.close();
    unix.close();
    Deno.env.delete(VARIABLE);
    for (const path of [`/dev/shm/deml-${shared}`, `/dev/deml-${shared}`]) {
      await Deno.remove(path).catch(() => {});
    }
    await Deno.remove(folder, { recursive: true });
  }
}

/** What a child needs and may have. */
const ALLOWED = "machine code: open /dev/null for writing";

/** What bubblewrap and the kernel cannot close everywhere; the log and `deml doctor` say so. */
function openHere({ sandbox: { closed = [] } }: typeof SETUPS[number]): string[] {
  return [
    ...(closed.includes("namespaces") ? [] : ["machine code: make a user namespace"]),
    // No limit on processes binds root.
    ...(closed.includes("processes") && Deno.uid() !== 0
      ? []
      : ["machine code: start a hundred processes"]),
  ];
}

for (const setup of SETUPS) {
  const { engine, sandbox } = setup;
  Deno.test(`a child that was taken over: ${engine} engine, sandbox ${sandbox.kind}`, async () => {
    const found = await reached(setup);
    if (engine === "native" && sandbox.kind === "off") {
      // Deno holds the script back, but not machine code, nor an engine that skipped our check.
      assertEquals(found.filter((what) => !/^(machine code|model):/.test(what)), []);
      assertEquals(found.includes("machine code: read the canary"), true, "the attempts are real");
      assertEquals(found.includes("machine code: connect by TCP"), true, "the attempts are real");
      assertEquals(
        found.includes("machine code: write into /dev/shm"),
        true,
        "the attempts are real",
      );
      assertEquals(found.includes("machine code: start a hundred processes"), true);
      assertEquals(
        found.includes("machine code: open /proc/sys/kernel/core_pattern for writing"),
        Deno.uid() === 0,
        "the attempts are real",
      );
      assertEquals(found.includes("machine code: read a variable"), false);
    } else if (engine === "native") {
      assertEquals(found, [ALLOWED, ...openHere(setup)]);
    } else {
      assertEquals(found, []);
    }
  });
}

for (const { engine, sandbox } of SETUPS) {
  Deno.test(`the child has no permission when it reads what strangers wrote: ${engine} engine, sandbox ${sandbox.kind}`, async () => {
    const module = fromFileUrl(new URL("./watched_child.ts", import.meta.url));
    const child = await startChild({ engine, sandbox, memory: 3e9, processor: 60, module });
    try {
      const asking = () =>
        child.ask({ type: "samples", rows: [] }, [], { within: 9_000, maxBody: 0 });
      const { message } = await assertRejects(asking, DemlError);
      assertStringIncludes(message, "permitted: nothing");
    } finally {
      await child.end();
    }
  });
}
