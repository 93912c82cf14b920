/**
 * A local chain in its own process: Hardhat's node, on a free port.
 *
 * @module
 */
import { fromFileUrl } from "@std/path/from-file-url";
import { createTestClient, http, type TestClient } from "viem";
import { DemlError, reasonOf } from "../../protocol/errors.ts";
import type { StageChain } from "./stage_chain.ts";
import type { DemoFailure } from "./failures.ts";

/** A running local chain. */
export interface LocalChain extends StageChain {
  /** The process, for callers that keep it */
  pid: number;
  /** Moves the chain's clock and mints ether: what only a test chain can do */
  control: TestClient<"hardhat">;
}

/** How long the node may take to start, in milliseconds. */
const STARTS_WITHIN = 60_000;

/**
 * Starts the chain.
 *
 * @param config A Hardhat configuration other than the usual one, by its file name in contracts/
 * @throws DemlError `chain` if it does not start; the message contains its output
 */
export async function startLocalChain(config = "hardhat.node.config.ts"): Promise<LocalChain> {
  const folder = fromFileUrl(new URL("../../contracts/", import.meta.url));
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "-A", "npm:hardhat@3.18.0", "--config", config],
      ...["node", "--hostname", "127.0.0.1", "--port", "0"],
    ],
    cwd: folder,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
    env: { NO_COLOR: "1", HARDHAT_DISABLE_TELEMETRY_PROMPT: "true" },
  }).spawn();
  const errors = collect(child.stderr);
  const close = async () => {
    try {
      child.kill("SIGTERM");
    } catch {
      // It has already exited.
    }
    const patience = setTimeout(() => child.kill("SIGKILL"), 3_000);
    await child.status;
    clearTimeout(patience);
    await Promise.allSettled([reading, errors]);
  };
  const url = Promise.withResolvers<string>();
  const reading = readLines(child.stdout, (line) => {
    const [, found] = line.match(/server at (http:\/\/[^\s/]+)/) ?? [];
    if (found) url.resolve(found);
  });
  const patience = setTimeout(
    () => url.reject(new Error("it did not start in time")),
    STARTS_WITHIN,
  );
  child.status.then(({ code }) => url.reject(new Error(`it exited with code ${code}`)));
  try {
    const address = await url.promise;
    const control = createTestClient({ mode: "hardhat", transport: http(address) });
    // Decoding every call for a log that nobody reads takes most of the node's time.
    await control.request({ method: "hardhat_setLoggingEnabled", params: [false] } as never);
    return {
      url: address,
      pid: child.pid,
      control,
      give: (account, value) => control.setBalance({ address: account, value }),
      async warpTo(seconds) {
        await control.setNextBlockTimestamp({ timestamp: BigInt(seconds) });
        await control.mine({ blocks: 1 });
      },
      close,
    };
  } catch (cause) {
    await close();
    throw new DemlError<DemoFailure>({
      kind: "chain/local-chain",
      reason: reasonOf(cause),
      log: (await errors).slice(-600),
    }, { cause });
  } finally {
    clearTimeout(patience);
  }
}

async function readLines(
  stream: ReadableStream<Uint8Array>,
  onLine: (line: string) => void,
): Promise<void> {
  let rest = "";
  for await (
    const text of stream.pipeThrough(new TextDecoderStream() as never) as ReadableStream<string>
  ) {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    lines.forEach(onLine);
  }
}

async function collect(stream: ReadableStream<Uint8Array>): Promise<string> {
  let text = "";
  await readLines(stream, (line) => text += `${line}\n`);
  return text;
}
