import { assertEquals, assertRejects } from "@std/assert";
import { type Hex, toHex } from "viem";
import type { CompetitionSpec } from "../../protocol/spec/spec.ts";
import { DemlError } from "../../protocol/errors.ts";
import type { FileContent } from "../evaluation/host/evaluator.ts";
import type { BlockStore } from "../ipfs/block_store.ts";
import type { CID } from "../ipfs/cid.ts";
import { publishFile } from "../ipfs/publish.ts";
import { randomBytes, sealFile } from "../model/envelope.ts";
import { fetchTestSet } from "./fetch_test_set.ts";

const DATA = new TextEncoder().encode("images");
const LABELS = new TextEncoder().encode("labels");

function memory(): BlockStore {
  const blocks = new Map<string, Uint8Array>();
  return {
    read: (cid: CID) => Promise.resolve(blocks.get(String(cid))),
    put(cid: CID, bytes: Uint8Array) {
      blocks.set(String(cid), bytes);
      return Promise.resolve(cid);
    },
  };
}

async function bytesOf(content: FileContent): Promise<Uint8Array> {
  if (content instanceof Uint8Array) return content;
  const bytes = new Uint8Array(content.length);
  let filled = 0;
  for await (const part of content.parts()) {
    bytes.set(part, filled);
    filled += part.length;
  }
  assertEquals(filled, content.length);
  return bytes;
}

async function published(sealed: boolean) {
  const store = memory();
  const [key, nonce, labelsNonce] = [randomBytes(32), randomBytes(12), randomBytes(12)];
  const put = async (content: Uint8Array, nonce: Uint8Array) =>
    String(await publishFile(sealed ? await sealFile(content, key, nonce) : content, store));
  const cipher = {
    cipher: "AES-256-GCM" as const,
    nonce: toHex(nonce),
    labelsNonce: toHex(labelsNonce),
  };
  const input = { shape: [6], type: "float32", layout: "flat", scale: 1, mean: [0], std: [1] };
  const test = {
    cid: await put(DATA, nonce),
    labels: await put(LABELS, labelsNonce),
    format: "idx" as const,
    rows: 1,
    classes: 2,
    ...(sealed && { sealed: cipher }),
  };
  const context = { sources: { gateways: [], store } };
  const fetched = (testKey: Hex | undefined, changes: Partial<CompetitionSpec["test"]> = {}) =>
    fetchTestSet(context, { input, test: { ...test, ...changes } } as CompetitionSpec, testKey);
  return { key: toHex(key), fetched, cipher };
}

Deno.test("a sealed test set is opened, and identified by the key that opened it", async () => {
  const { key, fetched } = await published(true);
  const { data, labels, testKey } = await fetched(key);
  // Each child that starts gets it again.
  for (let times = 0; times < 2; times++) {
    assertEquals([await bytesOf(data), await bytesOf(labels!), testKey], [DATA, LABELS, key]);
  }
});

Deno.test("a public test set is used unchanged, whether or not there is a key", async () => {
  const { key, fetched } = await published(false);
  for (const given of [undefined, key]) {
    const { data, labels, testKey } = await fetched(given);
    assertEquals(
      [await bytesOf(data), await bytesOf(labels!), testKey],
      [DATA, LABELS, undefined],
    );
  }
});

Deno.test("without its key, with a wrong one or a wrong nonce, a test set does not lead to a verdict", async () => {
  const { key, fetched, cipher } = await published(true);
  const refused = async (opening: Promise<unknown>, because: string) => {
    const error = await assertRejects(() => opening, DemlError, because);
    assertEquals(error.code, "data");
  };
  await refused(fetched(undefined), "no-key");
  await refused(fetched(toHex(randomBytes(32))), '"because":"data"');
  for (const field of ["nonce", "labelsNonce"] as const) {
    const sealed = { ...cipher, [field]: toHex(randomBytes(12)) };
    await refused(fetched(key, { sealed }), "data/test-set-closed");
  }
});
