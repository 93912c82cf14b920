/**
 * The participants of a sealed competition.
 *
 * @module
 */
import { fromFileUrl } from "@std/path/from-file-url";
import { toHex } from "viem";
import { readCompetition } from "../../miner/chain/read_competition.ts";
import { register as registerWith } from "../../miner/participant/register.ts";
import { submitModel } from "../../miner/participant/submit_model.ts";
import type { Actor, Stage } from "../../miner/demo/stage.ts";
import { sha256 } from "../../miner/ipfs/cid.ts";
import { KEY_BYTES, randomBytes } from "../../miner/model/envelope.ts";
import { modelKeyFile, writeKeyFile } from "../../miner/model/key_file.ts";
import { pack } from "../../miner/model/package.ts";
import type { Deml } from "./deml.ts";

const MODELS = fromFileUrl(new URL("../../examples/models/", import.meta.url));

/** Somebody with a sealed model. */
export interface Participant {
  actor: Actor;
  envelope: Uint8Array;
  /** The file that `deml open` takes */
  keyFile: string;
}

/** The package of a fixture. */
export async function packageOf(name: string): Promise<Uint8Array> {
  return pack(await Deno.readFile(`${MODELS}${name}.onnx`));
}

/** Registers an account. */
export async function register(stage: Stage, id: bigint): Promise<Actor> {
  const actor = await stage.actor("participants");
  await registerWith(actor.sender, await readCompetition(stage.connection, id));
  return actor;
}

/** Seals a package with `deml seal` and submits it. */
export async function enter(
  stage: Stage,
  deml: Deml,
  id: bigint,
  actor: Actor,
  packed: Uint8Array,
): Promise<Participant> {
  const path = `${stage.folder}/${actor.address}.deml`;
  await Deno.writeFile(path, packed);
  const sealed = JSON.parse(await deml("seal", path, "--author", actor.address, "--json"));
  const envelope = await Deno.readFile(`${path}.sealed`);
  await submitModel(stage.connection, actor.sender, id, envelope, sealed.commitment);
  return { actor, envelope, keyFile: sealed.keyFiles[0] };
}

/** Submits what somebody else sealed, with the commitment to a key that was never used. */
export async function copy(
  stage: Stage,
  id: bigint,
  actor: Actor,
  envelope: Uint8Array,
): Promise<Participant> {
  const digest = toHex(await sha256(envelope));
  const file = modelKeyFile(toHex(randomBytes(KEY_BYTES)), actor.address, digest);
  const keyFile = `${stage.folder}/${actor.address}.key.json`;
  await writeKeyFile([keyFile], file);
  await submitModel(stage.connection, actor.sender, id, envelope, file.commitment);
  return { actor, envelope, keyFile };
}
