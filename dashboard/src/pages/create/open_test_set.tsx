/**
 * Opening the test set of a sealed competition, for whoever has its key. Shows nothing when there is
 * nothing to do.
 *
 * @module
 */
import { useEffect, useRef, useState } from "react";
import type { Hex } from "viem";
import type { Competition } from "../../../../protocol/state/competition.ts";
import { told } from "../../../../protocol/errors.ts";
import { useNow } from "../../chain/head.tsx";
import { useWallet } from "../../chain/wallet.ts";
import { type Attempt, useAttempt } from "../../components/attempt.tsx";
import { Money } from "../../components/money.tsx";
import { Countdown } from "../../components/when.tsx";
import { findKey, saveKey } from "../../keys/store.ts";
import { useSend } from "../../transactions/provider.tsx";
import { thirdsOf } from "../../../../protocol/terms/phase_ends.ts";
import { loadPart } from "../../parts/load_part.ts";

/** No key file is longer, in bytes. */
const LONGEST_FILE = 10_000;

export function OpenTestSet({ competition }: { competition: Competition }) {
  const { id, sealed, phase, testKey, testKeyCommitment, organizer, fund } = competition;
  const { address } = useWallet();
  const send = useSend();
  const attempt = useAttempt("open the test set");
  const [key, setKey] = useState<Hex>();
  const now = useNow();
  const due = sealed && phase === "opening" && testKey === undefined &&
    now < thirdsOf(competition).key;

  useEffect(() => {
    setKey(undefined);
    if (!due) return;
    let here = true;
    void findKey(testKeyCommitment).then((file) => here && setKey(file?.key));
    return () => {
      here = false;
    };
  }, [due, testKeyCommitment]);

  const mine = address?.toLowerCase() === organizer.toLowerCase();
  if (!due) return null;

  function open(secret: Hex) {
    return send({
      functionName: "openTestSet",
      args: [id, secret],
      purpose: `open the test set of competition ${id}`,
      facts: [["What it does", "publishes the test set's key, for everybody and for good"]],
    });
  }

  async function take(file: File) {
    if (file.size > LONGEST_FILE) {
      throw told("wallet", `${file.name} is not a key file`, "Choose test-set.key.json");
    }
    const { parseKeyFile } = await loadPart(() => import("../../../../miner/model/key_file.ts"));
    const found = parseKeyFile(new Uint8Array(await file.arrayBuffer()), file.name);
    if (found.seals !== "test-set" || found.commitment !== testKeyCommitment) {
      throw told(
        "wallet",
        `${file.name} is the key of something else`,
        "Choose the key file that was downloaded when this test set was sealed",
      );
    }
    // Where the browser keeps nothing, the file is still there.
    await saveKey(found).catch(() => {});
    setKey(found.key);
    await open(found.key);
  }

  // Whoever was given the file can help, from any account.
  if (!mine && key === undefined) {
    return (
      <details className="muted">
        <summary>I have the key of the test set</summary>
        <KeyDrop attempt={attempt} take={take} says="Drop the key file here." />
      </details>
    );
  }
  return (
    <section
      className="card"
      aria-label="Open the test set"
    >
      <div className="row spread">
        <p>
          <strong>The test set's key is due</strong> within{" "}
          <Countdown seconds={thirdsOf(competition).key} />. If nobody publishes it, anyone may
          cancel the competition, which costs the organizer <Money wei={fund / 5n} bound />.
        </p>
        {key !== undefined && (
          <button
            type="button"
            className="button primary"
            disabled={attempt.busy}
            onClick={() => attempt.run(() => open(key))}
          >
            Open the test set
          </button>
        )}
      </div>
      {key === undefined && (
        <KeyDrop
          attempt={attempt}
          take={take}
          says="This browser does not have the key. Drop the key file here."
        />
      )}
      {key !== undefined && attempt.failure}
    </section>
  );
}

interface DropProps {
  attempt: Attempt;
  take(file: File): Promise<unknown>;
  says: string;
}

function KeyDrop({ attempt, take, says }: DropProps) {
  const input = useRef<HTMLInputElement>(null);
  const run = (file: File | undefined) => file && attempt.run(() => take(file));
  return (
    <div
      className="drop"
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        run(event.dataTransfer.files[0]);
      }}
    >
      <p>{says}</p>
      <input
        ref={input}
        type="file"
        accept=".json,application/json"
        hidden
        aria-label="Key file of the test set"
        onChange={({ target }) => {
          run(target.files?.[0]);
          // The same file may be chosen again.
          target.value = "";
        }}
      />
      <button
        type="button"
        className="button"
        disabled={attempt.busy}
        onClick={() => input.current?.click()}
      >
        Choose the key file
      </button>
      {attempt.failure}
    </div>
  );
}
