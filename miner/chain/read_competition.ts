/**
 * Reading competitions.
 *
 * @module
 */
import { readHead } from "./blocks.ts";
import { type Answer, call } from "./call.ts";
import type { Connection } from "./client.ts";
import { type Competition, competitionOf } from "../../protocol/state/competition.ts";

/** Reads a competition. */
export async function readCompetition(connection: Connection, id: bigint): Promise<Competition> {
  const [terms, standing, head] = await Promise.all([
    readTerms(connection, id),
    call(connection, "standingOf", [id]),
    readHead(connection),
  ]);
  return competitionOf(id, terms, standing, head.timestamp);
}

/** Blocks after which a competition's terms are remembered: they never change, but its block may. */
const DEEP = 64n;
/** Terms, with the block at which they were first read. */
interface SeenTerms {
  terms: Answer<"termsOf">;
  seen: bigint;
  deep: boolean;
}

const remembered = new WeakMap<Connection["client"], Map<bigint, SeenTerms>>();

/** Reads the terms; not again once the competition is deep in the chain. */
export async function readTerms(
  connection: Connection,
  id: bigint,
): Promise<Answer<"termsOf">> {
  const { client } = connection;
  const known = remembered.get(client) ?? new Map<bigint, SeenTerms>();
  remembered.set(client, known);
  const before = known.get(id);
  if (before?.deep) return before.terms;
  const [terms, { number }] = await Promise.all([
    call(connection, "termsOf", [id]),
    readHead(connection),
  ]);
  const same = before !== undefined && toText(before.terms) === toText(terms);
  const seen = same ? before.seen : number;
  known.set(id, { terms, seen, deep: number >= seen + DEEP });
  return terms;
}

function toText(terms: Answer<"termsOf">): string {
  return JSON.stringify(terms, (_, value) => typeof value === "bigint" ? `${value}` : value);
}

/** How many competitions the contract has; they are numbered from 1. */
export async function countCompetitions(connection: Connection): Promise<bigint> {
  return await call(connection, "competitions", []);
}
