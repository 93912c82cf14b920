/** Where the participant stands, and registering. */
import type { ReactNode } from "react";
import type { Competition } from "../../../../miner/chain/read_competition.ts";
import { useAttempt } from "../../components/attempt.tsx";
import { ConnectList } from "../../components/connect.tsx";
import { Money } from "../../components/money.tsx";
import { Countdown } from "../../components/when.tsx";
import { useSend } from "../../transactions/provider.tsx";
import type { Step } from "./standing.ts";

export function StandingCard({ competition, step, own }: {
  competition: Competition;
  step: Step;
  own: number;
}) {
  const send = useSend();
  const attempt = useAttempt("register");
  const { id, buyIn, registrationEnd, submissionEnd, openingEnd, maxModelsPerAuthor } = competition;
  const left = Math.min(maxModelsPerAuthor - own, competition.maxModels - competition.models);
  const words: Record<Step, ReactNode> = {
    connect: "You can check and score a model without a wallet. To take part, connect one.",
    register: (
      <>
        Taking part costs a buy-in of{" "}
        <Money wei={buyIn} exact />, paid once; it joins the prize. Registration ends in{" "}
        <Countdown seconds={registrationEnd} />.
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
    full: own < maxModelsPerAuthor
      ? "The competition has as many models as its terms allow."
      : "You have submitted as many models as the terms allow.",
    late: "Registration is over, and this account did not register.",
    open: (
      <>
        Submission is over. Publish the keys of your models within{" "}
        <Countdown seconds={openingEnd} />: one that stays sealed is disqualified.
      </>
    ),
    over: "Submission is over. Models can still be checked and scored here.",
  };
  return (
    <section className="card" aria-label="Where you stand">
      <div className="row spread">
        <p data-step={step}>{words[step]}</p>
        {step === "register" && (
          <button
            type="button"
            className="button primary"
            disabled={attempt.busy}
            onClick={() =>
              attempt.run(() =>
                send({
                  functionName: "register",
                  args: [id],
                  value: buyIn,
                  purpose: `register in competition ${id}`,
                })
              )}
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
