/** Submitting: the record and the bytes; in a sealed competition, as ciphertext. */
import { useEffect, useState } from "react";
import { useQuery } from "@tanstack/react-query";
import { type Address, type Hex, toHex, zeroHash } from "viem";
import type { Competition } from "../../../../protocol/state/competition.ts";
import type { Model } from "../../../../protocol/state/model.ts";
import {
  MAX_PART,
  reservationOf,
  submittedModel,
} from "../../../../miner/participant/submit_model.ts";
import { showBytes } from "../../../../protocol/format/format.ts";
import { sha256 } from "../../../../miner/ipfs/cid.ts";
import { sealModel } from "../../../../miner/model/envelope.ts";
import { modelKeyFile } from "../../../../miner/model/key_file.ts";
import type { Reservation } from "../../chain/queries.ts";
import { useAttempt } from "../../components/attempt.tsx";
import { Facts } from "../../components/facts.tsx";
import { Money } from "../../components/money.tsx";
import { useApp } from "../../context.ts";
import { keepExpected } from "../../data/expected.ts";
import { useLocalRun } from "../../data/runs.ts";
import { downloadKey, saveKey } from "../../keys/store.ts";
import { useSend } from "../../transactions/provider.tsx";
import { dropPackage, keepPackage, type Kept, packagesFor } from "./packages.ts";
import { missingParts, publishingGas } from "../../../../miner/participant/parts.ts";
import { keptOfName } from "../../../../protocol/text/model_name.ts";
import { visible } from "../../../../protocol/text/visible.ts";
import { nameCall } from "../../../../miner/participant/name_model.ts";
import { NameField } from "./name_field.tsx";
import { publishParts } from "./publish_parts.ts";
import type { Step } from "./standing.ts";
import type { Draft } from "./use_modeler.ts";

interface Props {
  competition: Competition;
  draft: Draft | undefined;
  step: Step;
  author: Address;
  models: Model[];
  /** The place that this account has reserved for a model that is not sent yet */
  reservation: Reservation | null | undefined;
  /** Whether another place is available */
  placeLeft: boolean;
  /** Called with the digest of what is being published in parts, and when that is over */
  setPublishing(digest: Hex | undefined): void;
}

/** What can be submitted. */
type Sending = Pick<Kept, "bytes" | "digest">;

export function SendModel(props: Props) {
  const { competition, draft, step, author, models, reservation, placeLeft, setPublishing } = props;
  const { connection: { client, contract } } = useApp();
  const run = useLocalRun(competition.specDigest);
  const send = useSend();
  const attempt = useAttempt("submit the model");
  const [kept, setKept] = useState<Kept[]>([]);
  const [safe, setSafe] = useState(false);
  const [name, setName] = useState("");
  const number = Number(competition.id);
  const reload = () => packagesFor(contract, number).then(setKept);
  useEffect(() => void reload(), [contract, number]);
  const { data: price } = useQuery({
    queryKey: ["price"],
    queryFn: () => client.estimateFeesPerGas(),
    refetchInterval: 15_000,
  });

  // Sealed by this account and not on the chain yet: it is offered again, never sealed twice.
  const known = new Set(models.map(({ digest }) => digest));
  const waiting = kept.find((each) =>
    each.key?.seals === "model" && each.key.author.toLowerCase() === author.toLowerCase() &&
    !known.has(each.digest)
  );
  const key = waiting?.key;
  const isHeld = (name: Hex) => reservation?.hash === reservationOf(author, name).slice(0, 42);
  // Reserved before a reload: its package is offered again.
  const held = reservation ? kept.find((each) => !each.key && isHeld(each.digest)) : undefined;
  const made = draft && { bytes: draft.packed, digest: draft.digest };
  const sending: Sending | undefined = competition.sealed ? waiting : made ?? held;
  const { bytes, digest } = sending ?? {};
  const fits = bytes !== undefined && bytes.length <= competition.byteLimit;
  const reserved = digest !== undefined && isHeld(digest) ? reservation ?? undefined : undefined;
  const reserves = !competition.sealed && !reserved;
  const cost = bytes && publishingGas(bytes.length, reserves);
  const own = models.filter((model) => model.author.toLowerCase() === author.toLowerCase());
  const sent = own.some((model) => model.digest === digest);
  const room = reserved !== undefined || placeLeft;
  const sound = fits && !sent && room && !draft?.verdict;
  const ready = step === "submit" && sound && (!competition.sealed || safe);

  const seal = (draft: Draft) =>
    attempt.run(async () => {
      const { envelope, key } = await sealModel(draft.packed);
      const file = modelKeyFile(toHex(key), author, toHex(await sha256(envelope)));
      await saveKey(file);
      downloadKey(file);
      const name = file.seals === "model" ? file.digest : zeroHash;
      await keep(envelope, name, file);
      // Its score here is what its owner expects on the test set.
      if (run?.digest === draft.digest) keepExpected(name, run.score);
      setSafe(false);
      await reload();
    });

  const keep = (content: Uint8Array, name: Hex, key?: Kept["key"]) =>
    keepPackage({
      digest: name,
      bytes: content,
      name: draft?.name ?? "model",
      contract,
      competition: number,
      key,
      at: Date.now(),
    });

  /**
   * Whoever copies a model when it is sent gets a later place; undefined if the sender declined.
   */
  const reserve = async ({ bytes, digest }: Sending) => {
    // A reserved model can be sent only from here, or from the same file.
    await keep(bytes, digest);
    return await send({
      functionName: "reserve",
      args: [competition.id, reservationOf(author, digest)],
      purpose: `reserve a place in competition ${competition.id}`,
      facts: [["For", draft?.name ?? held?.name ?? "your model"]],
    });
  };

  const reserveOnly = (sending: Sending) =>
    attempt.run(() => reserve(sending).finally(() => void reload()));

  const submit = (sending: Sending) =>
    attempt.run(() =>
      (async () => {
        const { bytes, digest } = sending;
        const parts = missingParts(bytes.length, MAX_PART);
        if (reserves && await reserve(sending) === undefined) return;
        setPublishing(parts.length > 0 ? digest : undefined);
        const mined = await send({
          functionName: "submitModel",
          args: [
            competition.id,
            digest,
            BigInt(bytes.length),
            waiting?.key?.commitment ?? zeroHash,
            toHex(bytes.subarray(0, MAX_PART)),
          ],
          purpose: `submit a model to competition ${competition.id}`,
          facts: [
            ["Package", showBytes(bytes.length)],
            ["Transactions for it", String(1 + parts.length + (keptOfName(name) === "" ? 0 : 1))],
          ],
        });
        if (mined === undefined) return;
        const { logs } = await client.getTransactionReceipt({ hash: mined.hash });
        const model = Number(submittedModel(logs));
        if (await publishParts(send, competition.id, model, bytes, parts)) {
          await dropPackage(digest);
        }
        // Last: whatever becomes of it, the model is in. It can also be named below.
        const kept = keptOfName(name);
        if (kept !== "") {
          await send({
            ...nameCall(competition.id, model, name),
            facts: [["Name", visible(kept)]],
          });
          setName("");
        }
      })().finally(() => {
        setPublishing(undefined);
        void reload();
      })
    );

  return (
    <section className="card" aria-label="Submit it">
      <h2>Submit it</h2>
      {competition.sealed && (
        <p className="muted">
          This competition is sealed: only ciphertext is published now. You publish its key once
          submission is over and miners have found the test set good, after you have scored your
          model on it. <strong>A lost key loses the buy-in.</strong>
        </p>
      )}
      {competition.sealed && waiting === undefined && (
        <div className="actions start">
          <button
            type="button"
            className="button primary"
            disabled={!draft || draft.verdict !== undefined || attempt.busy}
            onClick={() => draft && seal(draft)}
          >
            Seal it, and save its key
          </button>
        </div>
      )}
      {competition.sealed && waiting && key && (
        <>
          <p>
            <span className="badge good">sealed</span>{" "}
            {waiting.name}: its key is in this browser and was saved as a file.
          </p>
          <div className="actions start">
            <button
              type="button"
              className="button"
              onClick={() => downloadKey(key)}
            >
              Save the key file again
            </button>
            <button
              type="button"
              className="button"
              onClick={() => void dropPackage(waiting.digest).then(reload)}
            >
              Seal another model instead
            </button>
          </div>
          <label className="check">
            <input
              type="checkbox"
              checked={safe}
              onChange={({ target }) => setSafe(target.checked)}
            />
            I have the key file in a safe place
          </label>
        </>
      )}
      {bytes && cost && (
        <Facts
          of={[
            ["Published on the chain", showBytes(bytes.length)],
            [
              "In",
              cost.transactions === 1 ? "one transaction" : `${cost.transactions} transactions`,
            ],
            ["Gas, about", cost.gas.toLocaleString("en")],
            [
              "Network fee, about",
              price ? <Money key="fee" wei={cost.gas * price.maxFeePerGas} bound /> : "…",
            ],
          ]}
        />
      )}
      {bytes && !fits && (
        <div className="notice error">
          <p>
            The package has {bytes.length.toLocaleString("en")} bytes, the terms allow{" "}
            {competition.byteLimit.toLocaleString("en")}. Make it smaller: `deml pack --float16` or
            `--int8`.
          </p>
        </div>
      )}
      {!competition.sealed && bytes && sound && (
        <p className="muted" data-place={reserved ? reserved.place : ""}>
          {reserved
            ? `Place #${reserved.place} is reserved for ${draft?.name ?? held?.name}: whoever ` +
              "copies it gets a later one."
            : "Its place is reserved first, with a hash that reveals nothing about it: whoever " +
              "copies the model when it is sent gets a later place."}
        </p>
      )}
      {!competition.sealed && reservation && digest !== undefined && !reserved && (
        <div className="notice warning">
          <p>
            Place #{reservation.place}{" "}
            is reserved for another model. Submitting this one gives up that place, which still
            counts as one of your models.
          </p>
        </div>
      )}
      {!competition.sealed && reservation && digest === undefined && (
        <div className="notice">
          <p>
            Place #{reservation.place}{" "}
            is reserved for a model whose package this browser does not have. Choose the same file
            again to send it.
          </p>
        </div>
      )}
      {step === "wait" && !competition.sealed && bytes && sound && !reserved && (
        <div className="actions start">
          <button
            type="button"
            className="button"
            disabled={attempt.busy}
            onClick={() => sending && reserveOnly(sending)}
          >
            Reserve a place now
          </button>
        </div>
      )}
      {(!competition.sealed || waiting) && step === "submit" && bytes && sound && (
        <NameField name={name} change={setName} />
      )}
      {(!competition.sealed || waiting) && (
        <div className="actions start">
          <button
            type="button"
            className="button primary"
            disabled={!ready || attempt.busy}
            onClick={() => sending && submit(sending)}
          >
            Submit
          </button>
          {step !== "submit" && <span className="muted">{WHY_NOT[step]}</span>}
          {!competition.sealed && !bytes && <span className="muted">Choose a model first.</span>}
          {step === "submit" && bytes && !room && (
            <span className="muted">You have used all of your places.</span>
          )}
          {sent && <span className="muted">You have submitted it already.</span>}
        </div>
      )}
      {attempt.failure}
    </section>
  );
}

/** Why nothing can be submitted. */
const WHY_NOT: Partial<Record<Step, string>> = {
  register: "Register first.",
  wait: "Submission has not begun.",
  full: "You have used all of your places.",
  late: "This account is not registered.",
};
