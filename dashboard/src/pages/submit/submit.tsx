/**
 * A participant's whole path: register, check and score a model, submit it, open it.
 *
 * @module
 */
import { useState } from "react";
import type { Address, Hex } from "viem";
import { useAgenda, useModels, useReservation } from "../../chain/queries.ts";
import { useWallet } from "../../chain/wallet.ts";
import { Busy } from "../../components/busy.tsx";
import { Failure } from "../../components/failure.tsx";
import { useHistory } from "../../history/use_history.ts";
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
  const { data: agenda, error } = useAgenda(Number(competition.id), address);
  const { data: models } = useModels(competition);
  const { data: history } = useHistory(competition.id);
  const { data: reservation } = useReservation(Number(competition.id), address);
  const [publishing, setPublishing] = useState<Hex>();
  const draft = useDraft(competition.specDigest);
  const step = stepOf(competition, address && agenda);
  const own = models?.filter(({ author }) => isOwn(author, address)) ?? [];
  // A place that was given up counts, and only the events say whose it was.
  const places = history === undefined
    ? own.length + (reservation ? 1 : 0)
    : [...history.places.values()].filter(({ author }) => isOwn(author, address)).length;
  return (
    <div className="stack">
      {/* For a moment it is unknown what a connected account may do. */}
      {address && agenda === undefined
        ? error
          ? <Failure error={error} doing="see where you stand" />
          : <Busy what="Checking where you stand" />
        : (
          <StandingCard
            competition={competition}
            step={step}
            places={places}
            draft={draft}
            author={address}
          />
        )}
      {(own.length > 0 || reservation) && (
        <OwnModels
          competition={competition}
          spec={spec}
          own={own}
          reservation={reservation}
          publishing={publishing}
        />
      )}
      {spec === undefined
        ? <Busy what="Waiting for the competition's spec" />
        : (
          <div className="columns">
            <Prepare competition={competition} spec={spec} draft={draft} models={models ?? []} />
            <div className="stack">
              {draft && !draft.verdict && (
                <Score competition={competition} spec={spec} draft={draft} />
              )}
              {address && agenda && step !== "over" && step !== "open" && (
                <SendModel
                  competition={competition}
                  draft={draft}
                  step={step}
                  author={address}
                  models={models ?? []}
                  reservation={reservation}
                  placeLeft={places < competition.maxModelsPerAuthor}
                  setPublishing={setPublishing}
                />
              )}
            </div>
          </div>
        )}
    </div>
  );
}

function isOwn(author: Address, address: Address | undefined): boolean {
  return author.toLowerCase() === address?.toLowerCase();
}
