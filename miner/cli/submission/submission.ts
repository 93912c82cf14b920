/**
 * A submission before it is sent: its bytes, and what is on chain of it.
 *
 * @module
 */
import { type Address, type Hex, toHex } from "viem";
import { told } from "../../../protocol/errors.ts";
import type { Competition } from "../../../protocol/state/competition.ts";
import type { Model } from "../../../protocol/state/model.ts";
import { partsEndOf } from "../../../protocol/terms/phase_ends.ts";
import { call } from "../../chain/call.ts";
import type { Connection } from "../../chain/client.ts";
import { readModels } from "../../chain/read_models.ts";
import { sha256 } from "../../ipfs/cid.ts";
import { reservationOf } from "../../participant/submit_model.ts";

/** What the chain has of an author in a competition. */
export interface Entered {
  registered: boolean;
  models: Model[];
  /** What a place is reserved for; zero if none is */
  reservation: Hex;
}

/** Reads it. */
export async function readEntered(
  connection: Connection,
  { id, models }: Competition,
  author: Address,
): Promise<Entered> {
  const [registered, [, reservation], all] = await Promise.all([
    call(connection, "isRegistered", [id, author]),
    call(connection, "reservationOf", [id, author]),
    readModels(connection, id, models),
  ]);
  const own = all.filter((model) => model.author.toLowerCase() === author.toLowerCase());
  return { registered, reservation, models: own };
}

/** What is sent. */
export interface Submission {
  /** The package, or its envelope */
  bytes: Uint8Array;
  digest: Hex;
  /** As it is on chain, if an earlier run began it */
  begun: Model | undefined;
  /** Whether its place is reserved */
  reserved: boolean;
}

/** Compares bytes with what is on chain. */
export async function submissionOf(
  bytes: Uint8Array,
  author: Address,
  { models, reservation }: Entered,
): Promise<Submission> {
  const digest = toHex(await sha256(bytes));
  return {
    bytes,
    digest,
    begun: models.find((model) => model.digest === digest),
    // The contract keeps 20 bytes of it.
    reserved: reservation === reservationOf(author, digest).slice(0, reservation.length),
  };
}

/** Whether nothing of it is left to send. */
export function isComplete({ begun, bytes }: Submission): boolean {
  return begun !== undefined && begun.published >= bytes.length;
}

/** Whether something can be sent in this phase. */
export function requirePhase(
  competition: Competition,
  begun: Model | undefined,
  registered: boolean,
): void {
  const { id, phase, now, submissionEnd, registrationEnd } = competition;
  const date = (seconds: number) => `${new Date(1_000 * seconds).toISOString().slice(0, 16)}Z`;
  if (begun !== undefined && now < partsEndOf(competition)) return;
  if (phase === "registration" || (phase === "submission" && registered)) return;
  throw told(
    "chain",
    phase === "submission"
      ? `This account is not registered, and registration of competition ${id} closed at ${
        date(registrationEnd)
      }`
      : `Submission to competition ${id} closed at ${date(submissionEnd)}`,
    "See `deml competitions list --phase registration`",
  );
}
