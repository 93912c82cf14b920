/**
 * Joining a competition as a participant.
 *
 * @module
 */
import { type Hex, zeroHash } from "viem";
import type { Competition } from "../../protocol/state/competition.ts";
import type { Sender, Write } from "../transactions/sender.ts";
import { termsHashOf } from "../../protocol/terms/terms.ts";

/**
 * The call that pays the buy-in.
 *
 * @param competition As it was read and shown: the buy-in is paid for these terms and no others
 * @param reservation Of a place for a model, as `reservationOf` makes it; none by default
 */
export function registrationOf(
  competition: Competition,
  reservation: Hex = zeroHash,
): Write<"register"> {
  const { id, organizer, fund, buyIn } = competition;
  return {
    functionName: "register",
    args: [id, termsHashOf(organizer, fund, competition), reservation],
    value: buyIn,
    purpose: `register in competition ${id}`,
  };
}

/** Pays the buy-in: `registrationOf`, sent. */
export async function register(
  sender: Sender,
  competition: Competition,
  reservation: Hex = zeroHash,
): Promise<void> {
  await sender.send(registrationOf(competition, reservation));
}
