import { assert, assertEquals, assertRejects } from "@std/assert";
import { DemlError } from "../../protocol/errors.ts";
import { openGateway } from "../../tests/hostile/gateways.ts";
import { cidOfBytes } from "./cid.ts";
import { fetchFile, fetchVerified } from "./fetch.ts";
import { cutFile } from "./profiles.ts";
import { shareBytes } from "./shared_bytes.ts";

const MB = 1024 ** 2;
/** Three blocks that differ. */
const FILE = new Uint8Array(3 * MB).map((_, index) => index / MB + 1);

/** The blocks of a file, by their CIDs. */
async function blocksOf(content: Uint8Array) {
  const blocks = new Map<string, Uint8Array<ArrayBuffer>>();
  const root = await cutFile(content, (cid, block) => {
    blocks.set(String(cid), Uint8Array.from(block));
    return Promise.resolve(cid);
  });
  return { root, blocks };
}

async function readAll(file: { parts(): AsyncIterable<Uint8Array> }): Promise<number> {
  let bytes = 0;
  for await (const part of file.parts()) bytes += part.length;
  return bytes;
}

Deno.test("a gateway sees each block of a file once, however many miners fetch it at once", async () => {
  const { root, blocks } = await blocksOf(FILE);
  const nameOf = (path: string) => path.slice("/ipfs/".length);
  const gateway = openGateway(({ url }) => new Response(blocks.get(nameOf(new URL(url).pathname))));
  try {
    const shared = shareBytes();
    const fetch = async () => {
      const sources = { gateways: [gateway.url], maxBytes: FILE.length, shared };
      return await readAll(await fetchFile(root, sources));
    };
    const read = await Promise.all(Array.from({ length: 20 }, fetch));
    assert(read.every((bytes) => bytes === FILE.length));
    assertEquals(await fetch(), FILE.length);
    assertEquals(gateway.asked.map(nameOf).toSorted(), [...blocks.keys()].toSorted());
  } finally {
    await gateway.close();
  }
});

Deno.test("what a lying gateway gave to one is not given to others", async () => {
  const right = new TextEncoder().encode("the truth");
  const cid = await cidOfBytes(right);
  const liar = openGateway(async () => {
    await new Promise((resolve) => setTimeout(resolve, 50));
    return new Response("the trust");
  });
  const honest = openGateway(() => new Response(right));
  try {
    const shared = shareBytes();
    const from = (gateway: { url: string }) =>
      fetchVerified(cid, { gateways: [gateway.url], maxBytes: 9, shared });
    // The second waits for the first, which fails.
    const [deceived, other] = await Promise.allSettled([from(liar), from(honest)]);
    assertEquals(deceived.status, "rejected");
    assertEquals(other, { status: "fulfilled", value: right });
    // The one that was deceived now has what was verified.
    assertEquals(await from(liar), right);
    assertEquals([liar.asked.length, honest.asked.length], [1, 1]);
  } finally {
    await Promise.all([liar.close(), honest.close()]);
  }
});

Deno.test("a shared block is refused where it is larger than it may be", async () => {
  const block = new Uint8Array(9);
  const cid = await cidOfBytes(block);
  const gateway = openGateway(() => new Response(block));
  try {
    const shared = shareBytes();
    const fetch = (maxBytes: number) =>
      fetchVerified(cid, { gateways: [gateway.url], maxBytes, shared });
    await fetch(9);
    const { code } = await assertRejects(() => fetch(8), DemlError);
    assertEquals(code, "ipfs");
  } finally {
    await gateway.close();
  }
});

Deno.test("no more is kept than may be: what was not used for longest leaves", async () => {
  const shared = shareBytes(10);
  const asked: string[] = [];
  const get = (name: string, bytes = 4) =>
    shared.get(name, () => {
      asked.push(name);
      return Promise.resolve(new Uint8Array(bytes));
    });
  for (const name of ["a", "b", "a", "c", "a", "b"]) await get(name);
  assertEquals(asked, ["a", "b", "c", "b"], "b left, since a was used after it");
  assert(shared.size <= 10);
  await get("large", 11);
  await get("large", 11);
  assertEquals(asked.slice(4), ["large", "large"]);
  assert(shared.size <= 10);
});

Deno.test("bytes that differ from their digest are not kept, nor is a failure", async () => {
  const shared = shareBytes();
  let asked = 0;
  const none = () => shared.get("name", () => Promise.resolve(void asked++));
  assertEquals(await Promise.all([none(), none()]), [undefined, undefined]);
  assertEquals(asked, 2);
  const fails = () =>
    shared.get("name", () => {
      asked++;
      return Promise.reject(new Error("its own"));
    });
  const results = await Promise.allSettled([fails(), fails()]);
  assertEquals(results.map(({ status }) => status), ["rejected", "rejected"]);
  assertEquals([asked, shared.size], [4, 0]);
});

Deno.test("whoever waits for another's fetch can be stopped, and after a failure all fetch at once", async () => {
  const shared = shareBytes();
  const hanging = Promise.withResolvers<Uint8Array>();
  const first = shared.get("name", () => hanging.promise);
  const stopping = new AbortController();
  const stopped = shared.get("name", () => Promise.reject(new Error("not asked")), stopping.signal);
  stopping.abort(new Error("stopped"));
  await assertRejects(() => stopped, Error, "stopped");

  let underWay = 0;
  const all = Promise.withResolvers<Uint8Array>();
  const others = Array.from({ length: 3 }, () =>
    shared.get("name", () => {
      if (++underWay === 3) all.resolve(new Uint8Array(1));
      return all.promise;
    }));
  hanging.reject(new Error("a gateway that hangs"));
  await assertRejects(() => first, Error, "a gateway that hangs");
  assertEquals((await Promise.all(others)).map((bytes) => bytes.length), [1, 1, 1]);
});
