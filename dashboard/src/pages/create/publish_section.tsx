/** Publishing: to this page's host, or by a CAR file; and asking the gateways whether it is there. */
import { useState } from "react";
import { showBytes } from "../../../../protocol/format/format.ts";
import { type CID, parseCid } from "../../../../miner/ipfs/cid.ts";
import { useAttempt } from "../../components/attempt.tsx";
import { Copy } from "../../components/copy.tsx";
import { Progress } from "../../components/progress.tsx";
import { useApp } from "../../context.ts";
import { carOf, putBlocks } from "../../data/publish.ts";
import { downloadFile } from "../../keys/store.ts";
import { checkPublished, type Wanted } from "./check_published.ts";
import type { Final, Form, Prepared } from "./form.ts";

interface Props {
  form: Form;
  /** CIDs that a gateway gave */
  published: ReadonlySet<string>;
  onPublished(cid: string): void;
}

export function PublishSection({ form, published, onPublished }: Props) {
  const { settings } = useApp();
  const { final } = form;
  const attempt = useAttempt("publish the data");
  const [work, setWork] = useState<{ label: string; done?: number; of?: number }>();
  const [stopping, setStopping] = useState<AbortController>();
  const sets = preparedOf(form);
  const sealedLater = form.draft.sealed && !form.draft.sealing?.safe;
  const unread = !form.tried.test.data ||
    (form.draft.withValidation && !form.tried.validation.data);
  if (final === undefined || sealedLater || unread) {
    return (
      <section className="card" aria-labelledby="create-publish">
        <h2 id="create-publish">6. Publish</h2>
        <p className="muted">
          {final === undefined || unread
            ? "Data and spec are published when both are complete, and the data can be read."
            : "First say that you have the key file in a safe place."}
        </p>
      </section>
    );
  }
  const blocks = blocksOf(final, sets);
  const bytes = blocks.reduce((sum, [, block]) => sum + block.length, 0);
  const wanted = wantedOf(final, sets);
  const missing = wanted.filter(({ cid }) => !published.has(cid));

  function during(label: string, work: (signal: AbortSignal) => Promise<void>) {
    const controller = new AbortController();
    setStopping(controller);
    setWork({ label });
    attempt.run(async () => {
      try {
        await work(controller.signal);
      } catch (error) {
        if (!controller.signal.aborted) throw error;
      } finally {
        setWork(undefined);
      }
    });
  }

  async function check(signal: AbortSignal) {
    setWork({ label: "Asking the gateways for it" });
    const { gateways } = settings;
    await checkPublished(missing, gateways, { signal, onChecked: onPublished });
  }

  async function put(signal: AbortSignal) {
    const list = blocks.map(([cid, block]) => [parseCid(cid), block] as [CID, Uint8Array]);
    await putBlocks(list, (done) => {
      signal.throwIfAborted();
      setWork({ label: "Handing it to this page's host", done, of: list.length });
    });
    await check(signal);
  }

  const download = async () => {
    const list = blocks.map(([cid, block]) => [parseCid(cid), block] as [CID, Uint8Array]);
    // Every file is a root: nodes pin what a CAR's roots lead to, and a spec has no links.
    const roots = rootsOf(final, sets).map((cid) => parseCid(cid));
    downloadFile("competition.car", await carOf(roots, list));
  };

  return (
    <section className="card" aria-labelledby="create-publish">
      <h2 id="create-publish">6. Publish</h2>
      <p className="muted">
        Miners fetch spec and data from IPFS by their addresses. Keep them available until the
        competition is over. Altogether {showBytes(bytes)} in{" "}
        {blocks.length === 1 ? "one block" : `${blocks.length} blocks`}.
      </p>
      <p className="wrap">
        Spec: <Copy text={final.cid} />
      </p>
      <div className="actions start">
        {settings.publishes && (
          <button
            type="button"
            className={`button ${missing.length > 0 ? "primary" : ""}`}
            disabled={attempt.busy}
            onClick={() => during("Handing it to this page's host", put)}
          >
            Publish here
          </button>
        )}
        <button
          type="button"
          className="button"
          disabled={attempt.busy}
          onClick={() => attempt.run(download)}
        >
          Download as CAR
        </button>
        <button
          type="button"
          className="button"
          disabled={attempt.busy || missing.length === 0 || settings.gateways.length === 0}
          onClick={() => during("Asking the gateways for it", check)}
        >
          I have published it
        </button>
      </div>
      <p className="hint">
        <code>ipfs dag import competition.car</code>{" "}
        takes the CAR file into an IPFS node, and so do pinning services. The gateways of this page
        must be able to find it.
      </p>
      <div aria-live="polite" className="stack">
        {work && <Progress {...work} cancel={() => stopping?.abort()} />}
        {missing.length === 0 && (
          <div className="notice good">
            <p>
              It is published: a gateway gave all {wanted.length} files, byte for byte.
            </p>
          </div>
        )}
        {settings.gateways.length === 0 && (
          <p className="wrong">
            This page knows no gateway to ask. Whoever hosts it names one in settings.json.
          </p>
        )}
      </div>
      {attempt.failure}
    </section>
  );
}

function preparedOf({ draft, prepared }: Form): Prepared[] {
  const sets = draft.withValidation ? [prepared.test, prepared.validation] : [prepared.test];
  return sets.flatMap(({ data }) => data ? [data] : []);
}

function rootsOf(final: Final, sets: Prepared[]): string[] {
  // What was published before by its CID is not in this file.
  const files = sets.filter(({ blocks }) => blocks.length > 0).flatMap(({ cids }) =>
    Object.values(cids)
  );
  return [...new Set([final.cid, ...files])];
}

function blocksOf(final: Final, sets: Prepared[]): [string, Uint8Array][] {
  return [
    ...new Map<string, Uint8Array>([
      ...sets.flatMap(({ blocks }) => blocks),
      [final.cid, final.bytes],
    ]),
  ];
}

/** Everything a miner will ask for. */
function wantedOf(final: Final, sets: Prepared[]): Wanted[] {
  return [
    { cid: final.cid, bytes: final.bytes.length },
    ...sets.flatMap(({ cids, bytes }) => Object.values(cids).map((cid) => ({ cid, bytes }))),
  ];
}

/** Whether gateways gave everything that the form describes now. */
export function isPublished(form: Form, published: ReadonlySet<string>): boolean {
  if (form.final === undefined) return false;
  return wantedOf(form.final, preparedOf(form)).every(({ cid }) => published.has(cid));
}
