import { assertEquals, assertRejects } from "@std/assert";
import { DemlError } from "../../protocol/errors.ts";
import { openBlockStore } from "./block_store.ts";
import { publishBlock } from "./publish.ts";

Deno.test("a store accepts no block beyond its quota, in this run or the next, and keeps the ones it has", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const block = (byte: number) => new Uint8Array(1_000).fill(byte);
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
    // Making room does not require a restart of the miner.
    await Deno.remove(`${folder}/${first}`);
    const third = await publishBlock(block(3), store);
    assertEquals(await store.read(third), block(3));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

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
