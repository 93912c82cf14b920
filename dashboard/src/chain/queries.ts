/**
 * What is read of the contract, each made new with every block.
 *
 * @module
 */
import { useQuery, type UseQueryResult } from "@tanstack/react-query";
import type { Address } from "viem";
import { call } from "../../../miner/chain/call.ts";
import {
  type Competition,
  countCompetitions,
  readCompetition,
} from "../../../miner/chain/read_competition.ts";
import { type Model, readModels } from "../../../miner/chain/read_models.ts";
import { readRunningRounds, type Round } from "../../../miner/chain/read_rounds.ts";
import type { Connection } from "../../../miner/chain/client.ts";
import { useApp } from "../context.ts";
import { useChain } from "./head.tsx";

/**
 * Reads something of the chain; it is read again with every block, and anew on another chain.
 *
 * @param key Names what is read, without the chain; nothing is read while it is undefined
 */
export function useChainQuery<T>(
  key: readonly unknown[] | undefined,
  read: (connection: Connection) => Promise<T>,
): UseQueryResult<T> {
  const { connection } = useApp();
  const { head } = useChain();
  return useQuery({
    queryKey: [head?.genesis ?? "no chain", ...(key ?? ["nothing"])],
    queryFn: () => read(connection),
    enabled: head !== undefined && key !== undefined,
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
    id === undefined ? undefined : ["competition", id],
    (connection) => readCompetition(connection, BigInt(id!)),
  );
}

/** Every model of a competition, in order of submission. */
export function useModels(competition: Competition | undefined): UseQueryResult<Model[]> {
  const { id, models } = competition ?? { id: 0n, models: 0 };
  return useChainQuery(
    competition && ["models", Number(id), models],
    (connection) => readModels(connection, id, models),
  );
}

/** The rounds of a competition that still run. */
export function useRunningRounds(competition: Competition | undefined): UseQueryResult<Round[]> {
  return useChainQuery(
    competition && ["running", Number(competition.id), competition.rounds, competition.running],
    (connection) => readRunningRounds(connection, competition!.id, competition!),
  );
}

/** What an account may do now, and whether it is registered. Amounts are wei. */
export interface Agenda {
  registered: boolean;
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
    id === undefined ? undefined : ["agenda", id, who],
    async (connection) => {
      const [agenda, registered] = await Promise.all([
        // Of its rounds nothing is asked: miners do those from their own program.
        call(connection, "agendaOf", [BigInt(id!), who, 0n, 0n]),
        call(connection, "isRegistered", [BigInt(id!), who]),
      ]);
      return { ...agenda, registered };
    },
  );
}
