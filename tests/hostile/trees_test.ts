/** Every hostile tree is refused in one kind of error, after few reads, and nothing goes on behind it. */
import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { DemlError } from "../../protocol/errors.ts";
import { tell } from "../../miner/cli/failures/tell.ts";
import { fetchFile, fetchVerified } from "../../miner/ipfs/fetch.ts";
import type { CID } from "../../miner/ipfs/cid.ts";
import { publishFile } from "../../miner/ipfs/publish.ts";
import { file, forest, HOSTILE_TREES, leaf, oneLeaf } from "./trees.ts";

const MOST = 8 * 1024 * 1024;

/** Runs work, and answers the rejections that nobody awaited meanwhile and shortly after. */
async function unowned(work: () => Promise<void>): Promise<unknown[]> {
  const found: unknown[] = [];
  const listen = (event: PromiseRejectionEvent) => {
    event.preventDefault();
    found.push(event.reason);
  };
  globalThis.addEventListener("unhandledrejection", listen);
  try {
    await work();
    await new Promise((resolve) => setTimeout(resolve, 50));
  } finally {
    globalThis.removeEventListener("unhandledrejection", listen);
  }
  return found;
}

for (const { name, says, reads, plant } of HOSTILE_TREES) {
  Deno.test(`tree ${name} is refused`, async () => {
    for (const fetch of [fetchVerified, fetchFile]) {
      const store = forest();
      const cid = await plant(store);
      const lost = await unowned(async () => {
        const options = { gateways: [], maxBytes: MOST, store };
        const error = await assertRejects(() => fetch(cid, options), DemlError);
        assertEquals(error.code, "ipfs");
        assertStringIncludes(tell(error).message, says);
        assert(tell(error).message.length < 600, tell(error).message);
      });
      assertEquals(lost, []);
      assert(store.reads <= reads, `${store.reads} reads, ${reads} would do`);
    }
  });
}

Deno.test("branches that cannot be had fail once, and the process goes on", async () => {
  const store = forest();
  const whole: CID[] = [];
  for (let i = 1; i < 9; i++) whole.push(await leaf(store, new Uint8Array(1_000).fill(i)));
  const halves = [await file(store, whole.slice(0, 4).map((cid) => [cid, 1_000]))];
  halves.push(await file(store, whole.slice(4).map((cid) => [cid, 1_000])));
  const cid = await file(store, halves.map((half) => [half, 4_000]));
  for (const missing of whole) store.blocks.delete(String(missing));
  const lost = await unowned(async () => {
    await assertRejects(
      () => fetchVerified(cid, { gateways: ["http://127.0.0.1:1"], maxBytes: MOST, store }),
      DemlError,
      `ipfs/not-found {"cid":"${whole[0]}"`,
    );
  });
  assertEquals(lost, []);
});

Deno.test("one leaf many times is read as such where the spec has room for it, a block at a time", async () => {
  const store = forest();
  const cid = await oneLeaf(store, 50, 2 * 1024 * 1024);
  const streamed = await fetchFile(cid, { gateways: [], maxBytes: 100 * 1024 * 1024, store });
  assertEquals([streamed.length, store.reads], [50 * 2 * 1024 * 1024, 51]);
});

Deno.test("a file comes back whole from a tree of several levels, content before links", async () => {
  const store = forest();
  const [a, b, c] = await Promise.all(
    ["aa", "bbb", "c"].map((text) => leaf(store, new TextEncoder().encode(text))),
  );
  const left = await file(store, [[a!, 2], [b!, 3]]);
  const content = new TextEncoder().encode("x");
  const cid = await file(store, [[left, 5], [c!, 1]], { content, fileSize: 7 });
  const bytes = await fetchVerified(cid, { gateways: [], maxBytes: 7, store });
  assertEquals(new TextDecoder().decode(bytes), "xaabbbc");
});

Deno.test("a file of 60 MB that is cut as we cut it is read with one read a block", async () => {
  const store = forest();
  const bytes = new Uint8Array(60_000_000).map((_, index) => (index * 2_654_435_761) >>> 13);
  const cid = await publishFile(bytes, store);
  const { length } = await fetchFile(cid, { gateways: [], maxBytes: bytes.length, store });
  assertEquals([length, store.reads], [bytes.length, Math.ceil(bytes.length / 2 ** 20) + 1]);
});
