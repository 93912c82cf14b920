/**
 * A participant's whole path: register, check and score a model, submit it, open it.
 *
 * @module
 */
import { useAgenda, useModels } from "../../chain/queries.ts";
import { useWallet } from "../../chain/wallet.ts";
import { Busy } from "../../components/busy.tsx";
import type { Given } from "../given.ts";
import { OwnModels } from "./own_models.tsx";
import { Prepare } from "./prepare.tsx";
import { Score } from "./score.tsx";
import { SendModel } from "./send_model.tsx";
import { StandingCard } from "./standing_card.tsx";
import { stepOf } from "./standing.ts";
import { useDraft } from "./use_modeler.ts";

export default function Submit({ competition, spec }: Given) {
  const { address } = useWallet();
  const { data: agenda } = useAgenda(Number(competition.id), address);
  const { data: models } = useModels(competition);
  const draft = useDraft(competition.specDigest);
  const step = stepOf(competition, address && agenda);
  const own = models?.filter(({ author }) => author.toLowerCase() === address?.toLowerCase()) ?? [];
  return (
    <div className="stack">
      <StandingCard competition={competition} step={step} own={own.length} />
      {own.length > 0 && <OwnModels competition={competition} spec={spec} own={own} />}
      {spec === undefined
        ? <Busy what="Waiting for the competition's spec" />
        : (
          <div className="columns">
            <Prepare competition={competition} spec={spec} draft={draft} models={models ?? []} />
            <div className="stack">
              {draft && !draft.verdict && (
                <Score competition={competition} spec={spec} draft={draft} />
              )}
              {address && step !== "over" && step !== "open" && (
                <SendModel
                  competition={competition}
                  draft={draft}
                  step={step}
                  author={address}
                  models={models ?? []}
                />
              )}
            </div>
          </div>
        )}
    </div>
  );
}
