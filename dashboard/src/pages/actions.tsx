/**
 * What the reader, or anyone, can do for a competition now.
 *
 * @module
 */
import type { ReactNode } from "react";
import { useAgenda } from "../chain/queries.ts";
import { useWallet } from "../chain/wallet.ts";
import { Money } from "../components/money.tsx";
import { useApp } from "../context.ts";
import { claim, withdrawal } from "../transactions/payouts.ts";
import { type Send, useSend } from "../transactions/provider.tsx";
import { cancelWords } from "../words/cancel_words.ts";
import { counted } from "../words/show.ts";
import type { Competition } from "../../../protocol/state/competition.ts";
import { useAttempt } from "../components/attempt.tsx";
import { loadPart } from "../parts/load_part.ts";

interface Action {
  name: string;
  why: ReactNode;
  primary?: boolean;
  run(send: Send): Promise<unknown>;
}

/** @param except Names of actions that the page offers elsewhere */
export function Actions({ competition, except = [] }: {
  competition: Competition;
  except?: readonly string[];
}) {
  const { connection } = useApp();
  const { address } = useWallet();
  const send = useSend();
  const { data: agenda } = useAgenda(Number(competition.id), address);
  const attempt = useAttempt();
  const { id } = competition;
  const { why, what } = cancelWords(competition);
  const actions: Action[] = [];
  if (agenda && address && agenda.owed > 0n) {
    actions.push({
      name: "Withdraw",
      primary: true,
      why: (
        <>
          You are owed <Money wei={agenda.owed} fiat /> here.
        </>
      ),
      run: (send) => send(withdrawal(id, address)),
    });
  }
  if (agenda && address && agenda.claimable > 0n) {
    actions.push({
      name: "Claim",
      primary: true,
      why: (
        <>
          As a miner you can claim <Money wei={agenda.claimable} />, stake and fees.
        </>
      ),
      run: (send) => send(claim(id, address)),
    });
  }
  if (agenda?.mayFinalize) {
    actions.push({
      name: "Finalize",
      why: "No model is waiting. Anyone may end the competition, which credits the winners.",
      run: (send) =>
        send({ functionName: "finalize", args: [id], purpose: `finalize competition ${id}` }),
    });
  }
  if (agenda?.mayCancel) {
    actions.push({
      name: "Cancel",
      why: (
        <>
          <strong>{why}.</strong> Anyone may cancel. {what}.
        </>
      ),
      run: (send) =>
        send({ functionName: "cancel", args: [id], purpose: `cancel competition ${id}` }),
    });
  }
  if (agenda?.mayOpenRound) {
    actions.push({
      name: "Open a round",
      why: `${
        competition.sealed && competition.testSet === "unjudged"
          ? "The test set is waiting to be judged"
          : `${counted(competition.queued, "model")} ${competition.queued === 1 ? "waits" : "wait"}`
      }. Anyone may open a round; miners do so too.`,
      run: (send) =>
        send({
          functionName: "openRound",
          args: [id],
          purpose: `open round ${competition.rounds} of competition ${id}`,
        }),
    });
  }
  if (agenda?.task === "settle") {
    actions.push({
      name: "Settle the round",
      why:
        `All rows of round ${agenda.round} have arrived. Anyone may settle it; miners do so too.`,
      run: async (send) => {
        const { settlement } = await loadPart(() => import("../transactions/settlement.ts"));
        return await send(await settlement(connection, id, agenda.round));
      },
    });
  }
  if (agenda?.task === "expire") {
    actions.push({
      name: "End the round",
      why: `Too few miners committed in round ${agenda.round}. Anyone may end it: nobody is ` +
        "punished, and what it was judging waits again.",
      run: (send) =>
        send({
          functionName: "expireRound",
          args: [id, BigInt(agenda.round)],
          purpose: `end round ${agenda.round} of competition ${id}, which expired`,
        }),
    });
  }
  if (agenda?.task === "fail") {
    actions.push({
      name: "End the round",
      why:
        `Too few miners revealed their rows in round ${agenda.round}. Anyone may end it: silent ` +
        "miners lose their deposits, and what it was judging waits again.",
      run: (send) =>
        send({
          functionName: "failRound",
          args: [id, BigInt(agenda.round)],
          purpose: `end round ${agenda.round} of competition ${id}, which failed`,
        }),
    });
  }
  const offered = actions.filter(({ name }) => !except.includes(name));
  if (offered.length === 0) return null;
  return (
    <section className="card" aria-label="What you can do now">
      {offered.map(({ name, why, primary, run }) => (
        <div className="row spread" key={name}>
          <p>{why}</p>
          <button
            type="button"
            className={`button ${primary ? "primary" : ""}`}
            onClick={() => attempt.run(() => run(send))}
          >
            {name}
          </button>
        </div>
      ))}
      {attempt.failure}
    </section>
  );
}
