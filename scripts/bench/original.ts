/**
 * What the original contract costs: contracts/bench/OriginalDeML.sol, played on a chain that lets a
 * transaction use more gas than any real chain does.
 *
 * @module
 */
import { fromFileUrl } from "@std/path/from-file-url";
import { type Address, concat, encodeAbiParameters, type Hex, parseEther } from "viem";
import { toFunctionSelector } from "viem";
import { accountOf, type Bench, bestOf, bytesOf, openBench, scoreOf, START } from "./chain.ts";
import { TRANSACTION_CAP } from "./chain.ts";
import { hardhat } from "../hardhat.ts";
import { type GasLog, note } from "./log.ts";

const HOST = accountOf("host");
const FUND = parseEther("1");
const LINK = "https://ipfs.io/ipfs/QmYwAPJzv5CZsnA625s3Xf2nemtYgPpHdWEz79ojWnPbdG/mnist_test.csv";
const CONTRACTS = fromFileUrl(new URL("../../contracts/", import.meta.url));

/** More than any of its calls uses; the bench's chain allows it. */
const PLENTY = 200_000_000;

/** What was measured. */
export interface OriginalGas {
  /** 20 models, 100 miners, from the deployment to the winner's withdrawal */
  whole: GasLog;
  /** The same with one model, its evaluations alone */
  single: GasLog;
  /** `submitModel` of 24 KB and of 100 KB */
  large: [number, number];
  /** The fewest stored models with which a 100th score needs more than TRANSACTION_CAP */
  failsFrom: number | undefined;
}

/** Plays it all. */
export async function measureOriginal(models: number, miners: number): Promise<OriginalGas> {
  const creation = await compile();
  const bench = await openBench("hardhat.bench.config.ts");
  try {
    const whole: GasLog = new Map();
    const contract = await opened(bench, creation, whole, START, models);
    const list = Array.from({ length: models }, (_, i) => bytesOf("model", i, 1_024));
    const first = list.slice(0, 1);
    for (const [i, model] of list.entries()) await submit(bench, contract, whole, i, model);
    const failsFrom = await evaluateAll(bench, contract, whole, list, miners);
    const withdrawal = { from: accountOf("author", bestOf(models)), to: contract };
    const { gas } = await bench.send({ ...withdrawal, data: call("withdraw()") });
    note(whole, "withdraw", gas);

    const single: GasLog = new Map();
    const other = await opened(bench, creation, new Map(), START + 10_000_000, 1);
    for (const model of first) await submit(bench, other, new Map(), 0, model);
    await evaluateAll(bench, other, single, first, miners);

    const bulky: GasLog = new Map();
    const third = await opened(bench, creation, new Map(), START + 20_000_000, 1);
    for (const [i, length] of [24 * 1_024, 100 * 1_024].entries()) {
      await submit(bench, third, bulky, 0, bytesOf("large", i, length));
    }
    const [small = NaN, large = NaN] = bulky.get("submitModel") ?? [];
    return { whole, single, large: [small, large], failsFrom };
  } finally {
    await bench.close();
  }
}

/** Compiles what has changed, and returns the creation code. */
async function compile(): Promise<Hex> {
  const { code, printed } = await hardhat(["build", "bench/OriginalDeML.sol"]);
  if (code !== 0) throw new Error(printed);
  const path = `${CONTRACTS}artifacts/bench/OriginalDeML.sol/OriginalDeML.json`;
  return JSON.parse(await Deno.readTextFile(path)).bytecode;
}

/** Deploys it, deposits the fund, registers the authors and lets registration end. */
async function opened(
  bench: Bench,
  creation: Hex,
  log: GasLog,
  time: number,
  authors: number,
): Promise<Address> {
  await bench.warpTo(time);
  const terms = encodeAbiParameters(
    [{ type: "string" }, { type: "uint256" }, { type: "uint256" }, { type: "uint256" }],
    [LINK, 1_000n, 5_000_000n, 200_000n],
  );
  const { gas, contract } = await bench.deploy({ from: HOST, data: concat([creation, terms]) });
  note(log, "deployment", gas);
  const send = async (from: Address, name: string, value: bigint) => {
    const outcome = await bench.send({ from, to: contract, data: call(`${name}()`), value });
    note(log, name, outcome.gas);
  };
  await send(HOST, "depositPrizeFund", FUND);
  // It demands more than the buy-in, and keeps the difference.
  for (let i = 0; i < authors; i++) await send(accountOf("author", i), "register", FUND / 10n + 1n);
  await bench.warpTo(time + 2_000);
  return contract;
}

async function submit(
  bench: Bench,
  to: Address,
  log: GasLog,
  author: number,
  model: Hex,
): Promise<void> {
  const text = encodeAbiParameters([{ type: "bytes" }], [model]);
  const data = call("submitModel(string)", text);
  const { gas } = await bench.send({ from: accountOf("author", author), to, data, gas: PLENTY });
  note(log, "submitModel", gas);
}

/**
 * Every miner scores every model; returns the number of stored models from which the 100th score
 * fails.
 */
async function evaluateAll(
  bench: Bench,
  to: Address,
  log: GasLog,
  models: Hex[],
  miners: number,
): Promise<number | undefined> {
  let failsFrom: number | undefined;
  for (const [j, model] of models.entries()) {
    for (let i = 0; i < miners; i++) {
      const guess = { from: accountOf("miner", i), to, data: guessOf(model, scoreOf(j, i)) };
      const last = i === miners - 1;
      if (last && !await bench.succeeds({ ...guess, gas: TRANSACTION_CAP })) {
        failsFrom = models.length - j;
      }
      const { gas } = await bench.send({ ...guess, gas: last ? PLENTY : TRANSACTION_CAP });
      note(log, last ? "lastGuess" : "minerGuess", gas);
    }
  }
  return failsFrom;
}

function guessOf(model: Hex, score: number): Hex {
  // A model is not UTF-8; bytes and strings are encoded alike.
  return call(
    "minerGuess(string,uint256)",
    encodeAbiParameters([{ type: "bytes" }, { type: "uint256" }], [model, BigInt(score)]),
  );
}

function call(signature: string, parameters: Hex = "0x"): Hex {
  return concat([toFunctionSelector(`function ${signature}`), parameters]);
}
