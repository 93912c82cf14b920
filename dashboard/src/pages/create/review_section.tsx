/** Every term in plain words, then the signature. */
import type { ReactNode } from "react";
import { parseEventLogs } from "viem";
import { useLocation } from "wouter";
import { demlAbi } from "../../../../protocol/generated/deml.ts";
import { lengthOf, showEther } from "../../../../protocol/format/format.ts";
import type { Terms } from "../../../../protocol/terms/terms.ts";
import { useChain, useNow } from "../../chain/head.tsx";
import { useAttempt } from "../../components/attempt.tsx";
import { Facts } from "../../components/facts.tsx";
import { Money } from "../../components/money.tsx";
import { longOf, Moment } from "../../components/when.tsx";
import { useApp } from "../../context.ts";
import { useSend } from "../../transactions/provider.tsx";
import { refusedTerms } from "../../../../protocol/terms/refused_terms.ts";
import { thirdsOf } from "../../../../protocol/terms/phase_ends.ts";
import { circumstancesOf } from "../../words/refused.ts";
import { RefusedList } from "../refused.tsx";
import type { Final, Form } from "./form.ts";
import type { Split } from "../../../../miner/organizer/money.ts";
import { isPublished } from "./publish_section.tsx";
import { termsOf } from "../../../../miner/organizer/terms_of.ts";

interface Props {
  form: Form;
  published: ReadonlySet<string>;
}

export function ReviewSection({ form, published }: Props) {
  const { connection } = useApp();
  const { head } = useChain();
  const [, navigate] = useLocation();
  const send = useSend();
  const now = useNow();
  const attempt = useAttempt("create the competition");
  const { draft, final, reckoning, change, clear } = form;
  const { terms, fund, split } = reckoning;
  const left = leftToDo(form, published);
  const refused = terms && fund !== undefined
    ? refusedTerms(
      { ...terms, fund, sealed: draft.sealed },
      circumstancesOf(form.spec),
    )
    : [];
  const mark = final && `${head?.genesis}.${connection.contract}.${final.digest}`;

  async function create(final: Final) {
    // Durations count from now, not from when the page was rendered.
    const { terms: made, fund, split } = termsOf(draft, now, final.digest);
    // A date that has since passed: the list of open items says so.
    if (made === undefined || fund === undefined || split === undefined) return;
    // Recorded before anybody signs: a reload must not forget it.
    change((before) => ({ ...before, sent: mark }));
    const forget = () => change((before) => ({ ...before, sent: undefined }));
    const sent = await send({
      functionName: "createCompetition",
      args: [made],
      value: fund,
      purpose: `create the competition “${final.spec.name}”`,
      facts: [
        ["Kind", draft.sealed ? "sealed" : "open"],
        ["Registration until", longOf(Number(made.registrationEnd))],
        ["Submission until", longOf(Number(made.submissionEnd))],
        ...(draft.sealed
          ? [["You publish the key until", longOf(keyEndOf(made))] as [string, string]]
          : []),
        ["Evaluation until", longOf(Number(made.evaluationEnd))],
        ["Each participant pays", showEther(split.buyIn)],
      ],
    }).catch((error) => {
      forget();
      throw error;
    });
    if (sent === undefined) return forget();
    const receipt = await connection.client.getTransactionReceipt({ hash: sent.hash });
    const [event] = parseEventLogs({
      abi: demlAbi,
      eventName: "CompetitionCreated",
      logs: receipt.logs,
    });
    clear();
    navigate(event ? `/competitions/${event.args.id}` : "/");
  }

  return (
    <section className="card" aria-labelledby="create-review">
      <h2 id="create-review">7. Review and create</h2>
      {terms && split && fund !== undefined && (
        <div className="columns">
          <div>
            <Facts of={moneyFacts(form, terms, split)} />
          </div>
          <div>
            <Facts of={timeFacts(form, terms)} />
          </div>
        </div>
      )}
      {refused.length > 0 && (
        <div className="notice warning refused" data-refused={refused.length}>
          <div className="stack">
            <p>
              <strong>Careful clients refuse some of these terms.</strong>{" "}
              You may create it anyway; fewer will take part.
            </p>
            <RefusedList refused={refused} />
          </div>
        </div>
      )}
      <div aria-live="polite">
        {left.length > 0 && (
          <div className="notice">
            <div>
              <p>
                <strong>Still to do:</strong>
              </p>
              <ul>{left.map((what) => <li key={what}>{what}</li>)}</ul>
            </div>
          </div>
        )}
      </div>
      {mark !== undefined && draft.sent === mark && !attempt.busy && (
        <div className="notice warning">
          <p>
            You may have already signed this competition. Check the list of competitions, so that
            you do not pay for it twice.
          </p>
        </div>
      )}
      <p className="muted">
        Nobody can change these terms afterwards, not even you. They are shown once more before your
        wallet signs.
      </p>
      <div className="actions">
        <button
          type="button"
          className="button"
          disabled={attempt.busy}
          onClick={() => {
            if (confirm("Empty the whole form? Keys stay in this browser.")) clear();
          }}
        >
          Start over
        </button>
        <button
          type="button"
          className="button primary"
          disabled={left.length > 0 || attempt.busy}
          onClick={() => final && attempt.run(() => create(final))}
        >
          {fund === undefined ? "Create" : `Create, for ${showEther(fund)}`}
        </button>
      </div>
      {attempt.failure}
    </section>
  );
}

function moneyFacts({ draft }: Form, terms: Terms, split: Split): [string, ReactNode][] {
  const count = (value: number) => value.toLocaleString("en");
  return [
    ["You pay", <Money key="1" wei={split.fund} exact />],
    ["Prize, before buy-ins", <Money key="2" wei={split.prize} exact />],
    ["Buy-ins", terms.returnsBuyIns ? "come back, less parts" : "join the prize"],
    ["Who gets it", sharesOf(terms.prizeShares)],
    ["Each participant pays", <Money key="3" wei={split.buyIn} exact />],
    ["Miners share at most", <Money key="4" wei={split.pool} exact />],
    ["The evaluations of one model", <Money key="5" wei={split.part} exact />],
    ["A miner’s deposit", <Money key="6" wei={terms.seatStake} exact />],
    [
      "A quorum of them, against the prize",
      <span key="q">
        <Money wei={BigInt(terms.quorum) * terms.seatStake} /> to <Money wei={split.prize} />
      </span>,
    ],
    ["Evaluations per model", `${count(terms.seats)}, ${count(terms.quorum)} of them required`],
    ["Tolerance", `${(terms.tolerance / 1_000).toFixed(3)} points around the median`],
    [
      "Models",
      `paid for ${count(terms.maxModels)}, ${count(terms.maxModelsPerAuthor)} of one participant`,
    ],
    ["Largest package", `${count(terms.byteLimit)} bytes`],
    ...(draft.sealed
      ? [["If you do not open it, or it is bad", <Money key="7" wei={split.pool} exact />] as [
        string,
        ReactNode,
      ]]
      : []),
  ];
}

function timeFacts({ draft }: Form, terms: Terms): [string, ReactNode][] {
  const end = (key: string, seconds: number) => <Moment key={key} seconds={Number(seconds)} />;
  return [
    ["Kind", draft.sealed ? "sealed: the key comes later" : "open: everything is public"],
    ["People join until", end("r", terms.registrationEnd)],
    ["They submit until", end("s", terms.submissionEnd)],
    ...(draft.sealed
      ? [
        ["You publish the key until", end("k", keyEndOf(terms))],
        ["Miners judge the test set until", end("z", thirdsOf(terms).judging)],
        ["Models are opened until", end("o", terms.openingEnd)],
      ] as [string, ReactNode][]
      : []),
    ["Rounds are opened until", end("e", terms.evaluationEnd)],
    ["A round takes commits for", lengthOf(terms.commitWindow)],
    ["and reveals for", lengthOf(terms.revealWindow)],
    ["Between rounds that are not full", lengthOf(terms.roundInterval)],
  ];
}

function keyEndOf(terms: Terms): number {
  return thirdsOf(terms).key;
}

const PLACES = ["first", "second", "third", "fourth", "fifth", "sixth"];

function sharesOf(shares: readonly number[]): string {
  if (shares.length === 0) return "the first, all of it";
  return shares.map((share, place) => `${PLACES[place]} ${share / 100} %`).join(", ");
}

/** What is missing before the competition can be created, one line per item. */
function leftToDo(form: Form, published: ReadonlySet<string>): string[] {
  const { draft, files, tried, wrong, reckoning } = form;
  const left: string[] = [];
  if (!files.test) left.push("Choose the test set");
  else if (tried.test.isError) left.push("Make the test set readable");
  else if (!tried.test.data) left.push("The test set must be read first");
  if (draft.withValidation) {
    if (!files.validation) left.push("Choose the validation set, or do without it");
    else if (tried.validation.isError) left.push("Make the validation set readable");
    else if (!tried.validation.data) left.push("The validation set must be read first");
  }
  if (draft.name.trim() === "") left.push("Give it a name");
  else if (wrong && files.test) left.push(wrong.message);
  for (const [field, message] of Object.entries(reckoning.wrong)) {
    left.push(`Mend “${FIELDS[field] ?? field}”: ${message}`);
  }
  if (draft.sealed) {
    if (draft.source === "cids") left.push("Choose files to seal, or an open competition");
    else if (!draft.sealing) left.push("Seal the test set");
    else if (!draft.sealing.safe) left.push("Put the key file in a safe place, and confirm it");
  }
  if (!isPublished(form, published)) left.push("Publish spec and data");
  return left;
}

const FIELDS: Record<string, string> = {
  fund: "Fund",
  registration: "Registration",
  submission: "Submission",
  opening: "Opening of keys",
  evaluation: "Evaluation",
  seats: "Evaluations per model",
  quorum: "Quorum",
  tolerance: "Tolerance",
  maxModels: "Models that share the miners’ fifth",
  maxModelsPerAuthor: "Most models per participant",
  byteLimit: "Largest package on chain",
  prizeShares: "Shares of the prize",
  seatStake: "A miner’s deposit",
  commitWindow: "A round takes commits for",
  revealWindow: "and reveals for",
  roundInterval: "Between rounds that are not full",
};
