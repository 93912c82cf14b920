/** The one thing to do next. */
import { useState } from "react";
import { Link } from "wouter";
import { useAgenda, useModels } from "../../chain/queries.ts";
import { useNow } from "../../chain/head.tsx";
import { useWallet } from "../../chain/wallet.ts";
import { useAttempt } from "../../components/attempt.tsx";
import { ConnectList } from "../../components/connect.tsx";
import { Dialog } from "../../components/dialog.tsx";
import { longOf } from "../../components/when.tsx";
import { claim, withdrawal } from "../../transactions/payouts.ts";
import { useSend } from "../../transactions/provider.tsx";
import { type Deed, nextStep } from "../../words/next_step.ts";
import type { Competition } from "../../../../protocol/state/competition.ts";

export function NextStepCard({ competition }: { competition: Competition }) {
  const { address, restoring } = useWallet();
  const now = useNow();
  const { data: agenda } = useAgenda(Number(competition.id), address);
  const { data: models } = useModels(address ? competition : undefined);
  // For a moment it is unknown what a connected account may do.
  if (restoring || (address && (agenda === undefined || models === undefined))) return null;
  const own = models?.filter(({ author }) => author.toLowerCase() === address?.toLowerCase()) ?? [];
  const reader = address && agenda && { ...agenda, address, models: own };
  const { label, why, deed } = nextStep(competition, reader, now, longOf);
  return (
    <section className="card next-step" aria-label="Your next step">
      <div className="row spread">
        <p>{why}.</p>
        {deed && label && <Press competition={competition} deed={deed} label={label} />}
      </div>
    </section>
  );
}

function Press({ competition, deed, label }: {
  competition: Competition;
  deed: Deed;
  label: string;
}) {
  const { address } = useWallet();
  const [connecting, setConnecting] = useState(false);
  const send = useSend();
  const attempt = useAttempt();
  if (deed.kind === "go") {
    return <Link href={deed.to} className="button primary">{label}</Link>;
  }
  const { id } = competition;
  const press = () => {
    if (deed.kind === "connect") setConnecting(true);
    else if (address) {
      const payout = deed.kind === "withdraw" ? withdrawal : claim;
      attempt.run(() => send(payout(id, address)));
    }
  };
  return (
    <>
      <button type="button" className="button primary" onClick={press}>{label}</button>
      {attempt.failure}
      {connecting && (
        <Dialog title="Connect a wallet" close={() => setConnecting(false)}>
          <ConnectList done={() => setConnecting(false)} />
        </Dialog>
      )}
    </>
  );
}
