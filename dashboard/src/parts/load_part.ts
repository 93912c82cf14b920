/**
 * Parts of the page that are loaded on demand: tried again when the network fails for a moment, and
 * after a new deployment, which has other names for them, with the page itself.
 *
 * @module
 */
import { type DemlError, told } from "../../../protocol/errors.ts";

/** Waits before further tries, in milliseconds. */
const WAITS = [300, 1_000, 3_000];
/** How long to wait for a browser that says it is offline, in milliseconds. */
const OFFLINE = 20_000;
/** A page that was reloaded for a part is not reloaded again so soon, in milliseconds. */
const ONCE_IN = 5 * 60_000;
const MARK = "deml.reloaded-for-a-part";

/**
 * Loads a part.
 *
 * @param load Imports it; called again if that fails
 * @throws DemlError if it cannot be had, with what to do
 */
export async function loadPart<T>(load: () => Promise<T>): Promise<T> {
  for (const wait of [...WAITS, undefined]) {
    try {
      return await load();
    } catch (cause) {
      if (wait === undefined) return await missing(cause);
      await online();
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }
  throw new Error("Unreachable");
}

/**
 * What a worker's error means: without a message, its own part could not be loaded.
 *
 * @param otherwise What it means if the worker was running
 */
export function workerFailed(event: Event, otherwise: DemlError): DemlError {
  const { message } = event as Partial<ErrorEvent>;
  if (message !== undefined && message !== "") return otherwise;
  void missing(event).catch(() => {});
  return notLoaded(event);
}

/** Reloads the page if its host answers, or says what is wrong. */
async function missing(cause: unknown): Promise<never> {
  if (await hostAnswers() && mayReload()) {
    location.reload();
    // The page ends here.
    return await new Promise<never>(() => {});
  }
  throw notLoaded(cause);
}

function notLoaded(cause: unknown): DemlError {
  return told(
    "chain",
    "A part of this page could not be loaded from its host",
    "Check that you are online, and try again; the rest of the page still works",
    { cause },
  );
}

async function hostAnswers(): Promise<boolean> {
  try {
    return (await fetch(new URL("./", document.baseURI), { cache: "no-store" })).ok;
  } catch {
    return false;
  }
}

/** Without a memory there would be no end to it. */
function mayReload(): boolean {
  try {
    const last = Number(sessionStorage.getItem(MARK) ?? 0);
    if (Date.now() - last < ONCE_IN) return false;
    sessionStorage.setItem(MARK, String(Date.now()));
    return sessionStorage.getItem(MARK) !== null;
  } catch {
    return false;
  }
}

/** Waits until the browser says that it is online, but not forever: it may be wrong. */
function online(): Promise<void> {
  if (navigator.onLine) return Promise.resolve();
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      removeEventListener("online", done);
      resolve();
    };
    const timer = setTimeout(done, OFFLINE);
    addEventListener("online", done);
  });
}
