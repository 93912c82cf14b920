import { toHex } from "viem";
import { EXIT } from "../../../protocol/errors.ts";
import { readFile } from "../../base/read_file.ts";
import { writeDurably } from "../../base/files.ts";
import { cidOfBytes, sha256 } from "../../ipfs/cid.ts";
import { KEY_BYTES, NONCE_BYTES, randomBytes, sealFile, sealModel } from "../../model/envelope.ts";
import { type KeyFile, modelKeyFile, testKeyFile, writeKeyFile } from "../../model/key_file.ts";
import { addressOption } from "../address.ts";
import { type Command, type Invocation, usage } from "../command.ts";
import { HOME_OPTION, homeMade } from "../home_option.ts";
import { toJson } from "../json.ts";
import { refuseOverwrite } from "../refuse_overwrite.ts";

export const seal: Command = {
  name: "seal",
  summary: "Encrypt a package, or a test set, for a sealed competition",
  positional: "FILE [LABELS]",
  options: [
    {
      name: "author",
      value: "ADDRESS",
      help: "Who submits the package; its key opens for nobody else",
    },
    { name: "test-set", help: "FILE (and LABELS) are an organizer's test set" },
    {
      name: "key-out",
      value: "FILE",
      help: "Where to write the key; the default is FILE.key.json",
    },
    HOME_OPTION,
    { name: "no-backup", help: "Keep no second copy of the key in the home folder" },
    { name: "force", help: "Overwrite an existing sealed file; a key is never overwritten" },
  ],
  notes:
    `Writes FILE.sealed, encrypted with AES-256-GCM under a new key, and the key into a file that
only you can read, with a copy in the folder keys of --home.

Keep the key, and show it to nobody. A model that is not opened in time is disqualified,
and its buy-in stays in the pot; a test set that is not opened cancels the competition and
costs the organizer a fifth of the fund. Nobody can restore a lost key.

\`deml open\` publishes the key when it is time.`,
  examples: [
    "deml seal entry.deml --author 0x9fE4…",
    "deml seal t10k-images-idx3-ubyte t10k-labels-idx1-ubyte --test-set",
  ],
  run,
};

/** Sealed bytes and where they go. */
interface Sealed {
  path: string;
  bytes: Uint8Array;
}

async function run(invocation: Invocation): Promise<number> {
  const path = invocation.argument(0, "FILE");
  const forTests = invocation.flag("test-set");
  const author = addressOption(invocation, "author");
  if (forTests === (author !== undefined)) {
    throw usage(seal, "Give --author ADDRESS for a model, or --test-set for a test set");
  }
  const labelsPath = invocation.positional[1];
  if (author !== undefined && labelsPath !== undefined) {
    throw usage(seal, `A model is one file: what is "${labelsPath}"?`);
  }
  const content = await readFile(path);
  const labels = labelsPath === undefined
    ? undefined
    : { path: labelsPath, bytes: await readFile(labelsPath) };
  const made = author === undefined
    ? await sealTestSet({ path, bytes: content }, labels)
    : await sealPackage(path, content, author);
  for (const { path } of made.files) await refuseOverwrite(path, invocation.flag("force"));
  const keys = await keyPaths(invocation, path, made.key);
  // The key first: sealed bytes without one would be lost.
  await writeKeyFile(keys, made.key);
  for (const { path, bytes } of made.files) await writeDurably(path, bytes);
  await report(invocation, made.files, made.key, keys, made.spec);
  return EXIT.ok;
}

async function sealPackage(path: string, packed: Uint8Array, author: `0x${string}`) {
  const { envelope, key } = await sealModel(packed);
  const digest = toHex(await sha256(envelope));
  const files: Sealed[] = [{ path: `${path}.sealed`, bytes: envelope }];
  return { files, key: modelKeyFile(toHex(key), author, digest), spec: undefined };
}

async function sealTestSet(data: Sealed, labels: Sealed | undefined) {
  const key = randomBytes(KEY_BYTES);
  const [nonce, labelsNonce] = [randomBytes(NONCE_BYTES), randomBytes(NONCE_BYTES)];
  const files: Sealed[] = [
    { path: `${data.path}.sealed`, bytes: await sealFile(data.bytes, key, nonce) },
  ];
  if (labels) {
    const bytes = await sealFile(labels.bytes, key, labelsNonce);
    files.push({ path: `${labels.path}.sealed`, bytes });
  }
  const spec = {
    cipher: "AES-256-GCM",
    nonce: toHex(nonce),
    ...(labels && { labelsNonce: toHex(labelsNonce) }),
  };
  return { files, key: testKeyFile(toHex(key)), spec };
}

/** The key's file and, unless refused, its copy, named for what it opens. */
async function keyPaths(
  invocation: Invocation,
  path: string,
  { commitment }: KeyFile,
): Promise<string[]> {
  const first = invocation.text("key-out") ?? `${path}.key.json`;
  if (invocation.flag("no-backup")) return [first];
  return [first, `${await homeMade(invocation)}/keys/${commitment.slice(2, 18)}.key.json`];
}

async function report(
  { json, terminal }: Invocation,
  files: Sealed[],
  key: KeyFile,
  keys: string[],
  spec: Record<string, string> | undefined,
): Promise<void> {
  const sealed = await Promise.all(files.map(async ({ path, bytes }) => ({
    file: path,
    bytes: bytes.length,
    digest: toHex(await sha256(bytes)),
    cid: String(await cidOfBytes(bytes)),
  })));
  if (json) {
    terminal.out(toJson({ sealed, commitment: key.commitment, keyFiles: keys, spec }));
    return;
  }
  const { paint } = terminal;
  for (const { file, bytes, digest } of sealed) {
    terminal.out(`${file}: ${bytes} bytes`);
    terminal.out(`digest     ${digest}`);
  }
  terminal.out(`commitment ${key.commitment}`);
  if (spec) terminal.out(`spec       "sealed": ${JSON.stringify(spec)}`);
  terminal.out(`key        ${keys.join(", and a copy in ")}`);
  const loss = key.seals === "model"
    ? "without it the model cannot be opened, and its buy-in is lost"
    : "without it the competition is cancelled, and a fifth of the fund is lost";
  terminal.note(paint.yellow(`Keep the key: ${loss}`));
}
