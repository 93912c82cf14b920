/** The part of a package that is not on chain yet, and its publication. */
import { useState } from "react";
import { toHex } from "viem";
import type { Competition } from "../../../../protocol/state/competition.ts";
import type { ModelName as Named } from "../../../../protocol/history/model_names.ts";
import type { Model } from "../../../../protocol/state/model.ts";
import { showBytes } from "../../../../protocol/format/format.ts";
import { told } from "../../../../protocol/errors.ts";
import { sha256 } from "../../../../miner/ipfs/cid.ts";
import { useNow } from "../../chain/head.tsx";
import { useAttempt } from "../../components/attempt.tsx";
import { DropFile } from "../../components/drop_file.tsx";
import { ModelName } from "../../components/model_name.tsx";
import { Countdown } from "../../components/when.tsx";
import { useSend } from "../../transactions/provider.tsx";
import { partsEndOf } from "../../../../protocol/terms/phase_ends.ts";
import { dropPackage, findPackage } from "./packages.ts";
import { missingParts } from "../../../../miner/participant/parts.ts";
import { publishParts } from "./publish_parts.ts";

export function Rest({ competition, model, named }: {
  competition: Competition;
  model: Model;
  /** Its name, if it has one */
  named: Named | undefined;
}) {
  const send = useSend();
  const now = useNow();
  const attempt = useAttempt("publish the package");
  // Until its transaction is mined, the next part is not offered again.
  const [sending, setSending] = useState(false);
  const { sealed, testSet } = competition;
  const missing = missingParts(model.size, model.published);
  if (missing.length === 0) return null;
  const end = partsEndOf(competition);
  if (now >= end || (sealed && testSet !== "unjudged")) {
    return (
      <div className="notice error">
        <p>
          <strong>
            The rest of model <ModelName model={model.id} named={named} /> is too late.
          </strong>{" "}
          Only {showBytes(model.published)} of {showBytes(model.size)}{" "}
          arrived in time, so no miner will judge it, and it cannot win.
        </p>
      </div>
    );
  }
  const publish = async (content: Uint8Array) => {
    setSending(true);
    try {
      if (await publishParts(send, competition.id, model.id, content, missing)) {
        await dropPackage(model.digest);
      }
    } finally {
      setSending(false);
    }
  };
  const fromBrowser = () =>
    attempt.run(async () => {
      const kept = await findPackage(model.digest);
      if (kept) return await publish(kept.bytes);
      throw told(
        "package",
        `This browser does not have the package of model ${model.id}`,
        "Drop the file with the same bytes below",
      );
    });
  const fromFile = (file: File) =>
    attempt.run(async () => {
      if (file.size === model.size) {
        const content = new Uint8Array(await file.arrayBuffer());
        if (toHex(await sha256(content)) === model.digest) return await publish(content);
      }
      throw told(
        "package",
        `${file.name} is another package`,
        "Drop the one you submitted",
      );
    });
  const bytes = model.size - model.published;
  return (
    <div className="notice warning stacked" data-rest={missing.length}>
      <p>
        <strong>
          Model <ModelName model={model.id} named={named} /> is incomplete on chain.
        </strong>{" "}
        {showBytes(bytes)} of {showBytes(model.size)} are missing: {missing.length}{" "}
        {missing.length === 1 ? "transaction" : "transactions"}. {sealed
          ? "No miner judges it unless they arrive before round zero has judged the test set."
          : (
            <>
              No miner judges it unless they arrive within <Countdown seconds={end} />.
            </>
          )}
      </p>
      <button
        type="button"
        className="button primary"
        disabled={attempt.busy || sending}
        onClick={fromBrowser}
      >
        Continue publishing
      </button>
      <DropFile
        label="Or drop its package"
        disabled={attempt.busy}
        take={fromFile}
      />
      {attempt.failure}
    </div>
  );
}
