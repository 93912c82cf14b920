/**
 * What a reader looks for among the competitions, as a query of the address; and which those are.
 *
 * @module
 */
import type { Address } from "viem";
import type { Competition, Phase } from "../../../protocol/state/competition.ts";
import { potPartsOf } from "../../../protocol/terms/pot_parts.ts";

/** Orders of the list, the first unless told. */
export const ORDERS = {
  newest: "Newest",
  ending: "Ending soonest",
  prize: "Largest prize",
  participants: "Most participants",
} as const;

/** Kinds of competition. */
export const KINDS = { any: "Sealed and open", sealed: "Sealed", open: "Open" } as const;

/** Phases, and who may do what. */
export const STATES = {
  any: "All",
  joinable: "Open to join",
  mine: "Mine",
  registration: "Registration",
  submission: "Submission",
  opening: "Opening",
  evaluation: "Evaluation",
  settled: "Settled",
  cancelled: "Cancelled",
} as const;

/** What is looked for. */
export interface Wish {
  text: string;
  state: keyof typeof STATES;
  kind: keyof typeof KINDS;
  order: keyof typeof ORDERS;
  /** How many are shown */
  shown: number;
}

/** How many are shown at first, and added with each request for more. */
export const PAGE = 24;

/** Longer texts find nothing. */
const LONGEST = 100;
const MOST = 10_000;

/** Reads a query; whatever is wrong in it counts as absent. */
export function readWish(query: string): Wish {
  const given = new URLSearchParams(query);
  const among = <T extends object>(name: string, table: T, usual: keyof T): keyof T => {
    const value = given.get(name) ?? "";
    return Object.hasOwn(table, value) ? value as keyof T : usual;
  };
  const shown = Number(given.get("shown"));
  return {
    text: (given.get("q") ?? "").slice(0, LONGEST),
    state: among("state", STATES, "any"),
    kind: among("kind", KINDS, "any"),
    order: among("order", ORDERS, "newest"),
    shown: Number.isInteger(shown) && shown > PAGE ? Math.min(shown, MOST) : PAGE,
  };
}

/** Writes a query; the usual values are omitted, so that the plain list has a plain address. */
export function writeWish({ text, state, kind, order, shown }: Wish): string {
  const query = new URLSearchParams();
  if (text.trim() !== "") query.set("q", text);
  if (state !== "any") query.set("state", state);
  if (kind !== "any") query.set("kind", kind);
  if (order !== "newest") query.set("order", order);
  if (shown !== PAGE) query.set("shown", String(shown));
  return query.toString();
}

/** What decides about a competition. */
export type Found =
  & Pick<
    Competition,
    | "id"
    | "phase"
    | "phaseEnd"
    | "ended"
    | "sealed"
    | "organizer"
    | "participants"
    | "specDigest"
  >
  & Parameters<typeof potPartsOf>[0];

/** What else is known. */
export interface Knowledge {
  /** Name and description; absent if the spec was not read */
  specOf(competition: Found): { name: string; description: string } | undefined;
  /** The reader's account */
  own: Address | undefined;
  /** Competitions in which that is registered */
  joined: ReadonlySet<bigint>;
}

/** The competitions that are looked for, in the order that is asked for. */
export function findCompetitions<T extends Found>(
  all: readonly T[],
  wish: Wish,
  known: Knowledge,
): T[] {
  const text = wish.text.trim().toLowerCase();
  return all.filter((competition) =>
    isOfState(competition, wish.state, known) &&
    (wish.kind === "any" || (wish.kind === "sealed") === competition.sealed) &&
    (text === "" || says(competition, text, known))
  ).sort((a, b) => compare(a, b, wish.order));
}

function isOfState(
  { id, phase, organizer }: Found,
  state: Wish["state"],
  { own, joined }: Knowledge,
): boolean {
  switch (state) {
    case "any":
      return true;
    case "joinable":
      return phase === "registration" && !joined.has(id);
    case "mine":
      return joined.has(id) || organizer.toLowerCase() === own?.toLowerCase();
    default:
      return phase === state satisfies Phase;
  }
}

function says(competition: Found, text: string, { specOf }: Knowledge): boolean {
  const { id, organizer } = competition;
  if (text.replace(/^#/, "") === String(id)) return true;
  if (text.length > 3 && organizer.toLowerCase().includes(text)) return true;
  const spec = specOf(competition);
  return spec !== undefined &&
    `${spec.name}\n${spec.description}`.toLowerCase().includes(text);
}

function compare(a: Found, b: Found, order: Wish["order"]): number {
  return first(a, b, order) || Number(b.id - a.id);
}

function first(a: Found, b: Found, order: Wish["order"]): number {
  switch (order) {
    case "newest":
      return 0;
    case "ending":
      // What is over has no end ahead.
      return (a.phaseEnd || Infinity) === (b.phaseEnd || Infinity)
        ? 0
        : (a.phaseEnd || Infinity) - (b.phaseEnd || Infinity);
    case "prize": {
      const [left, right] = [potPartsOf(a).prize, potPartsOf(b).prize];
      return left === right ? 0 : left < right ? 1 : -1;
    }
    case "participants":
      return b.participants - a.participants;
  }
}
