/** `deml verify` as a process: exit codes, an interruption, reports for others. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import { fromFileUrl } from "@std/path/from-file-url";
import type { Hex } from "viem";
import { readCompetition } from "../miner/chain/read_competition.ts";
import { verifyOn } from "../miner/demo/play.ts";
import { openStage, type Stage } from "../miner/demo/stage.ts";
import { fetchSpec } from "../miner/duties/fetch_spec.ts";
import { submitModel } from "../miner/participant/submit_model.ts";
import { modelsRoot } from "../protocol/score/evidence.ts";
import { hireLiars, type Liars } from "./attacks/liars.ts";
import { createForLiars, LIARS, packedExample, ruleRound } from "./attacks/ruled.ts";
import { assertClear, deml, type Run } from "./deml.ts";

const MAIN = fromFileUrl(new URL("../miner/main.ts", import.meta.url));
const LIE = 77_777;
/** Models of one row, in the order of their authors. */
const NAMES = ["logreg", "mlp", "lenet", "lenet", "mlp", "lenet"] as const;

/** A competition over these models, in one round that says `scores`; its number. */
async function judged(
  stage: Stage,
  names: readonly typeof NAMES[number][],
  scores: number[],
  evidence?: Hex,
): Promise<{ id: bigint; liars: Liars }> {
  const competition = await createForLiars(stage, names.length);
  const { id, terms, authors } = competition;
  const liars = await hireLiars(stage, id, LIARS);
  await liars.enrol();
  await stage.warpTo(terms.registrationEnd);
  for (const [index, name] of names.entries()) {
    await submitModel(stage.connection, authors[index]!.sender, id, await packedExample(name));
  }
  await ruleRound(stage, competition, liars, 0, scores, evidence);
  return { id, liars };
}

/** What a model's score and the root of its outputs are: told by a verification of lies. */
async function truthOf(stage: Stage, name: typeof NAMES[number]): Promise<[number, Hex]> {
  const { id } = await judged(stage, [name], [LIE]);
  const [lie] = (await verifyOn(stage, id)).differences;
  const score = Number(lie?.expected);
  const again = await judged(stage, [name], [score]);
  const [evidence] = (await verifyOn(stage, again.id)).differences;
  assertEquals([lie?.kind, evidence?.kind], ["score", "evidence"]);
  return [score, evidence?.expected as Hex];
}

/** Verdicts that an interrupted run has kept. */
function keptIn(home: string): number {
  try {
    const database = new DatabaseSync(`${home}/verify/wasm.sqlite`, { readOnly: true });
    try {
      return Number(database.prepare("SELECT count(*) AS n FROM verdicts").get()?.n);
    } finally {
      database.close();
    }
  } catch {
    return 0;
  }
}

/** The CID of a competition's label file. */
async function labelsOf({ connection, gateway }: Stage, id: bigint): Promise<string> {
  const { specDigest } = await readCompetition(connection, id);
  const { test } = await fetchSpec({ sources: { gateways: [gateway.url] } }, specDigest);
  return test.format === "idx" ? test.labels : "";
}

Deno.test("`deml verify` as a process", async (t) => {
  const stage = await openStage();
  try {
    const { folder, chain, connection, gateway } = stage;
    const env = {
      DEML_RPC: chain.url,
      DEML_CONTRACT: connection.contract,
      DEML_GATEWAY: gateway.url,
    };
    const verify = (home: string, ...args: string[]): Promise<Run> =>
      deml(["verify", ...args], { ...env, DEML_HOME: `${folder}/${home}` });
    const lied = await judged(stage, ["logreg"], [LIE]);
    const truths = new Map<string, [number, Hex]>();
    for (const name of new Set(NAMES)) truths.set(name, await truthOf(stage, name));
    const truth = NAMES.map((name) => truths.get(name)!);
    const good = await judged(
      stage,
      NAMES,
      truth.map(([score]) => score),
      modelsRoot(truth.map(([, root]) => root)),
    );

    await t.step("exits with 1 at a difference, and names model and miners", async () => {
      const { code, out } = await verify("one", `${lied.id}`);
      assertEquals(code, 1);
      const { address } = lied.liars.actors[0]!;
      assertStringIncludes(out, `First difference: the score of model 0 in round 0 is ${LIE}`);
      assertStringIncludes(out, `${LIARS} miners say so: ${address}`);
    });

    await t.step("is interrupted, and continues where it was", async () => {
      const home = `${folder}/two`;
      const child = new Deno.Command(Deno.execPath(), {
        args: ["run", "-A", "--quiet", MAIN, "verify", `${good.id}`, "--jobs", "1"],
        env: { NO_COLOR: "1", ...env, DEML_HOME: home, XDG_CONFIG_HOME: "/nonexistent" },
        stdout: "null",
        stderr: "null",
      }).spawn();
      while (keptIn(home) === 0) await new Promise((resolve) => setTimeout(resolve, 20));
      child.kill("SIGINT");
      assertEquals((await child.status).code, 130);
      const kept = keptIn(home);
      assert(kept > 0 && kept < NAMES.length, `${kept} verdicts`);
      const { code, out, err } = await verify("two", `${good.id}`, "--json");
      assertEquals(code, 0, err + out);
      const { verified, evaluated, rows, differences } = JSON.parse(out);
      assertEquals([verified, evaluated, rows], [true, NAMES.length, LIARS]);
      assertEquals(differences, []);
      assertEquals(keptIn(home), NAMES.length);
    });

    await t.step("exits with 4 if a label file cannot be had as the spec names it", async () => {
      const labels = await labelsOf(stage, good.id);
      const swapped = Deno.serve({ port: 0, onListen() {} }, async (request) => {
        const url = new URL(request.url);
        if (url.pathname.includes(labels)) return new Response(new Uint8Array(508));
        return await fetch(`${gateway.url}${url.pathname}${url.search}`, {
          headers: request.headers,
        });
      });
      try {
        const url = `http://127.0.0.1:${swapped.addr.port}`;
        const { code, out } = await verify("three", `${good.id}`, "--gateway", url);
        assertEquals(code, 4, out);
        assertStringIncludes(out, "Model 0 could not be checked: ");
        assertStringIncludes(out, labels);
        assert(!out.includes("Verified"), out);
      } finally {
        await swapped.shutdown();
      }
    });

    await t.step("signs a report, which anybody can check and nobody can change", async () => {
      const signer = await stage.actor("verifiers");
      const [key, file, car] = ["key", "report.json", "report.car"].map((name) =>
        `${folder}/${name}`
      ) as [string, string, string];
      await Deno.writeTextFile(key, signer.key, { mode: 0o600 });
      const signed = await verify(
        "two",
        ...[`${good.id}`, "--out", file, "--publish", `car:${car}`, "--key-file", key],
      );
      assertEquals(signed.code, 0, signed.err);
      assertStringIncludes(signed.out, `signed by ${signer.address}`);
      const { code, out } = await verify("four", "--report", file, "--json");
      const told = JSON.parse(out);
      assertEquals(
        [code, told.signedBy, told.onChain, told.verified, told.competition, told.evaluated],
        [0, signer.address, true, true, `${good.id}`, NAMES.length],
      );
      // The same bytes are in the CAR, under the printed CID.
      const cid = signed.out.match(/\?verified=(b[a-z2-7]+)/)?.[1];
      assert(cid !== undefined && (await Deno.stat(car)).size > 0);
      assertEquals((await verify("two", "--report", cid)).code, 0);

      const report = JSON.parse(await Deno.readTextFile(file));
      const write = (changes: object) =>
        Deno.writeTextFile(file, JSON.stringify({ ...report, ...changes }));
      await write({ evaluated: 100, models: 100 });
      assertClear(await verify("four", "--report", file), 1, `not signed by ${signer.address}`);
      await write({ signature: undefined, by: undefined });
      assertStringIncludes((await verify("four", "--report", file)).out, "Nobody signed it");
      await write({ signature: undefined, by: undefined, contract: signer.address });
      assertClear(await verify("four", "--report", file), 1, "The report is about the contract");
      const block = { ...report.block, hash: `0x${"00".repeat(32)}` };
      await write({ signature: undefined, by: undefined, block });
      const elsewhere = await verify("four", "--report", file);
      assertEquals(elsewhere.code, 1);
      assertStringIncludes(elsewhere.out, "of this chain is another");
    });
  } finally {
    await stage.close();
  }
});
