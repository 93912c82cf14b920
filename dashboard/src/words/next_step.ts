/**
 * The one thing to do next in a competition, for whoever is looking. Pure: a page shows it.
 *
 * @module
 */
import { lengthOf } from "../../../protocol/format/format.ts";
import type { Competition } from "../../../protocol/state/competition.ts";
import type { Model } from "../../../protocol/state/model.ts";
import { thirdsOf } from "../../../protocol/terms/phase_ends.ts";
import { counted, ether, etherUpTo } from "./show.ts";

/** What pressing the step's button does. */
export type Deed =
  | { kind: "connect" }
  | { kind: "withdraw" }
  | { kind: "claim" }
  /** Goes to a tab of the competition */
  | { kind: "go"; to: string };

/** A step: a sentence without a full stop, and a button if there is something to press. */
export interface NextStep {
  why: string;
  /** The button's words; absent if there is nothing to do */
  label?: string;
  deed?: Deed;
}

/** What decides of the competition. */
type Terms = Pick<
  Competition,
  | "phase"
  | "ending"
  | "sealed"
  | "buyIn"
  | "registrationEnd"
  | "submissionEnd"
  | "openingEnd"
  | "evaluationEnd"
  | "maxModelsPerAuthor"
  | "testKey"
  | "testSet"
  | "organizer"
>;

/** Who looks. */
export interface Reader {
  address: string;
  registered: boolean;
  mayRegister: boolean;
  maySubmit: boolean;
  /** Wei */
  owed: bigint;
  claimable: bigint;
  /** Their own models */
  models: readonly Pick<Model, "status">[];
}

/** How a moment is written: the page's own zone. */
type Says = (seconds: number) => string;

/**
 * The next step.
 *
 * @param reader Absent without a wallet
 * @param moment Writes a time
 */
export function nextStep(
  terms: Terms,
  reader: Reader | undefined,
  now: number,
  moment: Says,
): NextStep {
  if (reader === undefined) return withoutWallet(terms, now);
  if (reader.owed > 0n) {
    return {
      label: `Withdraw ${ether(reader.owed)}`,
      why: "It is yours, and waits in the contract until you take it",
      deed: { kind: "withdraw" },
    };
  }
  if (terms.ending !== "running" && reader.claimable > 0n) return claim(reader.claimable);
  const step = ofPhase(terms, reader, now, moment);
  return step.deed === undefined && reader.claimable > 0n ? claim(reader.claimable) : step;
}

function claim(claimable: bigint): NextStep {
  return {
    label: `Claim ${ether(claimable)}`,
    why: "Your stake and your fees as a miner can be claimed",
    deed: { kind: "claim" },
  };
}

function withoutWallet({ phase, buyIn, registrationEnd }: Terms, now: number): NextStep {
  switch (phase) {
    case "registration":
      return {
        label: "Connect a wallet to join",
        why: `Joining costs ${etherUpTo(buyIn)}, for another ${
          lengthOf(Math.max(0, registrationEnd - now))
        }. You can try a model here before you pay anything`,
        deed: { kind: "connect" },
      };
    case "settled":
    case "cancelled":
      return {
        label: "Connect a wallet",
        why: "It is over. Whoever took part sees here what there is to withdraw",
        deed: { kind: "connect" },
      };
    default:
      return {
        label: "Connect a wallet",
        why: "Registration is over. Whoever takes part sees here what to do next",
        deed: { kind: "connect" },
      };
  }
}

function ofPhase(terms: Terms, reader: Reader, now: number, moment: Says): NextStep {
  const { phase, ending, buyIn, registrationEnd, submissionEnd, evaluationEnd } = terms;
  const { models, registered } = reader;
  if (ending !== "running") return { why: "It is over, and nothing is owed to you" };
  switch (phase) {
    case "registration":
      if (reader.mayRegister) {
        return {
          label: `Join for ${etherUpTo(buyIn)}`,
          why: `Paid once, for another ${lengthOf(registrationEnd - now)}. ` +
            "You can try a model here before you pay",
          deed: go("/submit"),
        };
      }
      return registered
        ? {
          label: "Try your model",
          why: `You have joined. There is nothing you must do until ${
            moment(registrationEnd)
          }, when submission begins`,
          deed: go("/submit"),
        }
        : { why: `There is nothing to do until ${moment(registrationEnd)}` };
    case "submission":
      if (reader.maySubmit) {
        const sent = models.length === 0
          ? "You have joined, and have sent nothing yet"
          : `You have sent ${counted(models.length, "model")} of ${terms.maxModelsPerAuthor}`;
        return {
          label: models.length === 0 ? "Submit a model" : "Submit another model",
          why: `${sent}. Submission ends on ${moment(submissionEnd)}`,
          deed: go("/submit"),
        };
      }
      return registered
        ? {
          why: `All your places are used: there is nothing to do until ${
            moment(terms.sealed ? thirdsOf(terms).key : evaluationEnd)
          }`,
        }
        : { why: "Registration is over, and this account did not join" };
    case "opening":
      return whileOpening(terms, reader, now, moment);
    default:
      return registered
        ? {
          label: "Watch the leaderboard",
          why: `Miners are judging. There is nothing you must do until ${moment(evaluationEnd)}`,
          deed: go("/leaderboard"),
        }
        : { label: "Watch the leaderboard", why: "Miners are judging", deed: go("/leaderboard") };
  }
}

function whileOpening(terms: Terms, reader: Reader, now: number, moment: Says): NextStep {
  const { organizer, testKey, testSet, openingEnd } = terms;
  const { key, judging } = thirdsOf(terms);
  if (testKey === undefined && organizer.toLowerCase() === reader.address.toLowerCase()) {
    return now < key
      ? {
        why: `You are the organizer: publish the test set’s key by ${
          moment(key)
        }, below. Without it anyone may cancel, at your cost`,
      }
      : { why: "The test set’s key came too late: anyone may cancel" };
  }
  const closed = reader.models.filter(({ status }) => status === "sealed").length;
  if (closed === 0) {
    return { why: `There is nothing for you to open. Opening ends on ${moment(openingEnd)}` };
  }
  if (testSet !== "good") {
    return {
      why: `Keep your keys to yourself until miners have found the test set good, by ${
        moment(judging)
      }`,
    };
  }
  return {
    label: `Open your ${closed === 1 ? "model" : "models"} by ${moment(openingEnd)}`,
    why: `${counted(closed, "model")} of yours ${
      closed === 1 ? "is" : "are"
    } sealed. One that stays sealed is disqualified`,
    deed: go("/submit"),
  };
}

function go(to: string): Deed {
  return { kind: "go", to };
}
