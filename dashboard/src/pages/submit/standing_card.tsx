/** Where the participant stands, and registering. */
import type { ReactNode } from "react";
import { type Address, zeroHash } from "viem";
import { Link } from "wouter";
import type { Competition } from "../../../../protocol/state/competition.ts";
import { reservationOf } from "../../../../miner/participant/submit_model.ts";
import { termsHashOf } from "../../../../protocol/terms/terms.ts";
import { useAttempt } from "../../components/attempt.tsx";
import { ConnectList } from "../../components/connect.tsx";
import { Money } from "../../components/money.tsx";
import { Countdown } from "../../components/when.tsx";
import { useApp } from "../../context.ts";
import { useSend } from "../../transactions/provider.tsx";
import { buyInRules } from "../../words/buy_ins.ts";
import { counted } from "../../words/show.ts";
import { keepPackage } from "./packages.ts";
import type { Step } from "./standing.ts";
import type { Draft } from "./use_modeler.ts";
import { Term } from "../../components/term.tsx";

export function StandingCard({ competition, step, places, draft, author }: {
  competition: Competition;
  step: Step;
  /** This account's, used or reserved */
  places: number;
  draft: Draft | undefined;
  author: Address | undefined;
}) {
  const { connection: { contract } } = useApp();
  const send = useSend();
  const attempt = useAttempt("register");
  const { id, buyIn, registrationEnd, submissionEnd, openingEnd, maxModelsPerAuthor } = competition;
  const left = maxModelsPerAuthor - places;
  // Registering can reserve a place, which saves a transaction later.
  const reserving = !competition.sealed && draft && !draft.verdict ? draft : undefined;
  const words: Record<Step, ReactNode> = {
    connect: "You can check and score a model without a wallet. To take part, connect one.",
    register: (
      <>
        Taking part costs a <Term name="buy-in" /> of <Money wei={buyIn} exact fiat />, paid once.
        {" "}
        {buyInRules(competition).won}. <Link href="/terms">All terms</Link>. Registration ends in
        {" "}
        <Countdown seconds={registrationEnd} />.
        {reserving && ` Registering reserves a place for ${reserving.name} as well.`}
      </>
    ),
    wait: (
      <>
        You are registered. Submission begins in{" "}
        <Countdown seconds={registrationEnd} />; check and score your model meanwhile.
      </>
    ),
    submit: (
      <>
        You are registered and may submit {left} more{" "}
        {left === 1 ? "model" : "models"}. Submission ends in <Countdown seconds={submissionEnd} />.
      </>
    ),
    full: `You have used your ${counted(maxModelsPerAuthor, "place")}: as many as the terms allow.`,
    late: "Registration is over, and this account did not register.",
    open: (
      <>
        Submission is over. {competition.testSet === "good"
          ? (
            <>
              The test set is good. Score your models on it, and publish their keys within{" "}
              <Countdown seconds={openingEnd} />. One that stays sealed is disqualified.
            </>
          )
          : "Keep your keys to yourself until miners have found the test set good: this page will say when."}
      </>
    ),
    over: "Submission is over. Models can still be checked and scored here.",
  };
  return (
    <section className="card" aria-label="Where you stand">
      <div className="row spread">
        <p data-step={step}>{words[step]}</p>
        {step === "register" && author && (
          <button
            type="button"
            className="button primary"
            disabled={attempt.busy}
            onClick={() =>
              attempt.run(async () => {
                if (reserving) {
                  const { digest, packed: bytes, name } = reserving;
                  const competition = Number(id);
                  await keepPackage({ digest, bytes, name, contract, competition, at: Date.now() });
                }
                await send({
                  functionName: "register",
                  args: [
                    id,
                    // From the terms that this page shows, never from the contract's own answer.
                    termsHashOf(competition.organizer, competition.fund, competition),
                    reserving ? reservationOf(author, reserving.digest) : zeroHash,
                  ],
                  value: buyIn,
                  purpose: `register in competition ${id}`,
                  facts: [
                    ["Agrees to the terms with the hash", `${competition.termsHash.slice(0, 18)}…`],
                    ...(reserving
                      ? [["Reserves a place for", reserving.name] as [string, string]]
                      : []),
                  ],
                });
              })}
          >
            Register
          </button>
        )}
      </div>
      {step === "connect" && <ConnectList />}
      {attempt.failure}
    </section>
  );
}
