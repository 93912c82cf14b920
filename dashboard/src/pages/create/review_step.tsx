/** Every term in plain words, then the signature. */
import type { ReactNode } from "react";
import { skipToken, useQuery } from "@tanstack/react-query";
import { Link, useLocation } from "wouter";
import { lengthOf, showEther } from "../../../../protocol/format/format.ts";
import { FORMATS } from "../../../../protocol/spec/formats.ts";
import { show } from "../../../../protocol/text/visible.ts";
import { thirdsOf } from "../../../../protocol/terms/phase_ends.ts";
import type { Terms } from "../../../../protocol/terms/terms.ts";
import { createdId, findEarlier } from "../../../../miner/organizer/create_competition.ts";
import type { Split } from "../../../../miner/organizer/money.ts";
import { termsOf } from "../../../../miner/organizer/terms_of.ts";
import { useChain, useNow } from "../../chain/head.tsx";
import { useCompetitionCount } from "../../chain/queries.ts";
import { useWallet } from "../../chain/wallet.ts";
import { useAttempt } from "../../components/attempt.tsx";
import { Facts } from "../../components/facts.tsx";
import { Money } from "../../components/money.tsx";
import { longOf, Moment } from "../../components/when.tsx";
import { useApp } from "../../context.ts";
import { useSend } from "../../transactions/provider.tsx";
import { type Final, type Form, useCreate } from "./form.ts";
import { leftToDo } from "./left_to_do.ts";
import { stepOf, STEPS } from "./steps.ts";
import { labelsInWords } from "../../../../protocol/format/labels_in_words.ts";

export function ReviewStep() {
  const form = useCreate();
  const { connection } = useApp();
  const { head } = useChain();
  const [, navigate] = useLocation();
  const send = useSend();
  const now = useNow();
  const attempt = useAttempt("create the competition");
  const { draft, final, reckoning, change, clear, refused } = form;
  const { terms, fund, split } = reckoning;
  const left = leftToDo(form);
  const earlier = useEarlier(final, terms);
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
    const id = createdId(receipt.logs);
    clear();
    navigate(id === undefined ? "/" : `/create/created/${id}`);
  }

  return (
    <>
      {final && terms && split && <Facts of={factsOf(form, final, terms, split)} />}
      {refused.length > 0 && (
        <div className="notice warning stacked" data-refused={refused.length}>
          <p>
            <strong>Careful clients refuse some of these terms.</strong>{" "}
            You may create it anyway; fewer will take part.
          </p>
          <ul>
            {refused.map(({ term, by, says, field }) => (
              <li key={term}>
                {by === "miners" ? "Miners" : "Authors"}: {says}.{" "}
                <Link href={`/create/${stepOf(field)}`}>Change it</Link>
              </li>
            ))}
          </ul>
        </div>
      )}
      {left.length > 0 && (
        <div className="notice stacked" role="status">
          <p>
            <strong>Still to do:</strong>
          </p>
          <ul>
            {left.map(({ step, says }) => (
              <li key={says}>
                <Link href={`/create/${step}`}>{STEPS[step]}</Link>: {says}
              </li>
            ))}
          </ul>
        </div>
      )}
      {mark !== undefined && draft.sent === mark && !attempt.busy && !earlier && (
        <div className="notice warning">
          <p>
            You may have already signed this competition. Check the list of competitions, so that
            you do not pay for it twice.
          </p>
        </div>
      )}
      {earlier && (
        <div className="notice warning" data-earlier={String(earlier.id)}>
          <p>
            <strong>
              {earlier.same
                ? "You have already created a competition with this spec."
                : "Another competition has the same test key, which will be public."}
            </strong>{" "}
            <Link href={`/competitions/${earlier.id}`}>
              Look at competition {String(earlier.id)}
            </Link>{" "}
            before you pay for another.
          </p>
        </div>
      )}
      <p className="muted">
        Nobody can change these terms afterwards, not even you. They are shown once more before your
        wallet signs.
      </p>
      <div className="actions">
        <Link href="/create/publish" className="button">Back</Link>
        <button
          type="button"
          className="button primary"
          disabled={left.length > 0 || attempt.busy || earlier?.sameKey === true}
          onClick={() => final && attempt.run(() => create(final))}
        >
          {fund === undefined ? "Create" : `Create, for ${showEther(fund)}`}
        </button>
      </div>
      {attempt.failure}
    </>
  );
}

/** A competition that this one would repeat: another tab or an earlier visit may have created it. */
function useEarlier(final: Final | undefined, terms: Terms | undefined) {
  const { connection } = useApp();
  const { address } = useWallet();
  // Looked for again when there is another competition, not with every block.
  const { data: count } = useCompetitionCount();
  return useQuery({
    queryKey: ["create", "earlier", count, final?.digest, terms?.testKeyCommitment, address],
    queryFn: final && terms && address
      ? async () => {
        const of = { ...terms, organizer: address };
        return await findEarlier(connection, { ...of, lookThrough: LOOKED_THROUGH }) ?? null;
      }
      : skipToken,
    structuralSharing: false,
  }).data;
}

/** Competitions that the page looks through: the latest. */
const LOOKED_THROUGH = 50n;

/** What the summary beside it does not say, or not exactly. */
function factsOf(
  { draft }: Form,
  { spec }: Final,
  terms: Terms,
  split: Split,
): [string, ReactNode][] {
  const count = (value: number) => value.toLocaleString("en");
  const end = (key: string, seconds: number) => <Moment key={key} seconds={seconds} />;
  const { test } = spec;
  return [
    ["Name", show(spec.name)],
    [
      "Test set",
      `${count(test.rows)} rows of ${labelsInWords(spec, "test")}, ${FORMATS[test.format].word}`,
    ],
    ["Kind", draft.sealed ? "sealed: the key comes later" : "open: everything is public"],
    ["You pay", <Money key="fund" wei={split.fund} exact />],
    ["Buy-ins", terms.returnsBuyIns ? "come back, less parts" : "join the prize"],
    [
      "A quorum of deposits, against the prize",
      <span key="quorum">
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
      ? [
        ["You publish the key until", end("key", keyEndOf(terms))],
        ["Miners judge the test set until", end("zero", thirdsOf(terms).judging)],
      ] as [string, ReactNode][]
      : []),
    [
      "A round",
      `takes commits for ${lengthOf(terms.commitWindow)}, reveals for ${
        lengthOf(terms.revealWindow)
      }; ${lengthOf(terms.roundInterval)} between rounds that are not full`,
    ],
  ];
}

function keyEndOf(terms: Terms): number {
  return thirdsOf(terms).key;
}
