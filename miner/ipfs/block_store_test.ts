import { assertEquals, assertRejects } from "@std/assert";
import { DemlError } from "../../protocol/errors.ts";
import { openBlockStore } from "./block_store.ts";
import type { CID } from "./cid.ts";
import { publishBlock } from "./publish.ts";

const block = (byte: number) => new Uint8Array(1_000).fill(byte);

async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await work(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Blocks that were last used so many hours ago, in order. */
async function aged(folder: string, hours: number[]): Promise<CID[]> {
  const store = await openBlockStore(folder);
  const cids: CID[] = [];
  for (const [index, ago] of hours.entries()) {
    const cid = await publishBlock(block(index + 1), store);
    const at = new Date(Date.now() - ago * 3_600_000);
    await Deno.utime(`${folder}/${cid}`, at, at);
    cids.push(cid);
  }
  return cids;
}

const names = (folder: string) => Array.from(Deno.readDirSync(folder), ({ name }) => name).sort();

Deno.test("a full store lets go of the blocks that were not used for longest", () =>
  inFolder(async (folder) => {
    const [old, older, oldest, young] = await aged(folder, [3, 4, 5, 2]);
    const store = await openBlockStore(folder, { quota: 4_000 });
    // Reading is using.
    assertEquals(await store.read(oldest!), block(3));
    const fifth = await publishBlock(block(9), store);
    // A sixteenth of the quota is freed with it.
    assertEquals(names(folder), [oldest, young, fifth].map(String).sort());
    for (const gone of [old, older]) assertEquals(await store.read(gone!), undefined);
    const sixth = await publishBlock(block(10), store);
    assertEquals(names(folder), [oldest, young, fifth, sixth].map(String).sort());
  }));

Deno.test("blocks in use do not leave, in this run or the next, and room needs no restart", () =>
  inFolder(async (folder) => {
    const store = await openBlockStore(folder, { quota: 2_500 });
    const first = await publishBlock(block(1), store);
    await publishBlock(block(2), store);
    for (const another of [store, await openBlockStore(folder, { quota: 2_500 })]) {
      const error = await assertRejects(
        () => publishBlock(block(3), another),
        DemlError,
        '"quota":2500,"passing":true}',
      );
      assertEquals(error.code, "file");
      assertEquals(await another.read(first), block(1));
    }
    await Deno.remove(`${folder}/${first}`);
    const third = await publishBlock(block(3), store);
    assertEquals(await store.read(third), block(3));
  }));

Deno.test("a block larger than the store evicts nothing, and a store that keeps lets go of nothing", () =>
  inFolder(async (folder) => {
    const cids = await aged(folder, [5, 4]);
    const cache = await openBlockStore(folder, { quota: 2_000 });
    const large = new Uint8Array(2_001);
    await assertRejects(() => publishBlock(large, cache), DemlError, "file/store-quota");
    const kept = await openBlockStore(folder, { quota: 2_000, evicts: false });
    await assertRejects(() => publishBlock(block(9), kept), DemlError, "file/store-quota");
    assertEquals(names(folder), cids.map(String).sort());
  }));

Deno.test("a block is hashed once in a run, and again when its file has changed", () =>
  inFolder(async (folder) => {
    const digest = crypto.subtle.digest;
    let hashes = 0;
    crypto.subtle.digest = (...given) => {
      hashes++;
      return digest.apply(crypto.subtle, given);
    };
    try {
      const cid = await publishBlock(block(1), await openBlockStore(folder));
      const store = await openBlockStore(folder);
      hashes = 0;
      for (let times = 0; times < 3; times++) assertEquals(await store.read(cid), block(1));
      assertEquals(hashes, 1);
      await store.put(cid, block(1));
      assertEquals(await store.read(cid), block(1));
      assertEquals(hashes, 1);
      // Of the same length, as rot is.
      await Deno.writeFile(`${folder}/${cid}`, block(2));
      await Deno.utime(`${folder}/${cid}`, new Date(), new Date(Date.now() + 1_000));
      assertEquals(await store.read(cid), undefined);
      assertEquals(hashes, 2);
    } finally {
      crypto.subtle.digest = digest;
    }
  }));

Deno.test("a store leaves room on its disk, and its blocks stay readable", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const kept = await publishBlock(
      new Uint8Array(3),
      await openBlockStore(folder, { reserve: 0 }),
    );
    // More than any disk has.
    const store = await openBlockStore(folder, { reserve: 2 ** 60 });
    const error = await assertRejects(
      () => publishBlock(new Uint8Array(4), store),
      DemlError,
      "file/disk-reserve",
    );
    assertEquals(error.code, "file");
    assertEquals(await store.read(kept), new Uint8Array(3));
    assertEquals(Array.from(Deno.readDirSync(folder), ({ name }) => name), [String(kept)]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("half-written files of a killed program are removed after an hour, not before", async () => {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeFile(`${folder}/old.tmp`, new Uint8Array(10));
    await Deno.utime(`${folder}/old.tmp`, 1, 1);
    await Deno.writeFile(`${folder}/new.tmp`, new Uint8Array(10));
    const block = await publishBlock(new Uint8Array(5), await openBlockStore(folder));
    const names = Array.from(Deno.readDirSync(folder), ({ name }) => name).sort();
    assertEquals(names, [String(block), "new.tmp"].sort());
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
