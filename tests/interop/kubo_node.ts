/**
 * A Kubo node with its own repository and ports.
 *
 * @module
 */
import { assert } from "@std/assert";

/** How long a node may take to start, in milliseconds. */
const STARTS_WITHIN = 60_000;

/** A running node. */
export interface KuboNode {
  /** RPC address */
  api: string;
  gateway: string;
  /** Runs one of its commands; its output without the last line break */
  ipfs(...args: string[]): Promise<string>;
  /** The same, as bytes */
  bytes(...args: string[]): Promise<Uint8Array<ArrayBuffer>>;
  close(): Promise<void>;
}

/**
 * Starts a node that knows no other nodes.
 *
 * @param options.config Values of its configuration, by their names
 * @param options.online Whether it may ask the router that the configuration names
 */
export async function startKubo(
  binary: string,
  options: { config?: Record<string, unknown>; online?: boolean } = {},
): Promise<KuboNode> {
  const repository = await Deno.makeTempDir({ prefix: "deml-kubo-" });
  const env = { IPFS_PATH: repository };
  const bytes = async (...args: string[]) => {
    const { success, stdout, stderr } = await new Deno.Command(binary, { args, env }).output();
    assert(success, `ipfs ${args.join(" ")}: ${new TextDecoder().decode(stderr)}`);
    return stdout;
  };
  const ipfs = async (...args: string[]) => new TextDecoder().decode(await bytes(...args)).trim();
  const address = "/ip4/127.0.0.1/tcp/0";
  await ipfs("init", "--profile=test");
  const config = { "Addresses.API": address, "Addresses.Gateway": address, ...options.config };
  for (const [name, value] of Object.entries(config)) {
    await ipfs("config", "--json", name, JSON.stringify(value));
  }
  const child = new Deno.Command(binary, {
    args: ["daemon", ...options.online ? [] : ["--offline"]],
    env,
    stdin: "null",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const ready = Promise.withResolvers<void>();
  const reading = (async () => {
    let told = "";
    for await (const part of child.stdout.pipeThrough(new TextDecoderStream())) {
      told += part;
      if (told.includes("Daemon is ready")) ready.resolve();
    }
    ready.reject(new Error(`Kubo ended: ${told.slice(-1_000)}`));
  })();
  const timer = setTimeout(() => ready.reject(new Error("Kubo does not start")), STARTS_WITHIN);
  const close = async () => {
    clearTimeout(timer);
    try {
      child.kill("SIGTERM");
    } catch {
      // It has ended already.
    }
    await Promise.all([child.status, reading]);
    await Deno.remove(repository, { recursive: true });
  };
  ready.promise.catch(() => {});
  try {
    await ready.promise;
    clearTimeout(timer);
    // It writes the ports that it got into its repository.
    const [, port] = /tcp\/(\d+)/.exec(await Deno.readTextFile(`${repository}/api`)) ?? [];
    const gateway = (await Deno.readTextFile(`${repository}/gateway`)).trim();
    return { api: `http://127.0.0.1:${port}`, gateway, ipfs, bytes, close };
  } catch (error) {
    await close();
    throw error;
  }
}
