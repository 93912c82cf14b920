/**
 * What is deployed: the committed code, which `deno task check` holds against the sources, and
 * everything that others need to compile it again.
 *
 * @module
 */
import { fromFileUrl } from "@std/path/from-file-url";
import { type Address, getContractAddress, type Hex, pad, slice } from "viem";
import { demlBytecode } from "../../protocol/generated/deml.ts";
import { demlBuild } from "../../protocol/generated/deml_build.ts";
import { told } from "../../protocol/errors.ts";
import { compileFresh, type StandardInput } from "../../contracts/solc.ts";
import { readSources, sourceHash } from "./sources.ts";

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

const SOURCES = fromFileUrl(new URL("../../contracts/src/", import.meta.url));

/**
 * Reads the committed code, whose sources must be the present ones.
 *
 * @param folder Of the sources, ending in `/`
 * @throws DemlError `file` if the sources have changed since
 */
export async function readCompiled(folder = SOURCES): Promise<Compiled> {
  const { compiler, settings, codes } = demlBuild;
  const sources = await readSources(folder);
  if (sourceHash(sources) !== demlBuild.sourceHash) {
    throw told(
      "file",
      "protocol/generated/deml.ts was compiled from other sources",
      "Run `deno task generate`, test and commit before you deploy",
    );
  }
  const [deml, money, views] = codes;
  return {
    creationCode: demlBytecode,
    codesAt(address) {
      const [moneyAt, viewsAt] = [madeBy(address), madeBy(madeBy(address))];
      return [
        { name: "DeML", address, code: codeOf(deml, moneyAt) },
        { name: "DeMLMoney", address: moneyAt, code: codeOf(money, viewsAt) },
        { name: "DeMLViews", address: viewsAt, code: codeOf(views) },
      ];
    },
    compiler,
    settings: withoutOutput(settings),
    sourceHash: demlBuild.sourceHash,
    verification: { language: "Solidity", sources, settings: { ...settings } },
  };
}

/**
 * Compiles the sources: an answer that is kept would prove nothing.
 *
 * @throws DemlError `file` if they do not compile to the committed code
 */
export function requireCompiles(
  { verification, creationCode }: Pick<Compiled, "verification" | "creationCode">,
): void {
  const { contracts } = JSON.parse(compileFresh(verification));
  const code = contracts?.["project/src/DeML.sol"]?.DeML?.evm.bytecode.object;
  if (`0x${code}` === creationCode) return;
  throw told(
    "file",
    "protocol/generated/deml.ts is not what the sources compile to",
    "Run `deno task generate`, test and commit before you deploy",
  );
}

function withoutOutput({ outputSelection: _, ...settings }: Record<string, unknown>) {
  return settings;
}

/** The only contract that a contract's constructor creates: DeML its money, DeMLMoney its views. */
function madeBy(address: Address): Address {
  return getContractAddress({ from: address, nonce: 1n });
}

/** A code in the creation code, with what its contract created in the places of its immutable. */
function codeOf({ at, size, immutable }: typeof demlBuild.codes[number], created?: Address): Hex {
  let code = slice(demlBytecode, at, at + size).slice(2);
  const value = created === undefined ? "" : pad(created).slice(2).toLowerCase();
  for (const start of immutable) {
    code = code.slice(0, 2 * start) + value + code.slice(2 * start + value.length);
  }
  return `0x${code}`;
}
