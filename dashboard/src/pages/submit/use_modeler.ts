/**
 * The worker that holds the participant's model. It outlives the page's tabs, and is ended to stop a
 * run.
 *
 * @module
 */
import { useSyncExternalStore } from "react";
import type { DataBytes } from "../../../../miner/dataset/data_set.ts";
import type { Part } from "../../../../protocol/spec/part.ts";
import type { CompetitionSpec } from "../../../../protocol/spec/spec.ts";
import { type DemlError, told } from "../../../../protocol/errors.ts";
import { proxy, type Remote, wrap } from "../../workers/comlink.ts";
import type { Modeler, Opened, Scored } from "../../workers/model_worker.ts";

/** The model that is being prepared. */
export interface Draft extends Opened {
  name: string;
  /** As it was dropped, to open it again in another worker */
  source: Uint8Array;
  isPackage: boolean;
  /** The spec that it was checked against */
  specDigest: string;
}

let draft: Draft | undefined;
let worker: Held | undefined;

interface Held {
  worker: Worker;
  remote: Remote<Modeler>;
  /** Rejects when the worker breaks or is stopped: then it answers nothing more */
  failed: Promise<never>;
  fail(error: DemlError): void;
  /** A run is on its way */
  running: boolean;
}
const listeners = new Set<() => void>();

/** The model that is being prepared for a competition. */
export function useDraft(specDigest: string): Draft | undefined {
  const found = useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, () => draft);
  return found?.specDigest === specDigest ? found : undefined;
}

/** Packs and checks a file; it takes the place of the model before. */
export async function openDraft(
  name: string,
  source: Uint8Array,
  spec: CompetitionSpec,
  specDigest: string,
): Promise<void> {
  // Bytes tell more than names do.
  const isPackage = /\.deml$/i.test(name) || startsWith(source, "DEML");
  // The worker holds one model: the one before is gone whether or not this one opens.
  set(undefined);
  const opened = await race((remote) => remote.open(source, isPackage, spec));
  set({ ...opened, name, source, isPackage, specDigest });
}

/** Lets go of the model. */
export function dropDraft(): void {
  stop();
  set(undefined);
}

/** Runs the model over a data set. */
export async function scoreDraft(
  spec: CompetitionSpec,
  part: Part,
  bytes: DataBytes,
  onProgress: (done: number, rows: number) => void,
): Promise<Scored> {
  // One left behind on another tab would share the engine with this one.
  if (worker?.running) stop();
  return await race(async (remote, fresh) => {
    const held = worker;
    if (held) held.running = true;
    try {
      if (fresh && draft) await remote.open(draft.source, draft.isPackage, spec);
      return await remote.score(spec, part, bytes, proxy(onProgress));
    } finally {
      if (held) held.running = false;
    }
  });
}

/** Ends whatever the worker does; what waited for it fails with `interrupted`. */
export function stop(): void {
  end(told("interrupted", "You stopped it", "Start it again when you like"));
}

function end(why: DemlError): void {
  const held = worker;
  worker = undefined;
  held?.worker.terminate();
  held?.fail(why);
}

/** A worker that breaks never answers. */
async function race<T>(work: (remote: Remote<Modeler>, fresh: boolean) => Promise<T>): Promise<T> {
  const fresh = worker === undefined;
  const { remote, failed } = worker ??= start();
  return await Promise.race([work(remote, fresh), failed]);
}

function start(): Held {
  const started = new Worker(new URL("../../workers/model_worker.ts", import.meta.url), {
    type: "module",
  });
  const { promise, reject } = Promise.withResolvers<never>();
  promise.catch(() => {});
  started.onerror = () =>
    end(
      told(
        "evaluator",
        "The worker that holds the model broke",
        "Try again; a model that is too large for a browser can be checked with `deml check`",
      ),
    );
  const remote = wrap<Modeler>(started);
  return { worker: started, remote, failed: promise, fail: reject, running: false };
}

function set(next: Draft | undefined): void {
  draft = next;
  listeners.forEach((listener) => listener());
}

function startsWith(bytes: Uint8Array, text: string): boolean {
  return [...text].every((letter, index) => bytes[index] === letter.charCodeAt(0));
}
