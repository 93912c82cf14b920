/** A killed fetch resumes where it was; one of a large file needs little memory. */
import { assert, assertEquals } from "@std/assert";
import { fromFileUrl } from "@std/path/from-file-url";
import { openBlockStore } from "../../miner/ipfs/block_store.ts";
import type { CID } from "../../miner/ipfs/cid.ts";
import { publishFile } from "../../miner/ipfs/publish.ts";
import { openGateway } from "./gateways.ts";
import { type Forest, forest, oneLeaf } from "./trees.ts";

const MAIN = fromFileUrl(new URL("fetch_main.ts", import.meta.url));

function startFetch(url: string, cid: CID, folder: string, most: number) {
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", "--no-check", MAIN, url, String(cid), folder, String(most)],
    stdin: "null",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
}

/** Serves a forest; `stop` may hold a request back. */
function serve({ blocks }: Forest, stop: (count: number) => Promise<void> | undefined) {
  let count = 0;
  const waiting: Promise<void>[] = [];
  const gateway = openGateway((request) => {
    const path = new URL(request.url).pathname.slice("/ipfs/".length);
    const bytes = blocks.get(path) as Uint8Array<ArrayBuffer> | undefined;
    const held = stop(++count);
    if (held === undefined) return new Response(bytes, { status: bytes ? 200 : 404 });
    waiting.push(held);
    // Half of the block is on its way when the reader is killed.
    return new Response(
      new ReadableStream({
        async start(controller) {
          controller.enqueue(bytes!.subarray(0, bytes!.length / 2));
          await held;
          controller.close();
        },
      }),
    );
  });
  return gateway;
}

Deno.test("a fetch that is killed in the middle of a block asks only for the missing blocks", async () => {
  const source = forest();
  const bytes = new Uint8Array(12_000_000);
  for (let at = 0; at < bytes.length; at += 65_536) {
    crypto.getRandomValues(bytes.subarray(at, at + 65_536));
  }
  const cid = await publishFile(bytes, source);
  const total = source.blocks.size;
  const folder = await Deno.makeTempDir();
  const [reached, go] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  let killed = false;
  const gateway = serve(source, (count) => {
    if (count !== 8 || killed) return undefined;
    reached.resolve();
    return go.promise;
  });
  try {
    const first = startFetch(gateway.url, cid, folder, bytes.length);
    await reached.promise;
    first.kill("SIGKILL");
    killed = true;
    const [status] = await Promise.all([first.status, first.stdout.cancel()]);
    assertEquals(status.signal, "SIGKILL");
    go.resolve();
    const before = gateway.asked.splice(0);
    assertEquals(before.length, 8);
    // One of those that came is damaged on the disk: it does not count as there.
    const damaged = before[3]!.slice("/ipfs/".length);
    await Deno.truncate(`${folder}/${damaged}`, 1_000);

    const { success, stdout } = await startFetch(gateway.url, cid, folder, bytes.length).output();
    assert(success);
    assertEquals(JSON.parse(new TextDecoder().decode(stdout)).length, bytes.length);
    const had = new Set(before.slice(0, 7).filter((path) => !path.includes(damaged)));
    assertEquals(gateway.asked.filter((path) => had.has(path)), []);
    assertEquals(gateway.asked.length, total - had.size);
    const store = await openBlockStore(folder);
    for (const [name, block] of source.blocks) {
      assertEquals((await Deno.readFile(`${folder}/${name}`)).length, block.length);
    }
    assert(await store.read(cid) !== undefined);
  } finally {
    go.resolve();
    await gateway.close();
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("a file of 1 GB passes through a process with less than a third of that memory", async () => {
  const source = forest();
  const times = 512;
  const cid = await oneLeaf(source, times, 2 * 1024 * 1024);
  const folder = await Deno.makeTempDir();
  const gateway = serve(source, () => undefined);
  try {
    const { success, stdout } = await startFetch(gateway.url, cid, folder, 2 ** 31).output();
    assert(success);
    const { length, peak } = JSON.parse(new TextDecoder().decode(stdout));
    assertEquals([length, gateway.asked.length], [times * 2 * 1024 * 1024, 2]);
    assert(peak < 350e6, `${peak} bytes`);
  } finally {
    await gateway.close();
    await Deno.remove(folder, { recursive: true });
  }
});
