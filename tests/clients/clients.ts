/**
 * A whole competition on each chain client, in its own time: nobody moves a clock, miners are
 * processes of their own. `deno task test:clients` runs it.
 */
import { assert, assertEquals } from "@std/assert";
import { readCompetition } from "../../miner/chain/read_competition.ts";
import { readLastRounds } from "../../miner/chain/read_rounds.ts";
import { expectedOf } from "../../miner/demo/expected.ts";
import { readEntries } from "../../miner/demo/models.ts";
import { enterCompetition, withdrawAll } from "../../miner/demo/play.ts";
import { FUND, openStageOn, type Stage } from "../../miner/demo/stage.ts";
import type { StageChain } from "../../miner/demo/stage_chain.ts";
import { readLeaderboard } from "../../miner/chain/read_leaderboard.ts";
import {
  type Daemon,
  isEnrolled,
  startDaemon,
  until,
  untilCompetition,
} from "../attacks/daemons.ts";
import { startAnvil } from "../faults/anvil.ts";
import { startGeth } from "./geth.ts";
import { accept } from "../accept.ts";

/** What the models get right of 10,000 digits, in score units. */
const SCORES = { lenet: 99_100, mlp: 96_600, logreg: 91_140 };
const MINERS = 4;
/** The contract's shortest window, in seconds. */
const SHORTEST = 60;
/** Terms that nobody joins except on their own chain. */
const ACCEPT = accept("commit-window-short", "reveal-window-short", "few-seats", "cheap-quorum");

/** A client, and the seconds between its blocks. */
interface Client {
  period: number;
  start(): Promise<StageChain & { socketUrl?: string }>;
}

const geth = Deno.env.get("DEML_GETH");
const CLIENTS: Record<string, Client> = {
  "anvil, a block each second": { period: 1, start: () => startTickingAnvil(1) },
  ...geth === undefined ? {} : {
    "geth, a block each second": { period: 1, start: () => startGeth(geth, 1) },
    "geth, a block each twelve seconds": { period: 12, start: () => startGeth(geth, 12) },
  },
};

Deno.test("a whole competition on each client", async (t) => {
  // They wait for blocks most of the time.
  await Promise.all(
    Object.entries(CLIENTS).map(([name, client]) =>
      t.step({
        name,
        fn: () => playOn(client),
        sanitizeOps: false,
        sanitizeResources: false,
        sanitizeExit: false,
      })
    ),
  );
});

async function playOn({ period, start }: Client): Promise<void> {
  const stage = await openStageOn(start);
  const daemons: Daemon[] = [];
  try {
    const { connection } = stage;
    const entries = await readEntries(undefined);
    // Ten blocks for what needs three, so that a busy machine is in time.
    const window = Math.max(SHORTEST, 10 * period);
    const miners = await Promise.all(Array.from({ length: MINERS }, () => stage.actor("miners")));
    const { socketUrl } = stage.chain;
    for (const [number, miner] of miners.entries()) {
      // One of them by websocket, where the client has it.
      const rpc = number === 0 && socketUrl !== undefined ? ["--rpc", socketUrl] : [];
      const args = ["--jobs", "1", "--max-stake", "5", ...ACCEPT, ...rpc];
      daemons.push(startDaemon(stage, miner, args, period));
    }
    const registrationEnd = await stage.now() + 3 * window + 10 * period + SHORTEST;
    const submissionEnd = registrationEnd + Math.max(SHORTEST, 8 * entries.length * period);
    const first = await connection.client.getBlockNumber();
    const { id, terms, organizer, authors, names } = await enterCompetition(stage, entries, {
      registrationEnd,
      submissionEnd,
      evaluationEnd: submissionEnd + 30 * window,
      commitWindow: window,
      revealWindow: window,
      roundInterval: 0,
      seats: MINERS,
    }, { step: () => {} });
    for (const { address } of daemons) {
      assert(await isEnrolled(stage, id, address), `${address} has no deposit`);
    }
    await stage.warpTo(submissionEnd + window);
    await untilCompetition("the end", stage, id, daemons, ({ ended }) => ended);
    const competition = await readCompetition(connection, id);
    const [round] = await readLastRounds(connection, id, competition, 1);
    assertEquals([round?.status, round?.committed, round?.revealed], ["settled", MINERS, MINERS]);
    const standings = await readLeaderboard(connection, competition);
    assertEquals(
      Object.fromEntries(standings.map(({ id: model, score }) => [names.get(model), score])),
      SCORES,
    );
    await until("the last stake", daemons, async () => {
      const there = await Promise.all(daemons.map(({ address }) => isEnrolled(stage, id, address)));
      return !there.includes(true);
    });
    await Promise.all(daemons.map((daemon) => daemon.stop()));
    await withdrawAll(stage, id, [organizer, ...authors]);
    await noteSentBy(stage, miners.map(({ address }) => address), first);
    const { balance, roles } = await stage.ledger.close(connection);
    const expected = expectedOf(terms, FUND, {
      miners: MINERS,
      standings,
      authors: authors.length,
    });
    const out = Object.fromEntries(roles.map((role) => [role.role, role.out]));
    assertEquals(out, {
      miners: expected.miners,
      participants: expected.participants,
      organizer: expected.organizer,
    });
    assertEquals([balance.difference, balance.held, balance.burnt], [0n, 0n, expected.burnt]);
  } finally {
    await Promise.all(daemons.map((daemon) => daemon.stop()));
    await stage.close();
  }
}

/**
 * Notes in the ledger what other processes sent: every transaction of these accounts since a block.
 */
async function noteSentBy(
  { connection: { client }, ledger }: Stage<StageChain>,
  accounts: string[],
  since: bigint,
): Promise<void> {
  const senders = new Set(accounts.map((account) => account.toLowerCase()));
  const last = await client.getBlockNumber();
  for (let number = since; number <= last; number++) {
    const { transactions } = await client.getBlock({
      blockNumber: number,
      includeTransactions: true,
    });
    for (const { hash, from, value } of transactions) {
      if (!senders.has(from.toLowerCase())) continue;
      const receipt = await client.getTransactionReceipt({ hash });
      const { gasUsed, effectiveGasPrice: gasPrice, logs } = receipt;
      const success = receipt.status === "success";
      const mined = { hash, block: Number(number), success, gasUsed, gasPrice, logs };
      ledger.note(from, mined, success ? value : 0n);
    }
  }
}

/** Anvil with blocks in real time. */
async function startTickingAnvil(period: number): Promise<StageChain> {
  const anvil = await startAnvil({ genesis: Math.floor(Date.now() / 1_000) });
  await anvil.rpc("anvil_removeBlockTimestampInterval");
  await anvil.rpc("evm_setIntervalMining", [period]);
  const now = async () =>
    Number(
      (await anvil.rpc<{ timestamp: string }>("eth_getBlockByNumber", ["latest", false]))
        .timestamp,
    );
  return {
    url: anvil.url,
    give: (account, value) => anvil.rpc("anvil_setBalance", [account, `0x${value.toString(16)}`]),
    async warpTo(seconds) {
      while (await now() < seconds) await new Promise((resolve) => setTimeout(resolve, 500));
    },
    close: anvil.close,
  };
}
