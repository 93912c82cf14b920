/**
 * What each page is called: in the browser's tab, its history and its bookmarks.
 *
 * @module
 */

import { isStep, STEPS } from "../pages/create/steps.ts";

/** The tabs of a competition, by their address; the first is at the competition's own. */
export const TABS = [
  ["", "Overview"],
  ["leaderboard", "Leaderboard"],
  ["submit", "Submit"],
  ["data", "Data"],
  ["miners", "Miners"],
  ["balance", "Balance sheet"],
  ["terms", "Terms"],
] as const;

/** Pages outside every competition. */
const PAGES: Record<string, string> = {
  "": "Competitions",
  create: "Create a competition",
  account: "Your account",
  glossary: "Glossary",
  how: "How it works",
};

const NAME = "DeML";
const NOTHING = "Nothing here";

/** The number of a competition in an address; undefined if the address has none. */
export function competitionIn(path: string): number | undefined {
  const [, number] = /^\/competitions\/([1-9]\d{0,8})(?:\/|$)/.exec(path) ?? [];
  return number === undefined ? undefined : Number(number);
}

/**
 * The title of a page: `Leaderboard · MNIST digits · DeML`.
 *
 * @param competition The name of the competition in the address; absent if there is none
 */
export function titleOf(path: string, competition?: string): string {
  const [first = "", second = "", third = "", fourth = ""] = path.split("/").slice(1);
  if (first === "competitions" && second !== "") {
    const id = competitionIn(path);
    if (id === undefined) return `${NOTHING} · ${NAME}`;
    const tab = third === "models" && /^\d+$/.test(fourth)
      ? `Model #${fourth}`
      : TABS.find(([at]) => at === third)?.[1] ?? NOTHING;
    return `${tab} · ${competition ?? `Competition ${id}`} · ${NAME}`;
  }
  if (first === "create" && isStep(second) && third === "") {
    return `${STEPS[second]} · ${PAGES["create"]} · ${NAME}`;
  }
  if (first === "create" && second === "created" && /^\d{1,15}$/.test(third)) {
    return `Competition ${third} is created · ${NAME}`;
  }
  if (first === "address" && /^0x[0-9a-fA-F]{40}$/.test(second)) {
    return `${second.slice(0, 6)}…${second.slice(-4)} · ${NAME}`;
  }
  const page = second === "" && Object.hasOwn(PAGES, first) ? PAGES[first] : undefined;
  return `${page ?? NOTHING} · ${NAME}`;
}
