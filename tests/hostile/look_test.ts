/** No competition ends a miner, or hides another: those with hostile data stand before a good one. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { fromFileUrl } from "@std/path/from-file-url";
import { type Hex, parseEther } from "viem";
import { unpackScores } from "../../protocol/round/commitment.ts";
import { submitModel } from "../../miner/participant/submit_model.ts";
import { look, lookAndJudge } from "../../miner/cli/mine/look.ts";
import { showBecause } from "../../miner/cli/show_because.ts";
import { encodeSpec } from "../../protocol/spec/spec.ts";
import { contextOn } from "../../miner/demo/context_on.ts";
import { openStage, type Stage } from "../../miner/demo/stage.ts";
import type { MinerContext } from "../../miner/duties/context.ts";
import { performDuties } from "../../miner/duties/perform.ts";
import { seatKey } from "../../miner/duties/seat_key.ts";
import type { Evaluator } from "../../miner/evaluation/host/evaluator.ts";
import { openBlockStore } from "../../miner/ipfs/block_store.ts";
import { sha256 } from "../../miner/ipfs/cid.ts";
import { publishBlock } from "../../miner/ipfs/publish.ts";
import { pack } from "../../miner/model/package.ts";
import { ABSTAIN_SCORE } from "../../protocol/score/score.ts";
import { type Daemon, isEnrolled, startDaemon, until } from "../attacks/daemons.ts";
import { create, publishDigits } from "../attacks/first_digits.ts";
import { HOSTILE_SPECS } from "./specs.ts";
import { readRound } from "../../miner/chain/read_rounds.ts";
import { HOSTILE_TREES } from "./trees.ts";
import { accept } from "../accept.ts";
import { withFailure } from "../../miner/cli/failures/tell.ts";

const LOGREG = fromFileUrl(new URL("../../examples/models/logreg.onnx", import.meta.url));
const DAY = 86_400;
/** What a miner finds in each of them. */
const TREES = ["empty-block", "sixty-levels-of-one", "folder", "leaf-that-nobody-has"];

/** An evaluator that says 42 % to everything. */
const evaluator = {
  width: 1,
  load: () =>
    Promise.resolve({
      evaluate: () =>
        Promise.resolve({ kind: "scored", score: 42_000, root: `0x${"11".repeat(32)}` }),
    }),
  rest: () => Promise.resolve(),
  close: () => Promise.resolve(),
} as unknown as Evaluator;

/** Publishes a spec whose data is a hostile tree; answers its digest. */
async function publishTree(stage: Stage, name: string): Promise<Hex> {
  const store = await openBlockStore(`${stage.folder}/blocks`);
  const tree = HOSTILE_TREES.find((one) => one.name === name)!;
  const { spec } = stage;
  const bytes = encodeSpec({
    ...spec,
    engine: { ...spec.engine, name: "wasm" },
    test: { ...spec.test, cid: String(await tree.plant(store)) },
  });
  const { multihash } = await publishBlock(bytes, store);
  return `0x${multihash.digest.toHex()}`;
}

/** Creates a competition over a spec. */
async function createOver(stage: Stage, specDigest: Hex) {
  const now = await stage.now();
  return await create(stage, {
    specDigest,
    fund: parseEther("2"),
    tolerance: 0,
    registrationEnd: now + DAY,
    submissionEnd: now + 8 * DAY,
    evaluationEnd: now + 20 * DAY,
    roundInterval: 0,
    seats: 4,
  }, 1);
}

Deno.test("a miner abstains where the data is hostile, and judges the competition behind it", async () => {
  const lost: unknown[] = [];
  const listen = (event: PromiseRejectionEvent) => {
    event.preventDefault();
    lost.push(event.reason);
  };
  globalThis.addEventListener("unhandledrejection", listen);
  const stage = await openStage();
  try {
    const competitions = [];
    for (const name of TREES) {
      competitions.push(await createOver(stage, await publishTree(stage, name)));
    }
    competitions.push(await createOver(stage, await publishDigits(stage, 100, "wasm")));
    const abstained: string[] = [];
    const miners: MinerContext[] = [];
    for (let i = 0; i < 4; i++) {
      miners.push(contextOn(stage, await stage.actor("miners"), {
        judges: { evaluator },
        log: () => {},
        onJudged: (_, { because }) => {
          if (because !== undefined) abstained.push(showBecause(because));
        },
      }));
    }
    for (const miner of miners) {
      for (const { id } of competitions) await performDuties(miner, id, ["enrol"]);
    }
    await stage.warpTo(competitions.at(-1)!.terms.registrationEnd);
    const model = pack(await Deno.readFile(LOGREG));
    for (const { id, authors: [author] } of competitions) {
      await submitModel(stage.connection, author!.sender, id, model);
    }
    const miner = miners[0]!;
    assertEquals((await lookAndJudge(miner, [])).failure, undefined);
    const missing = competitions[TREES.indexOf("leaf-that-nobody-has")]!;
    const early = miner.journal.openingOf(seatKey(miner, missing.id, 0), "0x");
    assertEquals(early, undefined, "what a gateway may have later is waited for");
    const { commitEnd } = await readRound(stage.connection, missing.id, 0);
    await stage.warpTo(commitEnd - Math.min(600, missing.terms.commitWindow / 6) - 10);
    assertEquals((await lookAndJudge(miner, [])).failure, undefined);
    for (const { id } of competitions) {
      const { scores } = miner.journal.openingOf(seatKey(miner, id, 0), "0x")!;
      const good = id === competitions.at(-1)!.id;
      assertEquals(unpackScores(scores), [good ? 42_000 : ABSTAIN_SCORE], `competition ${id}`);
    }
    for (const name of TREES) {
      const { says } = HOSTILE_TREES.find((tree) => tree.name === name)!;
      // A gateway is set here, and has it not.
      const told = says.replace("no gateway is set", "answered HTTP 404");
      assert(abstained.some((line) => line.includes(told)), `${told} in ${abstained.join("\n")}`);
    }
    assertEquals(lost, []);
  } finally {
    globalThis.removeEventListener("unhandledrejection", listen);
    await stage.close();
  }
});

Deno.test("whatever one competition's look throws is logged, and the next is looked at", async () => {
  const stage = await openStage();
  try {
    const digest = await publishDigits(stage, 100, "wasm");
    const ids: bigint[] = [];
    for (let i = 0; i < 4; i++) ids.push((await createOver(stage, digest)).id);
    const logged: string[] = [];
    const miner = contextOn(stage, await stage.actor("miners"), {
      judges: { evaluator },
      log: (line, about) => logged.push(withFailure(line, about?.failure)),
    });
    // What libraries throw is of any class, or none.
    const thrown = [new RangeError("deep"), "a string", undefined];
    const looked: bigint[] = [];
    const { failure } = await look(miner, ids, {
      onLooked: ({ competition }) => {
        looked.push(competition.id);
        if (looked.length <= thrown.length) throw thrown[looked.length - 1];
        return Promise.resolve();
      },
    });
    assertEquals([looked, failure], [ids, thrown[0]]);
    assertEquals(logged.length, thrown.length);
    assertStringIncludes(logged[0]!, `competition ${ids[0]}: Unexpected failure: RangeError: deep`);
  } finally {
    await stage.close();
  }
});

Deno.test("a real miner stays, tells what is wrong with each, and enrols in the good one", async () => {
  const stage = await openStage();
  const daemons: Daemon[] = [];
  try {
    await stage.chain.control.setIntervalMining({ interval: 1 });
    const store = await openBlockStore(`${stage.folder}/blocks`);
    const says: string[] = [];
    for (const name of ["empty-block", "sixty-levels-of-one", "one-leaf-30000-times"]) {
      const { id } = await createOver(stage, await publishTree(stage, name));
      const tree = HOSTILE_TREES.find((one) => one.name === name)!;
      // The spec's rows have room for more than the trees' own test.
      says.push(`competition ${id}: `, tree.says.replace(/ than 8388608.*/, ""));
    }
    for (const { bytes, says: wrong } of HOSTILE_SPECS.slice(0, 3)) {
      await publishBlock(bytes(), store);
      const digest = (await sha256(bytes())).toHex();
      const { id } = await createOver(stage, `0x${digest}`);
      says.push(`competition ${id}: `, wrong);
    }
    const { id } = await createOver(stage, await publishDigits(stage, 100, "wasm"));
    const accepted = accept("few-seats", "commit-window-short");
    daemons.push(startDaemon(stage, await stage.actor("miners"), ["--jobs", "1", ...accepted]));
    await until("a deposit", daemons, () => isEnrolled(stage, id, daemons[0]!.address));
    // It has looked at all of them once, and looks again.
    const enough = daemons[0]!.told().length + 200;
    await until("another look", daemons, () => Promise.resolve(daemons[0]!.told().length > enough));
    for (const part of says) assertStringIncludes(daemons[0]!.told(), part);
  } finally {
    await Promise.all(daemons.map((daemon) => daemon.stop()));
    await stage.close();
  }
});
