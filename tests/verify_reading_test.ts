/** What verification reads: one block, from the competition's own on, and no package twice. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { numberToHex } from "viem";
import type { Connection } from "../miner/chain/client.ts";
import { connectionAt, finalBlock } from "../miner/chain/at_block.ts";
import { readCompetition } from "../miner/chain/read_competition.ts";
import { readHistory } from "../miner/chain/read_history.ts";
import { readModels } from "../miner/chain/read_models.ts";
import { verifyOn } from "../miner/demo/play.ts";
import { openStage } from "../miner/demo/stage.ts";
import { submitModel } from "../miner/participant/submit_model.ts";
import { DemlError } from "../protocol/errors.ts";
import { hireLiars } from "./attacks/liars.ts";
import { createForLiars, LIARS, packedExample, ruleRound } from "./attacks/ruled.ts";

/** A request as a node gets it. */
interface Asked {
  method: string;
  params?: readonly unknown[];
}

/** The same chain through a node whose answers are seen, and may be changed. */
function through(
  connection: Connection,
  see: (asked: Asked, answer: () => Promise<unknown>) => Promise<unknown>,
): Connection {
  const { client } = connection;
  const request = (asked: Asked) => see(asked, () => client.request(asked as never));
  return { ...connection, client: { ...client, request } as never };
}

Deno.test("verification reads one block, and nothing before the competition", async (t) => {
  const stage = await openStage();
  try {
    const { connection } = stage;
    await createForLiars(stage, 1);
    const competition = await createForLiars(stage, 2);
    const { id, terms, authors } = competition;
    const created = (await connection.client.getBlock()).number;
    const liars = await hireLiars(stage, id, LIARS);
    await liars.enrol();
    await stage.warpTo(terms.registrationEnd);
    const packed = await packedExample("logreg");
    await submitModel(connection, authors[0]!.sender, id, packed);
    const before = await finalBlock(connection, 1);
    await submitModel(connection, authors[1]!.sender, id, packed);
    await ruleRound(stage, competition, liars, 0, [1, 2]);

    await t.step("an earlier block shows what there was, by views and by events", async () => {
      const then = connectionAt(connection, before);
      const { models, rounds } = await readCompetition(then, id);
      assertEquals([models, rounds], [1, 0]);
      assertEquals((await readModels(then, id, models)).map(({ status }) => status), ["waiting"]);
      const names = (await readHistory(then, id, terms.registrationEnd)).map((event) =>
        event.eventName
      );
      assertEquals(names.filter((name) => name === "ModelSubmitted").length, 1);
      assert(!names.includes("RoundOpened"));
      const head = (await connection.client.getBlock()).number;
      assertEquals((await finalBlock(connection, 3)).number, head - 2n);
    });

    await t.step("a competition's events are read from its creation on", async () => {
      const ranges: bigint[] = [];
      const watched = through(connection, async ({ method, params }, answer) => {
        if (method === "eth_getLogs") {
          const [{ topics, fromBlock }] = params as [{ topics: unknown[]; fromBlock: string }];
          if (topics[0] === null) ranges.push(BigInt(fromBlock));
        }
        return await answer();
      });
      const [first, ...events] = await readHistory(watched, id, terms.registrationEnd);
      assertEquals(first?.eventName, "CompetitionCreated");
      assert(ranges.length > 0 && ranges.every((from) => from === first?.blockNumber));
      assert(first !== undefined && first.blockNumber < created && first.blockNumber > 1n);
      // Of a package only its length is kept.
      const parts = events.flatMap((event) => event.eventName === "ModelPart" ? [event.args] : []);
      assertEquals(
        parts,
        [0n, 1n].map((model) => ({ id, model, offset: 0n, length: packed.length })),
      );
    });

    await t.step("events of other contracts are none", async () => {
      const forging = through(connection, async ({ method }, answer) => {
        const logs = await answer();
        if (method !== "eth_getLogs") return logs;
        return (logs as object[]).map((log) => ({ ...log, address: `0x${"ee".repeat(20)}` }));
      });
      assertEquals(await readHistory(forging, id, terms.registrationEnd), []);
    });

    await t.step("a block that is replaced during the reading proves nothing", async () => {
      let seen = 0;
      const replacing = through(connection, async ({ method, params }, answer) => {
        const found = await answer();
        const { number } = await connection.client.getBlock();
        const head = method === "eth_getBlockByNumber" && params?.[0] === numberToHex(number);
        return head ? { ...found as object, hash: numberToHex(++seen, { size: 32 }) } : found;
      });
      // Only `request` is watched, so blocks are asked for through it.
      const client = connectionAt(replacing, await finalBlock(connection, 1)).client;
      await assertRejects(
        () => verifyOn({ ...stage, connection: { ...replacing, client } }, id),
        DemlError,
        "chain/block-replaced",
      );
    });
  } finally {
    await stage.close();
  }
});
