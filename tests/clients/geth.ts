/**
 * go-ethereum's development chain: a block every so many seconds, whether there are transactions or
 * not.
 *
 * @module
 */
import { createWalletClient, defineChain, type Hex, http, publicActions } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import type { StageChain } from "../../miner/demo/stage_chain.ts";

/** The account that `--dev` endows, in geth's sources for all to see. */
const DEVELOPER_KEY: Hex = "0xb71c71a67e1177ad4e901695e1b4b9ee17ae16c6668d313eac2f96dbcda3f291";
/** How long it may take to listen, in milliseconds. */
const STARTS_WITHIN = 60_000;

/** A running node. */
export interface Geth extends StageChain {
  /** Its websocket endpoint */
  socketUrl: string;
}

/** Starts a node that makes a block every `period` seconds. */
export async function startGeth(binary: string, period: number): Promise<Geth> {
  const folder = await Deno.makeTempDir({ prefix: "deml-geth-" });
  const child = new Deno.Command(binary, {
    args: [
      ...["--dev", "--dev.period", String(period), "--datadir", folder, "--ipcdisable"],
      ...["--http", "--http.port", "0", "--ws", "--ws.port", "0", "--port", "0", "--nodiscover"],
    ],
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).spawn();
  const listening = Promise.withResolvers<[url: string, socketUrl: string]>();
  listening.promise.catch(() => {});
  const reading = (async () => {
    let told = "";
    for await (const part of child.stderr.pipeThrough(new TextDecoderStream())) {
      // Its later output covers every block.
      if (told.length > 100_000) continue;
      told += part;
      const [, url] = /HTTP server started\s+endpoint=(\S+)/.exec(told) ?? [];
      const [, socketUrl] = /WebSocket enabled\s+url=(\S+)/.exec(told) ?? [];
      if (url && socketUrl) listening.resolve([`http://${url}`, socketUrl]);
    }
    listening.reject(new Error(`geth ended: ${told.slice(-2_000)}`));
  })();
  const timer = setTimeout(
    () => listening.reject(new Error("geth does not listen")),
    STARTS_WITHIN,
  );
  const close = async () => {
    clearTimeout(timer);
    try {
      child.kill("SIGTERM");
    } catch {
      // It has ended already.
    }
    await Promise.all([child.status, reading]);
    await Deno.remove(folder, { recursive: true });
  };
  try {
    const [url, socketUrl] = await listening.promise;
    const transport = http(url);
    const id = await createWalletClient({ transport }).getChainId();
    const chain = defineChain({
      id,
      name: "geth --dev",
      nativeCurrency: { name: "Ether", symbol: "ETH", decimals: 18 },
      rpcUrls: { default: { http: [url] } },
    });
    const account = privateKeyToAccount(DEVELOPER_KEY);
    const bank = createWalletClient({ account, chain, transport, pollingInterval: 500 })
      .extend(publicActions);
    let nonce = await bank.getTransactionCount({ address: account.address });
    return {
      url,
      socketUrl,
      async give(to, value) {
        const hash = await bank.sendTransaction({ to, value, nonce: nonce++, gas: 21_000n });
        await bank.waitForTransactionReceipt({ hash });
      },
      async warpTo(seconds) {
        while ((await bank.getBlock()).timestamp < seconds) {
          await new Promise((resolve) => setTimeout(resolve, 500));
        }
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  } finally {
    clearTimeout(timer);
  }
}
