/**
 * `deml verify` on a whole competition of honest miners, as a process: its time, its memory, and that
 * a second run, which has all verdicts, costs the replay alone.
 *
 *     deno run -A tests/bench/verify.ts [MINERS [MODELS]]
 *
 * @module
 */
import { fromFileUrl } from "@std/path/from-file-url";
import { type Address, type Hex, keccak256, parseEther, toHex, zeroHash } from "viem";
import { demlAbi } from "../../protocol/generated/deml.ts";
import { call } from "../../miner/chain/call.ts";
import { writeIdx } from "../../miner/dataset/idx.ts";
import { mnistIdx } from "../../miner/dataset/mnist.ts";
import { openStage, type Stage } from "../../miner/demo/stage.ts";
import { openEvaluator } from "../../miner/evaluation/host/evaluator.ts";
import { openBlockStore } from "../../miner/ipfs/block_store.ts";
import { sha256 } from "../../miner/ipfs/cid.ts";
import { publishBlock, publishFile } from "../../miner/ipfs/publish.ts";
import { decodeModel, encodeModel } from "../../miner/model/onnx.ts";
import { pack } from "../../miner/model/package.ts";
import { commitmentOf, packScores } from "../../protocol/round/commitment.ts";
import { packOpenings } from "../../protocol/round/groups.ts";
import { mediansOf } from "../../protocol/round/medians.ts";
import { modelsRoot } from "../../protocol/score/evidence.ts";
import { type CompetitionSpec, encodeSpec } from "../../protocol/spec/spec.ts";
import { openTerms, termsHashOf } from "../../protocol/terms/terms.ts";
import { crowdOf, type Sent } from "../dashboard/crowd.ts";
import { enrol } from "../dashboard/judge.ts";

const [MINERS = 100, MODELS = 100] = Deno.args.map(Number);
const MAIN = fromFileUrl(new URL("../../miner/main.ts", import.meta.url));
const MLP = fromFileUrl(new URL("../../examples/models/mlp.onnx", import.meta.url));
const ROWS = 10_000;
const FUND = parseEther("10");
const HOUR = 3_600;
const DAY = 86_400;
const PER_AUTHOR = 50;
/** Milliseconds between two looks at the processes' memory. */
const LOOK = 100;

/** A model as submitted, and what its miners say of it. */
interface Judged {
  packed: Uint8Array;
  digest: Hex;
  score: number;
  root: Hex;
}

/** Publishes the test digits, and a spec that demands the engine of equal bits. */
async function publish(stage: Stage) {
  const { images, labels } = await mnistIdx("test");
  const store = await openBlockStore(`${stage.folder}/blocks`);
  const files = {
    data: writeIdx([ROWS, 28, 28], images.slice(16, 16 + 784 * ROWS)),
    labels: writeIdx([ROWS], labels.slice(8, 8 + ROWS)),
  };
  const spec: CompetitionSpec = {
    ...stage.spec,
    engine: { ...stage.spec.engine, name: "wasm" },
    test: {
      cid: String(await publishFile(files.data, store)),
      labels: String(await publishFile(files.labels, store)),
      format: "idx",
      rows: ROWS,
      classes: 10,
    },
  };
  const { multihash: { digest } } = await publishBlock(encodeSpec(spec), store);
  return { spec, files, specDigest: toHex(digest) };
}

/** Some weights have the other sign: each has its own bytes and its own score. */
async function variant(number: number): Promise<Uint8Array> {
  const model = decodeModel(await Deno.readFile(MLP));
  const weights = model.graph.initializer!.reduce((most, each) =>
    (each.rawData?.length ?? 0) > (most.rawData?.length ?? 0) ? each : most
  );
  const changed = Uint8Array.from(weights.rawData!);
  const values = new Float32Array(changed.buffer);
  for (let place = number; place < values.length; place += 997) values[place] = -values[place]!;
  weights.rawData = changed;
  return pack(encodeModel(model));
}

async function judgeAll({ spec, files }: Awaited<ReturnType<typeof publish>>): Promise<Judged[]> {
  const evaluator = openEvaluator();
  try {
    const loaded = await evaluator.load({ spec, part: "test", ...files });
    return await Promise.all(Array.from({ length: MODELS }, async (_, number) => {
      const packed = await variant(number);
      const digest = toHex(await sha256(packed));
      const verdict = await loaded.evaluate(packed, { evidence: digest });
      if (verdict.kind === "invalid") throw new Error(verdict.found);
      return { packed, digest, score: verdict.score, root: verdict.root! };
    }));
  } finally {
    await evaluator.close();
  }
}

/** From its creation to the last claim. */
async function playAll(stage: Stage, specDigest: Hex, models: Judged[]): Promise<void> {
  const crowd = crowdOf(stage);
  const name = (role: string, count: number) =>
    crowd.invite(Array.from({ length: count }, (_, index) => `${role} ${index}`));
  const [organizer] = await name("organizer", 1) as [Address];
  const authors = await name("author", Math.ceil(MODELS / PER_AUTHOR));
  const miners = await name("miner", MINERS);
  const start = await stage.now();
  const terms = openTerms({
    specDigest,
    fund: FUND,
    registrationEnd: start + DAY,
    submissionEnd: start + 2 * DAY,
    evaluationEnd: start + 9 * DAY,
    maxModels: 2 * PER_AUTHOR,
    maxModelsPerAuthor: PER_AUTHOR,
    seats: MINERS,
    tolerance: 0,
    commitWindow: HOUR,
    revealWindow: HOUR,
    roundInterval: 0,
  });
  const hash = termsHashOf(organizer, FUND, terms);
  const of = (from: Address, sent: Omit<Sent, "abi">, value = 0n) =>
    ({ from, value, abi: demlAbi, ...sent }) as Sent & { from: Address; value: bigint };
  const send = (functionName: string, from: Address, ...args: unknown[]) =>
    crowd.send([of(from, { functionName, args: [1n, ...args] } as never)]);
  await crowd.send([of(organizer, { functionName: "createCompetition", args: [terms] }, FUND)]);
  await crowd.send(
    authors.map((from) =>
      of(from, { functionName: "register", args: [1n, hash, zeroHash] }, FUND / 10n)
    ),
  );
  await enrol(crowd, 1n, hash, miners, terms.seatStake);
  await stage.warpTo(terms.registrationEnd);
  for (const [index, { packed, digest }] of models.entries()) {
    const author = authors[Math.floor(index / PER_AUTHOR)]!;
    await send("submitModel", author, digest, BigInt(packed.length), zeroHash, toHex(packed));
  }
  const { chainId, contract } = stage.connection;
  for (let round = 0;; round++) {
    const { canOpenRound } = await call(stage.connection, "standingOf", [1n]);
    if (!canOpenRound) break;
    await send("openRound", organizer);
    const { models: places } = await call(stage.connection, "roundOf", [1n, BigInt(round)]);
    const judged = places.map((place) => models[place]!);
    const openings = miners.map((miner) => ({
      miner,
      scores: packScores(judged.map(({ score }) => score)),
      evidence: modelsRoot(judged.map(({ root }) => root)),
      salt: keccak256(toHex(`salt ${round} ${miner}`)),
    }));
    await crowd.send(openings.map((opening) => {
      const parts = { chainId, contract, competition: 1n, round, ...opening };
      return of(opening.miner, {
        functionName: "commit",
        args: [1n, BigInt(round), commitmentOf(parts)],
      });
    }));
    const medians = mediansOf(openings, places.length);
    await send("settle", organizer, BigInt(round), medians, "0x", packOpenings(openings));
  }
  await stage.warpTo(terms.submissionEnd + terms.commitWindow);
  await send("finalize", organizer);
  await send("claimFor", organizer, miners);
}

/** The peak of a process and of its children, in bytes. */
interface Peak {
  own: number;
  children: number;
}

/** Runs `deml verify` and watches it. */
async function verify(stage: Stage, home: string) {
  const started = performance.now();
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", MAIN, "verify", "1", "--json"],
    env: {
      DEML_RPC: stage.chain.url,
      DEML_CONTRACT: stage.connection.contract,
      DEML_GATEWAY: stage.gateway.url,
      DEML_HOME: home,
    },
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const peak: Peak = { own: 0, children: 0 };
  const timer = setInterval(() => look(child.pid, peak), LOOK);
  const { code, stdout } = await child.output();
  clearInterval(timer);
  const found = JSON.parse(new TextDecoder().decode(stdout));
  return { code, seconds: (performance.now() - started) / 1_000, peak, found };
}

/** Linux alone says so; elsewhere the figures stay 0. */
function look(pid: number, peak: Peak): void {
  try {
    peak.own = Math.max(peak.own, residentOf(pid));
    const under = childrenOf(pid).reduce((sum, child) => sum + residentOf(child), 0);
    peak.children = Math.max(peak.children, under);
  } catch {
    // It has ended.
  }
}

function childrenOf(pid: number): number[] {
  const own = Deno.readTextFileSync(`/proc/${pid}/task/${pid}/children`).split(" ")
    .filter((text) => text !== "").map(Number);
  return own.flatMap((child) => [child, ...childrenOf(child)]);
}

function residentOf(pid: number): number {
  const text = Deno.readTextFileSync(`/proc/${pid}/status`).match(/VmRSS:\s+(\d+)/)?.[1];
  return 1_024 * Number(text ?? 0);
}

const stage = await openStage();
try {
  const published = await publish(stage);
  const models = await judgeAll(published);
  const played = performance.now();
  await playAll(stage, published.specDigest, models);
  console.log(`Played in ${((performance.now() - played) / 1_000).toFixed(0)} s`);
  for (const run of ["first", "again"]) {
    const { code, seconds, peak, found } = await verify(stage, `${stage.folder}/home`);
    const { verified, events, rounds, evaluated, rows, accounts } = found;
    const [own, children] = [peak.own, peak.children].map((bytes) => Math.round(bytes / 1e6));
    console.log(
      `${run}: ${MINERS} miners × ${MODELS} models of ${ROWS} samples: ${seconds.toFixed(1)} s, ` +
        `${own} MB, its children ${children} MB; exit ${code}`,
      { verified, events, rounds, evaluated, rows, accounts },
    );
  }
} finally {
  await stage.close();
}
