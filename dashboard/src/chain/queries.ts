/**
 * Reads of the contract, each again when something happened that changes it.
 *
 * @module
 */
import { skipToken, useQuery, type UseQueryResult } from "@tanstack/react-query";
import { type Address, type Hex, zeroAddress } from "viem";
import { call } from "../../../miner/chain/call.ts";
import { countCompetitions } from "../../../miner/chain/read_competition.ts";
import type { Competition } from "../../../protocol/state/competition.ts";
import { readModels } from "../../../miner/chain/read_models.ts";
import type { Model } from "../../../protocol/state/model.ts";
import { readRunningRounds } from "../../../miner/chain/read_rounds.ts";
import type { Round } from "../../../protocol/state/round.ts";
import type { Connection } from "../../../miner/chain/client.ts";
import { TASKS } from "../../../protocol/generated/enums.ts";
import { useApp } from "../context.ts";
import { modelsDue, roundsDue } from "./due.ts";
import { useChain } from "./head.tsx";
import type { DependsOn } from "./refresh.ts";

/**
 * Reads something of the chain; from scratch on another chain.
 *
 * @param key Identifies what is read, without the chain
 * @param read Nothing is read while it is undefined
 * @param depends What makes it old: every block, unless told
 */
export function useChainQuery<T>(
  key: readonly unknown[],
  read: ((connection: Connection) => Promise<T>) | undefined,
  depends: DependsOn<T> = { on: "block" },
): UseQueryResult<T> {
  const { connection } = useApp();
  const { head } = useChain();
  return useQuery({
    queryKey: [head?.genesis ?? "no chain", ...key],
    queryFn: head === undefined || read === undefined ? skipToken : () => read(connection),
    meta: depends as unknown as Record<string, unknown>,
    // What happens on the chain makes it stale, not time.
    staleTime: Infinity,
    retry: 1,
    retryDelay: 400,
    structuralSharing: false,
  });
}

/** How many competitions there are. */
export function useCompetitionCount() {
  return useChainQuery(
    ["count"],
    async (connection) => Number(await countCompetitions(connection)),
    { on: "count" },
  );
}

/** One competition: terms, standing, money. */
export function useCompetition(id: number | undefined): UseQueryResult<Competition> {
  const { book } = useChain();
  return useChainQuery(
    ["competition", id],
    id === undefined || book === undefined ? undefined : () => book.readOne(id),
    { on: id ?? "block" },
  );
}

/** Every model of a competition, in order of submission. */
export function useModels(competition: Competition | undefined): UseQueryResult<Model[]> {
  return useChainQuery(
    ["models", competition && Number(competition.id), competition?.models],
    competition && ((connection) => readModels(connection, competition.id, competition.models)),
    competition && {
      on: Number(competition.id),
      due: (models) => modelsDue(models, competition),
    },
  );
}

/** A competition's running rounds. */
export function useRunningRounds(competition: Competition | undefined): UseQueryResult<Round[]> {
  return useChainQuery(
    [
      "running",
      competition && Number(competition.id),
      competition?.rounds,
      competition?.running,
    ],
    competition && ((connection) => readRunningRounds(connection, competition.id, competition)),
    competition && {
      on: Number(competition.id),
      due: (rounds) => roundsDue(rounds, competition.now),
    },
  );
}

/** What an account may do now, and whether it is registered. Amounts are wei. */
export interface Agenda {
  registered: boolean;
  /** Of the running round, which is `round` */
  task: typeof TASKS[number];
  round: number;
  mayRegister: boolean;
  maySubmit: boolean;
  mayOpenRound: boolean;
  mayFinalize: boolean;
  mayCancel: boolean;
  /** What enrol costs now; 0 if it is closed */
  enrolment: bigint;
  claimable: bigint;
  owed: bigint;
}

/** Reads what an account may do in a competition. */
export async function readAgenda(
  connection: Connection,
  id: number,
  account: Address,
): Promise<Agenda> {
  const [agenda, registered] = await Promise.all([
    call(connection, "agendaOf", [BigInt(id), account]),
    call(connection, "isRegistered", [BigInt(id), account]),
  ]);
  return { ...agenda, registered, task: TASKS[agenda.task] ?? "none" };
}

/** What an account may do in a competition; without an account, what anyone may. */
export function useAgenda(
  id: number | undefined,
  account: Address | undefined,
): UseQueryResult<Agenda> {
  const who = account ?? zeroAddress;
  return useChainQuery(
    ["agenda", id, who],
    id === undefined ? undefined : (connection) => readAgenda(connection, id, who),
    { on: id ?? "block" },
  );
}

/** A place that an account has reserved for a model that it has not sent. */
export interface Reservation {
  place: number;
  /** The first 20 bytes of what it was reserved with */
  hash: Hex;
}

/** The place that an account has reserved; null if there is none. */
export function useReservation(
  id: number,
  account: Address | undefined,
): UseQueryResult<Reservation | null> {
  return useChainQuery(
    ["reservation", id, account],
    account && (async (connection) => {
      const [place, hash] = await call(connection, "reservationOf", [BigInt(id), account]);
      return /^0x0*$/.test(hash) ? null : { place: Number(place), hash };
    }),
    { on: id },
  );
}

/** What some miners have in a competition, in their order. */
export function useSeats(id: number, miners: readonly Address[] | undefined) {
  return useChainQuery(
    ["seats", id, miners?.length],
    miners && ((connection) => call(connection, "seatsOf", [BigInt(id), miners])),
    { on: id },
  );
}
