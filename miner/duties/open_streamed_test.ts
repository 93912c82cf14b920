import { assertEquals, assertRejects } from "@std/assert";
import type { StreamedFile } from "../ipfs/open_file.ts";
import { randomBytes, sealFile } from "../model/envelope.ts";
import { openStreamed } from "./open_streamed.ts";

/** A file in parts of so many bytes. */
function inParts(bytes: Uint8Array, each: number): StreamedFile {
  return {
    length: bytes.length,
    async *parts() {
      for (let at = 0; at < bytes.length; at += each) yield bytes.subarray(at, at + each);
    },
  };
}

async function whole(file: StreamedFile): Promise<number[]> {
  const bytes: number[] = [];
  for await (const part of file.parts()) bytes.push(...part);
  assertEquals(bytes.length, file.length);
  return bytes;
}

Deno.test("a sealed file opens however it is split, even within its tag", async () => {
  for (const length of [0, 1, 15, 16, 17, 100]) {
    const [content, key, nonce] = [randomBytes(length), randomBytes(32), randomBytes(12)];
    const sealed = await sealFile(content, key, nonce);
    for (const each of [1, 7, 16, 33, 1_000]) {
      const opened = await openStreamed(inParts(sealed, each), key, nonce);
      assertEquals(await whole(opened!), [...content], `${length} bytes in parts of ${each}`);
    }
  }
});

Deno.test("a file with a wrong key, nonce or tag yields nothing", async () => {
  const [content, key, nonce] = [randomBytes(50), randomBytes(32), randomBytes(12)];
  const sealed = await sealFile(content, key, nonce);
  const opens = async (bytes: Uint8Array, k = key, n = nonce) =>
    await openStreamed(inParts(bytes, 20), k, n) !== undefined;
  assertEquals(await opens(sealed), true);
  assertEquals(await opens(sealed, randomBytes(32)), false);
  assertEquals(await opens(sealed, key, randomBytes(12)), false);
  assertEquals(await opens(sealed.subarray(0, 65)), false);
  assertEquals(await opens(sealed.subarray(0, 15)), false);
  for (const at of [0, 49, 50, 65]) {
    const changed = sealed.slice();
    changed[at]! ^= 1;
    assertEquals(await opens(changed), false, `byte ${at}`);
  }
});

Deno.test({
  name: "a file that cannot be read differs from a file with another tag",
  // What was begun and is not ended, the collector takes.
  sanitizeResources: false,
  async fn() {
    const broken: StreamedFile = {
      length: 40,
      // deno-lint-ignore require-yield
      async *parts() {
        throw new TypeError("It is gone");
      },
    };
    await assertRejects(() => openStreamed(broken, randomBytes(32), randomBytes(12)), TypeError);
  },
});
