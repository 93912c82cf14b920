/** A regression on a table of words and missing cells, from the organizer to the last withdrawal. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { readCompetition } from "../miner/chain/read_competition.ts";
import { readLeaderboard } from "../miner/chain/read_leaderboard.ts";
import { verifyOn, withdrawAll } from "../miner/demo/play.ts";
import { openStage } from "../miner/demo/stage.ts";
import { contextOn } from "../miner/demo/context_on.ts";
import { closeJudges, openJudges } from "../miner/evaluation/host/judges.ts";
import { performDuties } from "../miner/duties/perform.ts";
import { submitModel } from "../miner/participant/submit_model.ts";
import { openBlockStore } from "../miner/ipfs/block_store.ts";
import { publishBlock, publishFile } from "../miner/ipfs/publish.ts";
import { pack } from "../miner/model/package.ts";
import { type CompetitionSpec, encodeSpec } from "../protocol/spec/spec.ts";
import { INVALID_SCORE } from "../protocol/score/score.ts";
import { parseEther } from "viem";
import { create } from "./attacks/first_digits.ts";
import { linear } from "./linear_regressor.ts";
import { demlOn } from "./sealed/deml.ts";

const DAY = 86_400;
const ROWS = 400;
const TOWNS = ["Aarau", "Zürich", "St. Gallen, old"];

/** Prices of flats: a town and a size, which is missing now and then. */
function table(): Uint8Array<ArrayBuffer> {
  const lines = Array.from({ length: ROWS }, (_, row) => {
    const town = row % 4;
    const size = row % 50 === 7 ? undefined : 20 + (row * 37) % 83;
    // Halves of a tenth: engines that round otherwise would not agree on them.
    const price = 2 * (size ?? 30) - 3 * town + 5.25 + (row % 5) / 10;
    const name = town === 3 ? "Bern" : `"${TOWNS[town]}"`;
    return `${size ?? "NA"},${name},${price.toFixed(2)}`;
  });
  return new TextEncoder().encode(["size,town,price", ...lines, ""].join("\n"));
}

for (const engine of ["native", "wasm"] as const) {
  Deno.test(`a regression is mined, settled, paid and verified, engine ${engine}`, async () => {
    const stage = await openStage();
    const judges = openJudges({ width: 1, strict: true }, { crossCheck: true });
    try {
      const { connection } = stage;
      const store = await openBlockStore(`${stage.folder}/blocks`);
      const spec: CompetitionSpec = {
        version: 1,
        name: "Flats",
        description: "What a flat costs",
        metric: "rmse",
        target: { decimals: 1, range: [-10, 300] },
        test: {
          cid: String(await publishFile(table(), store)),
          format: "csv",
          rows: ROWS,
          header: true,
          labelColumn: "price",
        },
        input: {
          shape: [2],
          type: "float32",
          layout: "flat",
          scale: 1,
          mean: [0],
          std: [1],
          columns: [
            { column: "size", missing: 30 },
            { column: "town", categories: TOWNS },
          ],
          missingWords: ["NA"],
        },
        limits: { unpackedBytes: 100_000, parameters: 1_000, multiplyAdds: 1_000 },
        engine: { ...stage.spec.engine, name: engine },
      };
      const { multihash: { digest } } = await publishBlock(encodeSpec(spec), store);
      const now = await stage.now();
      const { id, terms, organizer, authors } = await create(stage, {
        specDigest: `0x${digest.toHex()}`,
        fund: parseEther("2"),
        tolerance: engine === "native" ? 1_000 : 0,
        registrationEnd: now + DAY,
        submissionEnd: now + 8 * DAY,
        evaluationEnd: now + 20 * DAY,
        seats: 4,
      }, 3);
      const told: string[] = [];
      const miners = await Promise.all(
        Array.from({ length: 4 }, async () =>
          contextOn(stage, await stage.actor("miners"), {
            judges,
            log: (line, about) => void told.push(line + JSON.stringify(about?.failure ?? "")),
          })),
      );
      const all = async () => {
        for (const miner of miners) await performDuties(miner, id);
      };
      await all();
      await stage.warpTo(terms.registrationEnd);
      const entries = [linear(), linear({ scale: 0.9 }), linear({ scale: NaN })].map((onnx) =>
        pack(onnx)
      );
      for (const [at, packed] of entries.entries()) {
        await submitModel(connection, authors[at]!.sender, id, packed);
      }
      await stage.warpTo(terms.submissionEnd + terms.commitWindow);
      for (let times = 0; times < 4; times++) await all();
      const standings = await readLeaderboard(connection, await readCompetition(connection, id));
      assertEquals(standings.map(({ id, evaluations }) => [id, evaluations]), [
        [0, 4],
        [1, 4],
        [2, 4],
      ], told.join("\n"));
      const [first, second, third] = standings.map(({ score }) => score ?? 0);
      assert(first! > 99_000 && first! < 100_000, String(first));
      assert(second! > 50_000 && second! < 95_000, String(second));
      assertEquals(third, INVALID_SCORE);
      await withdrawAll(stage, id, [organizer, ...authors]);
      const { verified, differences, evaluated, rows } = await verifyOn(stage, id);
      assertEquals([verified, evaluated, rows, differences], [true, 3, 4, []]);
      const { balance } = await stage.ledger.close(connection);
      assertEquals([balance.difference, balance.held], [0n, 0n]);

      const deml = await demlOn(stage);
      assertStringIncludes(
        await deml("competitions", "show", String(id)),
        "400 rows, values from -10.0 to 300.0, CSV",
      );
      assertStringIncludes(await deml("why", String(id), "--model", "0"), "4 agree");
      assertStringIncludes(await deml("verify", String(id)), "Verified, to the wei");
    } finally {
      await closeJudges(judges);
      await stage.close();
    }
  });
}
