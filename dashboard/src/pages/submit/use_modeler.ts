/**
 * The worker that holds the participant's model. It outlives the page's tabs, and is ended to stop
 * a run.
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
import { workerFailed } from "../../parts/load_part.ts";

/** What a participant has chosen. */
export interface Source {
  name: string;
  bytes: Uint8Array;
  /** Further files by name: weights, if the model keeps them there */
  beside: Map<string, Uint8Array>;
}

/** The model that is being prepared. */
export interface Draft extends Opened {
  name: string;
  /** The original files, to open them again in another worker */
  source: Source;
  isPackage: boolean;
  /** The spec that it was checked against */
  specDigest: string;
}

let draft: Draft | undefined;
let worker: Held | undefined;

interface Held {
  worker: Worker;
  remote: Remote<Modeler>;
  /** Rejects when the worker crashes or is stopped: it then stops responding */
  failed: Promise<never>;
  fail(error: DemlError): void;
  /** A run is in progress */
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

/** Packs and checks a model, which replaces the previous model. */
export async function openDraft(
  source: Source,
  spec: CompetitionSpec,
  specDigest: string,
): Promise<void> {
  const { name, bytes, beside } = source;
  // Bytes are more reliable than names.
  const isPackage = /\.deml$/i.test(name) || startsWith(bytes, "DEML");
  // The worker has one model: the previous one is gone whether or not this one opens.
  set(undefined);
  const opened = await race((remote) => remote.open(bytes, isPackage, spec, beside));
  set({ ...opened, name, source, isPackage, specDigest });
}

/** Drops the model. */
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
  // A run left on another tab would share the engine with this one.
  if (worker?.running) stop();
  return await race(async (remote, fresh) => {
    const held = worker;
    if (held) held.running = true;
    try {
      if (fresh && draft) {
        const { source: { bytes, beside }, isPackage } = draft;
        await remote.open(bytes, isPackage, spec, beside);
      }
      return await remote.score(spec, part, bytes, proxy(onProgress));
    } finally {
      if (held) held.running = false;
    }
  });
}

/** Ends the worker's work; its callers fail with `interrupted`. */
export function stop(): void {
  end(told("interrupted", "You stopped it", "Start it again at any time"));
}

function end(why: DemlError): void {
  const held = worker;
  worker = undefined;
  held?.worker.terminate();
  held?.fail(why);
}

/** A worker that crashes never responds. */
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
  started.onerror = (event) =>
    end(workerFailed(
      event,
      told(
        "evaluator",
        "The model's worker crashed",
        "Try again; a model that is too large for a browser can be checked with `deml check`",
      ),
    ));
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
