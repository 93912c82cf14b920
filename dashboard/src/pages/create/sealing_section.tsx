/** Open or sealed; and the sealing, whose key must not be lost. */
import type { Sealing } from "../../../../miner/organizer/draft.ts";
import type { Chosen } from "./files.ts";
import { toHex } from "viem";
import { KEY_BYTES, NONCE_BYTES, randomBytes } from "../../../../miner/model/envelope.ts";
import { testKeyFile } from "../../../../miner/model/key_file.ts";
import { told } from "../../../../protocol/errors.ts";
import { useAttempt } from "../../components/attempt.tsx";
import { Copy } from "../../components/copy.tsx";
import { Money } from "../../components/money.tsx";
import { Moment } from "../../components/when.tsx";
import { thirdsOf } from "../../../../protocol/terms/phase_ends.ts";
import { downloadKey, findKey, saveKey } from "../../keys/store.ts";
import { Choice } from "./field.tsx";
import { filesOf, type Form } from "./form.ts";
import { inWorker } from "./in_worker.ts";

export function SealingSection({ form }: { form: Form }) {
  const { draft, change } = form;
  return (
    <section className="card" aria-labelledby="create-sealing">
      <h2 id="create-sealing">5. Open or sealed</h2>
      <Choice
        legend="Who sees test set and models"
        value={draft.sealed ? "sealed" : "open"}
        options={[
          [
            "open",
            "Open.",
            "Everything is public from the start, and the leaderboard is live. Models can be copied: a copy ranks lower, but may take a lower prize.",
          ],
          [
            "sealed",
            "Sealed.",
            "Test set and models are published encrypted, so nobody can copy a model or train on the test set. You publish the test set's key once submission is over.",
          ],
        ]}
        change={(kind) => change((before) => ({ ...before, sealed: kind === "sealed" }))}
      />
      {draft.sealed && <Sealed form={form} />}
    </section>
  );
}

function Sealed({ form }: { form: Form }) {
  const { draft, change, files, reckoning } = form;
  const { sealing } = draft;
  const { ends } = reckoning;
  const thirds = ends.submission !== undefined && ends.opening !== undefined
    ? {
      from: ends.submission,
      ...thirdsOf({ submissionEnd: ends.submission, openingEnd: ends.opening }),
    }
    : undefined;
  const attempt = useAttempt("seal the test set");
  const chosen = files.test;

  async function seal(chosen: Chosen) {
    const given = filesOf(chosen);
    const digests = await inWorker(({ digests }) => digests(given));
    const key = testKeyFile(toHex(randomBytes(KEY_BYTES)));
    // The key first, here and on disk: without it, sealed bytes would be lost.
    await saveKey(key);
    downloadKey(key);
    change((before) => ({
      ...before,
      sealing: {
        commitment: key.commitment,
        nonce: toHex(randomBytes(NONCE_BYTES)),
        ...(given.length > 1 && { labelsNonce: toHex(randomBytes(NONCE_BYTES)) }),
        digests,
        safe: false,
      },
    }));
  }

  async function again({ commitment }: Sealing) {
    const key = await findKey(commitment);
    if (key === undefined) {
      throw told("wallet", "This browser no longer has the key", "Seal it again");
    }
    downloadKey(key);
  }

  if (draft.source === "cids") {
    return (
      <div className="notice warning">
        <p>
          <strong>Published files cannot be sealed.</strong>{" "}
          Choose the files themselves, above; they are encrypted here.
        </p>
      </div>
    );
  }
  return (
    <div className="stack">
      <div className="notice warning">
        <p>
          <strong>You must come back.</strong>{" "}
          In the first third of the opening you publish the key, from this page{thirds && (
            <>
              : from <Moment seconds={thirds.from} /> until <Moment seconds={thirds.key} />
            </>
          )}. Miners then judge the test set, and models are opened only if they find it good. If
          the key is missing, or the test set does not match the spec, anyone may cancel the
          competition, which costs you a fifth of the fund{reckoning.split && (
            <>
              : <Money wei={reckoning.split.pool} />
            </>
          )}.
        </p>
      </div>
      {sealing === undefined
        ? (
          <button
            type="button"
            className="button"
            disabled={chosen === undefined || attempt.busy}
            onClick={() => chosen && attempt.run(() => seal(chosen))}
          >
            {attempt.busy
              ? "Sealing…"
              : chosen === undefined
              ? "Choose the test set first"
              : "Make a key, and seal the test set"}
          </button>
        )
        : (
          <>
            <p className="wrap">
              The key is in this browser and was downloaded as{" "}
              <code>test-set.key.json</code>. Its commitment is{" "}
              <Copy text={sealing.commitment} shown={`${sealing.commitment.slice(0, 18)}…`} />
            </p>
            <label className="check">
              <input
                type="checkbox"
                checked={sealing.safe}
                onChange={({ target }) =>
                  change((before) => ({
                    ...before,
                    sealing: before.sealing && { ...before.sealing, safe: target.checked },
                  }))}
              />
              <span>I have the key file in a safe place</span>
            </label>
            <div className="actions start">
              <button
                type="button"
                className="button small"
                disabled={attempt.busy}
                onClick={() => attempt.run(() => again(sealing))}
              >
                Download the key again
              </button>
              <button
                type="button"
                className="button small"
                disabled={chosen === undefined || attempt.busy}
                onClick={() => chosen && attempt.run(() => seal(chosen))}
              >
                Seal again with another key
              </button>
            </div>
          </>
        )}
      {attempt.failure}
    </div>
  );
}
