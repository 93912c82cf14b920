/**
 * What is read of the contract, each made new with every block.
 *
 * @module
 */
import { skipToken, useQuery, type UseQueryResult } from "@tanstack/react-query";
import type { Address, Hex } from "viem";
import { call } from "../../../miner/chain/call.ts";
import { countCompetitions, readCompetition } from "../../../miner/chain/read_competition.ts";
import type { Competition } from "../../../protocol/state/competition.ts";
import { readModels } from "../../../miner/chain/read_models.ts";
import type { Model } from "../../../protocol/state/model.ts";
import { readRunningRounds } from "../../../miner/chain/read_rounds.ts";
import type { Round } from "../../../protocol/state/round.ts";
import type { Connection } from "../../../miner/chain/client.ts";
import { useApp } from "../context.ts";
import { useChain } from "./head.tsx";

/**
 * Reads something of the chain; it is read again with every block, and anew on another chain.
 *
 * @param key Names what is read, without the chain
 * @param read Nothing is read while it is undefined
 */
export function useChainQuery<T>(
  key: readonly unknown[],
  read: ((connection: Connection) => Promise<T>) | undefined,
): UseQueryResult<T> {
  const { connection } = useApp();
  const { head } = useChain();
  return useQuery({
    queryKey: [head?.genesis ?? "no chain", ...key],
    queryFn: head === undefined || read === undefined ? skipToken : () => read(connection),
    // A block makes it stale, time does not.
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
  );
}

/** One competition: terms, standing, money. */
export function useCompetition(id: number | undefined): UseQueryResult<Competition> {
  return useChainQuery(
    ["competition", id],
    id === undefined ? undefined : (connection) => readCompetition(connection, BigInt(id)),
  );
}

/** Every model of a competition, in order of submission. */
export function useModels(competition: Competition | undefined): UseQueryResult<Model[]> {
  return useChainQuery(
    ["models", competition && Number(competition.id), competition?.models],
    competition && ((connection) => readModels(connection, competition.id, competition.models)),
  );
}

/** The rounds of a competition that still run. */
export function useRunningRounds(competition: Competition | undefined): UseQueryResult<Round[]> {
  return useChainQuery(
    [
      "running",
      competition && Number(competition.id),
      competition?.rounds,
      competition?.running,
    ],
    competition && ((connection) => readRunningRounds(connection, competition.id, competition)),
  );
}

/** What a round waits for from an account, by the contract's numbers. */
const TASKS = ["none", "commit", "reveal", "settle", "expire", "fail"] as const;

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
  /** What enrol takes now; 0 when it takes none */
  enrolment: bigint;
  claimable: bigint;
  owed: bigint;
}

/** What an account may do in a competition; of nobody, what anyone may. */
export function useAgenda(
  id: number | undefined,
  account: Address | undefined,
): UseQueryResult<Agenda> {
  const who = account ?? "0x0000000000000000000000000000000000000000";
  return useChainQuery(
    ["agenda", id, who],
    id === undefined ? undefined : async (connection) => {
      const [agenda, registered] = await Promise.all([
        call(connection, "agendaOf", [BigInt(id), who]),
        call(connection, "isRegistered", [BigInt(id), who]),
      ]);
      return { ...agenda, registered, task: TASKS[agenda.task] ?? "none" };
    },
  );
}

/** A place that an account holds for a model which it has not sent. */
export interface Reservation {
  place: number;
  /** The first 20 bytes of what it was reserved with */
  hash: Hex;
}

/** The place that an account has reserved; null where it has none. */
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
  );
}

/** What some miners have in a competition, in their order. */
export function useSeats(id: number, miners: readonly Address[] | undefined) {
  return useChainQuery(
    ["seats", id, miners?.length],
    miners && ((connection) => call(connection, "seatsOf", [BigInt(id), miners])),
  );
}
