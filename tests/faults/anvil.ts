/**
 * Foundry's development chain, whose blocks and clock are in the test's hand.
 *
 * @module
 */
import { fromFileUrl } from "@std/path/from-file-url";

const BINARY = fromFileUrl(
  new URL("../../node_modules/@foundry-rs/anvil-linux-amd64/bin/anvil", import.meta.url),
);
/** How long it may take to listen, in milliseconds: machines that run tests are busy. */
const STARTS_WITHIN = 30_000;
/**
 * The moment of its first block, in seconds since 1970: a run does not depend on when it is played.
 */
const GENESIS = 1_800_000_000;

/** A running chain. It makes blocks on request. */
export interface Anvil {
  url: string;
  rpc<T = unknown>(method: string, params?: unknown[]): Promise<T>;
  /** Makes a block, at a moment or 12 seconds after the one before. */
  mine(seconds?: number): Promise<void>;
  close(): Promise<void>;
}

/** Why anvil cannot run here, or undefined. */
export async function withoutAnvil(): Promise<string | undefined> {
  try {
    const { success } = await new Deno.Command(await executable(), { args: ["--version"] })
      .output();
    return success ? undefined : "anvil of npm does not run here";
  } catch {
    return "npm has anvil for linux x64 only";
  }
}

/** Starts it. Transactions are mined as soon as they come, until `evm_setAutomine` says no. */
export async function startAnvil(
  { genesis = GENESIS, port = 0 }: { genesis?: number; port?: number } = {},
): Promise<Anvil> {
  const child = new Deno.Command(await executable(), {
    args: [
      ...["--port", String(port), "--timestamp", String(genesis), "--accounts", "1"],
      ...["--block-base-fee-per-gas", "1000000000"],
    ],
    stdin: "null",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const url = Promise.withResolvers<string>();
  const reading = (async () => {
    let text = "";
    for await (const part of child.stdout.pipeThrough(new TextDecoderStream())) {
      // Its later output covers every call.
      if (text.length > 20_000) continue;
      text += part;
      const [, address] = /Listening on (\S+)\s/.exec(text) ?? [];
      if (address !== undefined) url.resolve(`http://${address}`);
    }
    url.reject(new Error(`anvil ended: ${text.slice(-500)}`));
  })();
  const timer = setTimeout(() => url.reject(new Error("anvil does not listen")), STARTS_WITHIN);
  const close = async () => {
    clearTimeout(timer);
    try {
      child.kill("SIGKILL");
    } catch {
      // It has ended already.
    }
    await Promise.all([child.status, reading.catch(() => {})]);
  };
  url.promise.catch(() => {});
  try {
    const address = await url.promise;
    const rpc: Anvil["rpc"] = (method, params = []) => ask(address, method, params);
    // Blocks have their own times, also after a reorg.
    await rpc("anvil_setBlockTimestampInterval", [12]);
    const mine: Anvil["mine"] = async (seconds) => {
      if (seconds !== undefined) await rpc("evm_setNextBlockTimestamp", [seconds]);
      await rpc("evm_mine");
    };
    return { url: address, rpc, mine, close };
  } catch (error) {
    await close();
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

/** npm's archives need not say that a file may be run. */
async function executable(): Promise<string> {
  const { mode } = await Deno.stat(BINARY);
  if (mode !== null && (mode & 0o100) === 0) await Deno.chmod(BINARY, 0o755);
  return BINARY;
}

/** Asks a node one question. */
export async function ask<T>(url: string, method: string, params: unknown[]): Promise<T> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method, params }),
  });
  const { result, error } = await response.json();
  if (error !== undefined) throw new Error(`${method}: ${error.message}`);
  return result as T;
}
