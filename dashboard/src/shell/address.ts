/**
 * The page's address: a path and a query, both within the hash, so that any static host serves every
 * page. An entry of the browser's history remembers how far it was scrolled, because the browser
 * itself restores that before there is anything to scroll.
 *
 * @module
 */
import { useEffect, useSyncExternalStore } from "react";

const PREFIX = /^#?\/?/;

function hashParts(): [path: string, query: string] {
  const [path = "", ...query] = location.hash.replace(PREFIX, "").split("?");
  return [`/${path}`, query.join("?")];
}

function subscribe(listener: () => void): () => void {
  addEventListener("hashchange", listener);
  return () => removeEventListener("hashchange", listener);
}

const pathNow = () => hashParts()[0];
const queryNow = () => hashParts()[1];

/** What an entry of the history remembers. */
interface Entry {
  scroll?: number;
}

function remember(): void {
  history.replaceState({ ...history.state as Entry, scroll: scrollY }, "");
}

function navigate(to: string, { replace = false }: { replace?: boolean } = {}): void {
  const oldURL = location.href;
  const newURL = `${oldURL.split("#")[0]}#/${to.replace(PREFIX, "")}`;
  if (replace) history.replaceState(history.state, "", newURL);
  else {
    remember();
    history.pushState({}, "", newURL);
  }
  dispatchEvent(new HashChangeEvent("hashchange", { oldURL, newURL }));
}

/** The address without its query, for wouter's router. */
export const useAddress = Object.assign(
  (): [string, typeof navigate] => [useSyncExternalStore(subscribe, pathNow), navigate],
  { hrefs: (href: string) => `#${href}` },
);

/** The query of the address, without its question mark. */
export function useAddressQuery(): string {
  return useSyncExternalStore(subscribe, queryNow);
}

/** How long a page may take to reach its former length, in milliseconds. */
const PATIENCE = 5_000;

/** Keeps the scroll position of each entry of the history, and begins a new page at its top. */
export function useScrollMemory(): void {
  useEffect(() => {
    history.scrollRestoration = "manual";
    let stop = restore((history.state as Entry | null)?.scroll ?? 0);
    let page = pathNow();
    const back = ({ state }: PopStateEvent) => {
      stop();
      page = pathNow();
      stop = restore((state as Entry | null)?.scroll ?? 0);
    };
    const onward = () => {
      // A filter is the same page, and so is a tab.
      if (pageOf(pathNow()) !== pageOf(page)) {
        stop();
        scrollTo(0, 0);
      }
      page = pathNow();
    };
    addEventListener("popstate", back);
    addEventListener("hashchange", onward);
    addEventListener("pagehide", remember);
    return () => {
      stop();
      removeEventListener("popstate", back);
      removeEventListener("hashchange", onward);
      removeEventListener("pagehide", remember);
    };
  }, []);
}

/** Tabs of one competition are one page. */
function pageOf(path: string): string {
  return path.split("/").slice(0, 3).join("/");
}

/** Scrolls as soon as the page is long enough, unless its reader scrolls first. */
function restore(top: number): () => void {
  const until = performance.now() + PATIENCE;
  let frame = 0;
  const stop = () => {
    cancelAnimationFrame(frame);
    for (const kind of ["wheel", "touchstart", "keydown"]) removeEventListener(kind, stop);
  };
  const attempt = () => {
    scrollTo(0, top);
    if (Math.abs(scrollY - top) < 2 || performance.now() > until) return stop();
    frame = requestAnimationFrame(attempt);
  };
  for (const kind of ["wheel", "touchstart", "keydown"]) {
    addEventListener(kind, stop, { passive: true });
  }
  attempt();
  return stop;
}
