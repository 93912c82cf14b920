/**
 * The steps of `deml why` in words.
 *
 * @module
 */
import { showEther } from "../../../protocol/format/format.ts";
import { showScore } from "../../../protocol/format/show_score.ts";
import { show } from "../../../protocol/text/visible.ts";
import type {
  At,
  ClaimStep,
  JudgementStep,
  ModelStep,
  OrganizerStep,
  RefundStep,
  RuleStep,
  ScoreStep,
  SeatStep,
  Step,
} from "../../../protocol/history/why.ts";

/** A step as a sentence. */
export function sayStep(step: Step): string {
  switch (step.step) {
    case "seat":
      return saySeat(step);
    case "score":
      return sayScore(step);
    case "judgement":
      return sayJudgement(step);
    case "model":
      return sayModel(step);
    case "claim":
      return sayClaim(step);
    case "ending":
      return step.ending === "running"
        ? `The competition is running: its pot is ${showEther(step.pot)}, and nothing is shared yet`
        : `The competition ended ${step.ending}: ${showEther(step.pot)} were shared, of a fund of ${
          showEther(step.fund)
        }, and ${showEther(step.burnt)} have been burnt${place(step.at)}`;
    case "rule":
      return sayRule(step);
    case "organizer":
      return sayOrganizer(step);
    case "refund":
      return sayRefund(step);
    case "credited":
      return `${showEther(step.amount)} were credited to it${place(step.at)}`;
    case "withdrawn":
      return `${showEther(step.amount)} were withdrawn${place(step.at)}`;
    case "claimed":
      return `${showEther(step.amount)} of deposit and fees were claimed${place(step.at)}`;
    case "owed":
      return `${
        step.role === "neither"
          ? "It is neither organizer nor participant"
          : `It is ${step.role === "organizer" ? "the organizer" : "a participant"}`
      }, and may withdraw ${showEther(step.amount)} now`;
  }
}

function place(at: At | undefined): string {
  return at === undefined ? "" : ` (block ${at.block}, ${at.transaction})`;
}

function saySeat(step: SeatStep): string {
  const { round, result, seat, committed, reveals, quorum, counted } = step;
  const where = `Round ${round}, seat ${seat}`;
  const end = place(step.end);
  switch (result) {
    case "sat out":
      return `Round ${round}: it took no seat, so it was neither paid nor punished; ${committed} of ${counted} deposits that counted did`;
    case "running":
      return `${where}: the round is running, with ${committed} seats taken and ${reveals} rows posted; ${quorum} are needed${
        place(step.commit)
      }`;
    case "released":
      return step.outcome === "expired"
        ? `${where}: released, nobody was paid or punished: ${committed} committed, and ${quorum} were needed${end}`
        : `${where}: released with its deposit: ${reveals} of ${committed} rows were posted, and ${quorum} were needed${end}`;
    case "silent":
      return `${where}: lost its deposit of ${showEther(step.lost)}: it committed${
        place(step.commit)
      }, and its row was never posted; the round ended${end}`;
    case "lost":
      return `${where}: lost its deposit of ${
        showEther(step.lost)
      }: a score was further than twice the tolerance from an agreed median${end}`;
    case "unpaid":
      return `${where}: neither paid nor punished: none of its scores is near an agreed median${end}`;
    case "paid":
      return `${where}: paid ${showEther(step.earned)}${end}`;
  }
}

function sayScore(step: ScoreStep): string {
  const { model, score, median, tolerance, inliers, reveals, result, fee } = step;
  const what = `  ${model === undefined ? "the test set" : `model ${model}`}: ${said(step, score)}`;
  if (median === undefined) return `${what}; the round has no result`;
  const beside = `, the median ${said(step, median)}`;
  const agreed = `${inliers} of ${reveals} agree`;
  const limit = points(tolerance);
  switch (result) {
    case "abstained":
      return `${what}: never paid and never punished${beside}`;
    case "not agreed":
      return `${what}${beside}: ${agreed}, not more than half, so nobody is paid or punished`;
    case "paid":
      return `${what}${beside}: within ${limit}, ${agreed}; ${
        fee > 0n ? `the fee is ${showEther(fee)}` : "no fee, as the seat lost its deposit"
      }`;
    case "unpaid":
      return `${what}${beside}: between one and two tolerances of ${limit} away, so unpaid and not punished`;
    case "lost":
      return `${what}${beside}: more than twice ${limit} away while ${agreed}, which costs the deposit`;
    case "open":
      return `${what}; the round has no result`;
  }
}

/** In round zero INVALID's code means another thing. */
function said({ model }: ScoreStep, score: number): string {
  if (model !== undefined) return showScore(score);
  const text = showScore(score);
  return text === "INVALID" ? "BAD_DATA" : text === "ABSTAIN" ? text : "good";
}

function points(tolerance: number): string {
  return `${(tolerance / 1_000).toFixed(3)} points`;
}

function sayJudgement(step: JudgementStep): string {
  const { round, median, inliers, reveals, agreed, scores } = step;
  const list = scores.slice(0, 8).map(({ score, miners }) => `${showScore(score)} × ${miners}`);
  const all = `${list.join(", ")}${scores.length > list.length ? ", …" : ""}`;
  return agreed
    ? `Round ${round}: ${
      showScore(median)
    }, the median of ${reveals} rows, is final: ${inliers} agree (${all})${place(step.settled)}`
    : `Round ${round}: no agreement: ${inliers} of ${reveals} rows are near the median ${
      showScore(median)
    }, and more than half must be (${all})${place(step.settled)}`;
}

function sayModel(step: ModelStep): string {
  const { model, state, score, rank, ranked, above, ties, tries } = step;
  const copy = step.copyOf === undefined
    ? ""
    : `; its bytes are those of model ${step.copyOf}, which is in an earlier place`;
  if (rank !== undefined) {
    const why = above === undefined
      ? "no model has more"
      : ties.length > 0
      ? `${ties.length === 1 ? "model" : "models"} ${
        ties.join(", ")
      } had this score in an earlier place`
      : `model ${above.model} above it has ${showScore(above.score)}`;
    return `Model ${model} is number ${rank} of ${ranked} with ${showScore(score)}: ${why}${copy}`;
  }
  switch (state) {
    case "invalid":
      return `Model ${model} is INVALID, so it has no rank: that is what more than half of the rows say${copy}`;
    case "unjudged":
      return `Model ${model} is unjudged: ${tries} rounds ended without agreement, and its part is burnt${copy}`;
    case "waiting":
      return `Model ${model} waits for a round: ${step.queued} models do${
        tries > 0 ? `, and ${tries} rounds over it ended without agreement` : ""
      }${
        step.nextRound > 0
          ? `; the next may open from ${
            new Date(1_000 * step.nextRound).toISOString().slice(0, 16)
          }Z`
          : ""
      }${copy}`;
    case "incomplete":
      return `Model ${model} is incomplete: ${step.published} of ${step.size} bytes are on chain${copy}`;
    case "sealed":
      return `Model ${model} is sealed: its author has not published its key yet${copy}`;
    case "not opened":
      return `Model ${model} was never opened: its author did not publish its key in time${copy}`;
    case "unscored":
      return `Model ${model} has no score: no round judged it before the competition ended${copy}`;
    default:
      return `Place ${model} is only reserved: no model was submitted in it`;
  }
}

function sayClaim({ model, claimed, bond, result, at }: ClaimStep): string {
  const what = `The author of model ${model} claimed ${showScore(claimed)} on the public part${
    place(at)
  }`;
  switch (result) {
    case "open":
      return `${what}: miners check it once the model is open, and it is backed by ${
        showEther(bond)
      }`;
    case "kept":
      return `${what}: the claim held, and its bond of ${showEther(bond)} comes back`;
    case "invalid":
      return `${what}: the model is INVALID, for a false claim or another rule, so its bond of ${
        showEther(bond)
      } is burnt`;
    case "returned":
      return `${what}: no verdict was reached on the model, so its bond of ${
        showEther(bond)
      } comes back`;
    case "shut":
      return `${what}, and never opened it: its bond of ${showEther(bond)} is burnt`;
  }
}

function sayRule({ rule, found, unknown, claimed }: RuleStep): string {
  if (unknown !== undefined) {
    return `Which rule it breaks is not on the chain, and its package could not be looked at: ${
      show(unknown, 300)
    }`;
  }
  if (rule !== undefined) return `It breaks the rule \`${rule}\`: ${show(found ?? "", 300)}`;
  return "Its package breaks none of the rules that need no run, so it is `output` or `runtime`" +
    `${claimed ? ", or a claim that is false" : ""}: \`deml verify\` runs it`;
}

function sayOrganizer({ ending, fund, penalty, returned, at }: OrganizerStep): string {
  const paid = `As the organizer it paid the fund of ${showEther(fund)}`;
  if (ending === "won") return `${paid}, which miners and winners share${place(at)}`;
  const less = penalty > 0n
    ? `, less a penalty of ${
      showEther(penalty)
    } for a test set that was missing or bad, and the fees`
    : ", less the fees that no buy-in covers";
  return `${paid}, and ${showEther(returned)} came back${less}, as the competition ended ${ending}${
    place(at)
  }`;
}

function sayRefund(step: RefundStep): string {
  const { buyIn, part, parts, refund, penalty, bonds, ending } = step;
  const paid = `Its buy-in of ${showEther(buyIn)}`;
  const share = (penalty > 0n ? `, and ${showEther(penalty)} of the organizer's penalty` : "") +
    (bonds > 0n ? `, and ${showEther(bonds)} of bonds for claimed scores come back` : "");
  if (refund === 0n && parts === 0) {
    return `${paid} joined the prize, as the competition ended ${ending}${share}`;
  }
  if (refund === 0n) {
    return `${paid} is not refunded: its models were judged, and the prize was won${share}`;
  }
  const less = parts === 0
    ? "in full"
    : `less ${parts} ${parts === 1 ? "part" : "parts"} of ${showEther(part)} for its judged models`;
  return `${paid} is refunded ${less}: ${
    showEther(refund)
  }${share}, as the competition ended ${ending}`;
}
