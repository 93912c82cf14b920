/**
 * A move of the game: who makes which call.
 *
 * @module
 */
import type { Address, Hex } from "viem";
import type { Call } from "./protocol.ts";
import type { ReferenceCompetition } from "./state.ts";
import { termsHashOf } from "./terms.ts";

/** A call and who makes it. */
export interface Move {
  sender: Address;
  call: Call;
}

/** The hash of terms that register and enrol ask for. */
export function hashOfTerms({ organizer, fund, terms }: ReferenceCompetition): Hex {
  return termsHashOf(organizer, fund, terms);
}
