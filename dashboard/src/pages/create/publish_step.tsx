/**
 * Publishing: to this page's host, or as a CAR file; and asking the gateways for it.
 */
import { useState } from "react";
import { showBytes } from "../../../../protocol/format/format.ts";
import { type CID, parseCid } from "../../../../miner/ipfs/cid.ts";
import { useAttempt } from "../../components/attempt.tsx";
import { Copy } from "../../components/copy.tsx";
import { Progress } from "../../components/progress.tsx";
import { useApp } from "../../context.ts";
import { carOf, putBlocks } from "../../data/publish.ts";
import { downloadFile } from "../../components/download_file.ts";
import { checkPublished, type Wanted } from "./check_published.ts";
import type { Prepared } from "./data_sets.ts";
import { type Final, type Form, useCreate } from "./form.ts";
import { Sealing } from "./sealing.tsx";

/** Sending the files to IPFS, once the form is complete. */
export function PublishStep() {
  const form = useCreate();
  return (
    <>
      {form.draft.sealed && form.draft.source === "files" && <Sealing />}
      <Publishing form={form} />
    </>
  );
}

function Publishing({ form }: { form: Form }) {
  const { settings } = useApp();
  const { final, published, onPublished } = form;
  const attempt = useAttempt("publish the data");
  const [work, setWork] = useState<{ label: string; done?: number; of?: number }>();
  const [stopping, setStopping] = useState<AbortController>();
  const sets = preparedOf(form);
  const sealedLater = form.draft.sealed && !form.draft.sealing?.safe;
  const unread = !form.tried.test.data ||
    (form.draft.withValidation && !form.tried.validation.data);
  if (final === undefined || sealedLater || unread) {
    return (
      <p className="muted">
        {final === undefined || unread
          ? "Data and spec are published once both are complete and the data can be read."
          : "First confirm that the key file is in a safe place."}
      </p>
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
      setWork({ label: "Sending it to this page's host", done, of: list.length });
    });
    await check(signal);
  }

  const download = async () => {
    const list = blocks.map(([cid, block]) => [parseCid(cid), block] as [CID, Uint8Array]);
    // Every file is a root: nodes pin what a CAR's roots link to, and a spec has no links.
    const roots = rootsOf(final, sets).map((cid) => parseCid(cid));
    downloadFile("competition.car", await carOf(roots, list));
  };

  return (
    <>
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
            onClick={() => during("Sending it to this page's host", put)}
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
        imports the CAR file into an IPFS node; pinning services also accept it. This page's
        gateways must be able to find it.
      </p>
      <div aria-live="polite" className="stack">
        {work && <Progress {...work} cancel={() => stopping?.abort()} />}
        {missing.length === 0 && (
          <div className="notice good">
            <p>
              It is published: gateways returned all {wanted.length} files, byte for byte.
            </p>
          </div>
        )}
        {settings.gateways.length === 0 && (
          <p className="wrong">
            This page knows no gateway. Its host must name one in settings.json.
          </p>
        )}
      </div>
      {attempt.failure}
    </>
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

/** Everything that a miner fetches. */
function wantedOf(final: Final, sets: Prepared[]): Wanted[] {
  return [
    { cid: final.cid, bytes: final.bytes.length },
    ...sets.flatMap(({ cids, bytes }) => Object.values(cids).map((cid) => ({ cid, bytes }))),
  ];
}

/** Whether gateways returned everything that the form now describes. */
export function isPublished(form: Form): boolean {
  if (form.final === undefined) return false;
  return wantedOf(form.final, preparedOf(form)).every(({ cid }) => form.published.has(cid));
}
