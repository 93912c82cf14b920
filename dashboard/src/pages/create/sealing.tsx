/** The sealing of a test set, whose key must not be lost. */
import type { Sealing as Kept } from "../../../../miner/organizer/draft.ts";
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
import { filesOf } from "./data_sets.ts";
import { useCreate } from "./form.ts";
import { inWorker } from "./in_worker.ts";

/** Making the key of the test set, and keeping it. */
export function Sealing() {
  const { draft, change, files, reckoning } = useCreate();
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

  async function again({ commitment }: Kept) {
    const key = await findKey(commitment);
    if (key === undefined) {
      throw told("wallet", "This browser no longer has the key", "Seal it again");
    }
    downloadKey(key);
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
              : <Money wei={reckoning.split.pool} bound />
            </>
          )}.
        </p>
      </div>
      {sealing === undefined
        ? (
          <button
            type="button"
            className="button primary start"
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
