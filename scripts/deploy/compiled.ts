/**
 * What is deployed: the code that Hardhat compiled, checked against the committed bytecode, and all
 * that somebody else needs to compile it again.
 *
 * @module
 */
import { fromFileUrl } from "@std/path/from-file-url";
import { type Address, getContractAddress, type Hex, pad, sha256, toBytes } from "viem";
import { demlBytecode } from "../../protocol/generated/deml.ts";
import { told } from "../../protocol/errors.ts";
import { hardhat } from "../hardhat.ts";
import type { StandardInput } from "../solc.ts";

/** The compiled contract. */
export interface Compiled {
  creationCode: Hex;
  /** The codes behind the address of a deployment, DeML's own first */
  codesAt(address: Address): [deml: PlacedCode, money: PlacedCode, views: PlacedCode];
  /** With its commit */
  compiler: string;
  settings: Record<string, unknown>;
  /** sha2-256 over the names and contents of the sources, in the order of their names */
  sourceHash: Hex;
  /** What an explorer compiles to verify the code: every source, the exact settings */
  verification: StandardInput;
}

/** A code and where it is. */
export interface PlacedCode {
  name: "DeML" | "DeMLMoney" | "DeMLViews";
  address: Address;
  code: Hex;
}

const ARTIFACTS = fromFileUrl(new URL("../../contracts/artifacts/", import.meta.url));
/** Hardhat puts tests into the same input; the contract does not depend on them. */
const SOURCES = "project/src/";
/** What explorers ask of the compiler. */
const OUTPUT = {
  "*": {
    "*": ["abi", "evm.bytecode", "evm.deployedBytecode", "evm.methodIdentifiers", "metadata"],
  },
};

interface Artifact {
  bytecode: Hex;
  deployedBytecode: Hex;
  immutableReferences: Record<string, { start: number; length: number }[]>;
  buildInfoId: string;
}

/**
 * Compiles, unless what is compiled is up to date.
 *
 * @throws DemlError `file` when the sources do not compile, or to other code than the committed one
 */
export async function readCompiled(): Promise<Compiled> {
  const { code, printed } = await hardhat(["compile"]);
  if (code !== 0) {
    throw told(
      "file",
      `The contracts do not compile: ${printed.trim().slice(-600)}`,
      "Mend them, then run `deno task generate`",
    );
  }
  const deml: Artifact = await readJson("src/DeML.sol/DeML.json");
  const money: Artifact = await readJson("src/DeMLMoney.sol/DeMLMoney.json");
  const views: Artifact = await readJson("src/DeMLViews.sol/DeMLViews.json");
  if (deml.bytecode !== demlBytecode) {
    throw told(
      "file",
      "protocol/generated/deml.ts is not what the sources compile to",
      "Run `deno task generate`, test and commit before you deploy",
    );
  }
  const { input, solcLongVersion } = await readJson(`build-info/${deml.buildInfoId}.json`);
  const { outputSelection: _, ...settings } = input.settings;
  const sources = Object.fromEntries(
    Object.entries(input.sources as StandardInput["sources"])
      .filter(([name]) => name.startsWith(SOURCES))
      .sort(([a], [b]) => a < b ? -1 : 1),
  );
  return {
    creationCode: deml.bytecode,
    codesAt(address) {
      const [moneyAt, viewsAt] = [madeBy(address), madeBy(madeBy(address))];
      return [
        { name: "DeML", address, code: withImmutable(deml, moneyAt) },
        { name: "DeMLMoney", address: moneyAt, code: withImmutable(money, viewsAt) },
        { name: "DeMLViews", address: viewsAt, code: views.deployedBytecode },
      ];
    },
    compiler: solcLongVersion,
    settings,
    sourceHash: sha256(toBytes(JSON.stringify(
      Object.entries(sources).map(([name, { content }]) => [name, content]),
    ))),
    verification: {
      language: "Solidity",
      sources,
      settings: { ...settings, outputSelection: OUTPUT },
    },
  };
}

/** What a contract's constructor creates first, and only: DeML its money, DeMLMoney its views. */
function madeBy(address: Address): Address {
  return getContractAddress({ from: address, nonce: 1n });
}

/** The code of a contract whose one immutable is the address of what it created. */
function withImmutable({ deployedBytecode, immutableReferences }: Artifact, created: Address): Hex {
  const [places, ...others] = Object.values(immutableReferences);
  if (places === undefined || others.length > 0) {
    throw new Error("DeML has one immutable, MONEY; DeMLMoney, VIEWS");
  }
  const value = pad(created).slice(2).toLowerCase();
  let code = deployedBytecode.slice(2);
  for (const { start, length } of places) {
    code = code.slice(0, 2 * start) + value + code.slice(2 * (start + length));
  }
  return `0x${code}`;
}

// deno-lint-ignore no-explicit-any -- Hardhat's own files
async function readJson(path: string): Promise<any> {
  return JSON.parse(await Deno.readTextFile(`${ARTIFACTS}${path}`));
}
