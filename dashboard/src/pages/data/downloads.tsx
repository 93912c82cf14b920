/**
 * Everything that a competition publishes, to take away: each file as it was published, the spec,
 * and all of it as one CAR for a node of IPFS.
 *
 * @module
 */
import { useRef, useState } from "react";
import type { CompetitionSpec } from "../../../../protocol/spec/spec.ts";
import { labelsOf } from "../../../../protocol/spec/formats.ts";
import { largestFiles } from "../../../../protocol/spec/largest_files.ts";
import { fileOf, type Part } from "../../../../protocol/spec/part.ts";
import type { Competition } from "../../../../protocol/state/competition.ts";
import { showBytes } from "../../../../protocol/format/format.ts";
import type { BlockStore } from "../../../../miner/ipfs/block_store.ts";
import { counted, publicationOf } from "../../../../miner/ipfs/blocks.ts";
import { carOf } from "../../../../miner/ipfs/car.ts";
import { parseCid } from "../../../../miner/ipfs/cid.ts";
import { streamFile } from "../../../../miner/ipfs/fetch.ts";
import { fileNames } from "../../starter/read_data.ts";
import { useAttempt } from "../../components/attempt.tsx";
import { Copy } from "../../components/copy.tsx";
import { Progress } from "../../components/progress.tsx";
import { useApp } from "../../context.ts";
import { blocks } from "../../data/blocks.ts";
import { saveParts } from "../../data/save_file.ts";

/** A file of a competition. */
export interface Published {
  what: string;
  name: string;
  cid: string;
  /** The largest that it may be, in bytes */
  most: number;
  /** Its content is ciphertext until the test set's key is published */
  sealed?: boolean;
}

/** The files of a competition, the spec first. */
export function publishedFiles(spec: CompetitionSpec, specCid: string): Published[] {
  const parts: Part[] = spec.validation ? ["validation", "test"] : ["test"];
  return [
    { what: "The spec", name: "competition.json", cid: specCid, most: 65_536 },
    ...parts.flatMap((part): Published[] => {
      const file = fileOf(spec, part);
      const names = fileNames(spec, part);
      const most = largestFiles(file, spec.input);
      const title = part === "test" ? "The test set" : "The validation set";
      const sealed = part === "test" && spec.test.sealed !== undefined;
      const end = sealed ? ".sealed" : "";
      const data = { what: title, name: names.data + end, cid: file.cid, most: most.data, sealed };
      const cid = labelsOf(file);
      if (cid === undefined || names.labels === undefined) return [data];
      const name = names.labels + end;
      return [data, { what: `${title}'s labels`, name, cid, most: most.labels, sealed }];
    }),
  ];
}

/** What this browser has is read from it; what it lacks is not kept: a download is on the disk. */
const readOnly: BlockStore = {
  read: (cid) => blocks.read(cid),
  put: (cid) => Promise.resolve(cid),
};

export function Downloads({ competition, spec, specCid }: {
  competition: Competition;
  spec: CompetitionSpec;
  specCid: string;
}) {
  const { settings: { gateways } } = useApp();
  const attempt = useAttempt("download the file");
  const [running, setRunning] = useState<{ name: string; done: number; of?: number }>();
  const stopping = useRef<AbortController>(undefined);
  const files = publishedFiles(spec, specCid);

  const begin = (name: string, work: (signal: AbortSignal) => Promise<unknown>) => {
    const controller = new AbortController();
    stopping.current = controller;
    setRunning({ name, done: 0 });
    attempt.run(() =>
      work(controller.signal).catch((error) => {
        if (!controller.signal.aborted) throw error;
      }).finally(() => setRunning(undefined))
    );
  };

  const one = ({ name, cid, most }: Published) =>
    begin(name, async (signal) => {
      const from = { gateways, store: readOnly, signal, maxBytes: most };
      const file = await streamFile(parseCid(cid), from);
      await saveParts(name, file.length, async function* () {
        let done = 0;
        for await (const part of file.parts()) {
          signal.throwIfAborted();
          yield part;
          done += part.length;
          setRunning({ name, done, of: file.length });
        }
      });
    });

  const all = () => {
    const name = `competition-${competition.id}.car`;
    begin(name, async (signal) => {
      const roots = [...new Set(files.map(({ cid }) => cid))].map((cid) => parseCid(cid));
      // Their first blocks say how long they are.
      const lengths = await Promise.all(files.map(async ({ cid, most }) => {
        const from = { gateways, store: readOnly, signal, maxBytes: most };
        return (await streamFile(parseCid(cid), from)).length;
      }));
      await saveParts(name, lengths.reduce((sum, length) => sum + length, 0), () => {
        const { blocks: found } = publicationOf(roots, readOnly, { gateways, signal });
        const onProgress = ({ bytes }: { bytes: number }) => setRunning({ name, done: bytes });
        return carOf(roots, counted(found, { signal, onProgress }));
      });
    });
  };

  return (
    <section className="card" aria-label="Downloads">
      <h2>Download</h2>
      <p className="muted">
        Each file as it was published; every block is checked against its identifier on the way.
      </p>
      <ul className="plain-list stack">
        {files.map((file) => (
          <li key={file.name} className="row spread">
            <span>
              {file.what}
              {file.sealed && <span className="badge">sealed</span>}{" "}
              <small>
                <Copy text={file.cid} shown={`${file.cid.slice(0, 14)}…`} />
              </small>
            </span>
            <button
              type="button"
              className="button small"
              disabled={attempt.busy}
              onClick={() => one(file)}
              aria-label={`Download ${file.name}`}
            >
              {file.name}
            </button>
          </li>
        ))}
        <li className="row spread">
          <span>
            All of it, <code>ipfs dag import</code> takes it
          </span>
          <button type="button" className="button small" disabled={attempt.busy} onClick={all}>
            competition-{String(competition.id)}.car
          </button>
        </li>
      </ul>
      {running && (
        <Progress
          label={`${running.name}: ${showBytes(running.done)}`}
          done={running.of === undefined ? undefined : running.done}
          of={running.of}
          cancel={() => stopping.current?.abort()}
        />
      )}
      {attempt.failure}
    </section>
  );
}
