import { assert, assertEquals, assertNotEquals, assertRejects } from "@std/assert";
import { createDecipheriv } from "node:crypto";
import {
  ENVELOPE_BYTES,
  openFile,
  openModel,
  randomBytes,
  sealFile,
  sealModel,
} from "./envelope.ts";
import { DemlError } from "../../protocol/errors.ts";
import { InvalidModel } from "../../protocol/score/verdict.ts";

const packed = new TextEncoder().encode("a package");

Deno.test("opening a sealed model returns its package, and sealing adds an envelope's bytes", async () => {
  const { envelope, key } = await sealModel(packed);
  assertEquals(envelope.length, packed.length + ENVELOPE_BYTES);
  assertEquals(await openModel(envelope, key), packed);
});

Deno.test("the envelope is AES-256-GCM as in the protocol: another library opens it", async () => {
  const { envelope, key } = await sealModel(packed);
  const decipher = createDecipheriv("aes-256-gcm", key, envelope.subarray(5, 17));
  decipher.setAAD(envelope.subarray(0, 5));
  decipher.setAuthTag(envelope.subarray(-16));
  const content = [...decipher.update(envelope.subarray(17, -16)), ...decipher.final()];
  assertEquals(Uint8Array.from(content), packed);
});

Deno.test("the same package sealed twice has another key, another nonce and other bytes", async () => {
  const [a, b] = [await sealModel(packed), await sealModel(packed)];
  assertNotEquals(a.key, b.key);
  assertNotEquals(a.envelope.subarray(5, 17), b.envelope.subarray(5, 17));
  assertNotEquals(a.envelope.subarray(17), b.envelope.subarray(17));
});

Deno.test("a changed bit anywhere, a wrong key and a short envelope are INVALID", async () => {
  const { envelope, key } = await sealModel(packed);
  for (let at = 0; at < envelope.length; at++) {
    const changed = envelope.slice();
    changed[at]! ^= 1;
    const error = await assertRejects(() => openModel(changed, key), InvalidModel);
    assertEquals(error.rule, "envelope");
  }
  await assertRejects(() => openModel(envelope, randomBytes(32)), InvalidModel, "does not open");
  for (let length = 0; length < envelope.length; length++) {
    await assertRejects(() => openModel(envelope.subarray(0, length), key), InvalidModel);
  }
});

Deno.test("the files of a test set share a key, each under its own nonce", async () => {
  const [key, nonce, other] = [randomBytes(32), randomBytes(12), randomBytes(12)];
  const sealed = await sealFile(packed, key, nonce);
  assertEquals(sealed.length, packed.length + 16);
  assertEquals(await openFile(sealed, key, nonce), packed);
  assertEquals(await openFile(sealed, key, other), undefined);
  assertEquals(await openFile(sealed.subarray(0, 5), key, nonce), undefined);
  assert((await sealFile(packed, key, other)).some((byte, i) => byte !== sealed[i]));
});

Deno.test("a machine that cannot decrypt reports it: that is not a verdict", async () => {
  const { envelope, key } = await sealModel(packed);
  const decrypt = crypto.subtle.decrypt;
  crypto.subtle.decrypt = () => Promise.reject(new RangeError("Array buffer allocation failed"));
  try {
    const error = await assertRejects(() => openModel(envelope, key), DemlError, "allocation");
    assertEquals(error.code, "evaluator");
    await assertRejects(() => openFile(envelope, key, randomBytes(12)), DemlError);
  } finally {
    crypto.subtle.decrypt = decrypt;
  }
});
