/** A regression on a table of words and missing cells, from the organizer to the last withdrawal. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { parseEther } from "viem";
import { countCompetitions, readCompetition } from "../miner/chain/read_competition.ts";
import { readLeaderboard } from "../miner/chain/read_leaderboard.ts";
import { verifyOn, withdrawAll } from "../miner/demo/play.ts";
import { openStage } from "../miner/demo/stage.ts";
import { contextOn } from "../miner/demo/context_on.ts";
import { openEvaluator } from "../miner/evaluation/host/evaluator.ts";
import { closeJudges, openJudges } from "../miner/evaluation/host/judges.ts";
import { performDuties } from "../miner/duties/perform.ts";
import { submitModel } from "../miner/participant/submit_model.ts";
import { openBlockStore } from "../miner/ipfs/block_store.ts";
import { publishBlock, publishFile } from "../miner/ipfs/publish.ts";
import { pack } from "../miner/model/package.ts";
import { type CompetitionSpec, encodeSpec } from "../protocol/spec/spec.ts";
import { INVALID_SCORE } from "../protocol/score/score.ts";
import { sealedTerms } from "../protocol/terms/terms.ts";
import { create } from "./attacks/first_digits.ts";
import { linear } from "./linear_regressor.ts";
import { demlOn } from "./sealed/deml.ts";
import { hireMiners } from "./sealed/miners.ts";
import { enter, register } from "./sealed/participants.ts";

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

function specOf(
  engine: CompetitionSpec["engine"],
  cid: string,
  sealed?: NonNullable<CompetitionSpec["test"]["sealed"]>,
): CompetitionSpec {
  return {
    version: 1,
    name: "Flats",
    description: "What a flat costs",
    metric: "rmse",
    target: { decimals: 1, range: [-10, 300] },
    test: {
      cid,
      format: "csv",
      rows: ROWS,
      header: true,
      labelColumn: "price",
      ...(sealed && { sealed }),
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
    engine,
  };
}

for (const engine of ["native", "wasm"] as const) {
  Deno.test(`a regression is mined, settled, paid and verified, engine ${engine}`, async () => {
    const stage = await openStage();
    const judges = openJudges({ width: 1, strict: true }, { crossCheck: true });
    try {
      const { connection } = stage;
      const store = await openBlockStore(`${stage.folder}/blocks`);
      const cid = String(await publishFile(table(), store));
      const spec = specOf({ ...stage.spec.engine, name: engine }, cid);
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

      // What people read does not depend on the engine.
      if (engine === "wasm") return;
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

Deno.test("a sealed regression: a weak model is opened, and judged as any other", async () => {
  const stage = await openStage();
  const evaluator = openEvaluator({ width: 1, strict: true });
  try {
    const deml = await demlOn(stage);
    const path = `${stage.folder}/flats.csv`;
    await Deno.writeFile(path, table());
    const sealed = JSON.parse(await deml("seal", path, "--test-set", "--json"));
    const store = await openBlockStore(`${stage.folder}/blocks`);
    const cid = String(await publishFile(await Deno.readFile(`${path}.sealed`), store));
    const spec = specOf({ ...stage.spec.engine, name: "wasm" }, cid, sealed.spec);
    const { multihash: { digest } } = await publishBlock(encodeSpec(spec), store);
    const organizer = await stage.actor("organizer");
    const now = await stage.now();
    const terms = sealedTerms({
      specDigest: `0x${digest.toHex()}`,
      fund: parseEther("2"),
      registrationEnd: now + DAY,
      submissionEnd: now + 2 * DAY,
      openingEnd: now + 4 * DAY,
      evaluationEnd: now + 9 * DAY,
      seats: 3,
      testKeyCommitment: sealed.commitment,
    });
    await organizer.sender.send({
      functionName: "createCompetition",
      args: [terms],
      value: parseEther("2"),
      purpose: "create a sealed competition",
    });
    const id = await countCompetitions(stage.connection);
    const author = await register(stage, id);
    await stage.warpTo(terms.registrationEnd);
    // An RMSE skill of about a twentieth.
    const weak = pack(linear({ scale: 0.64 }));
    const entry = await enter(stage, deml, id, author, weak);
    const miners = await hireMiners(stage, id, 3, evaluator);
    await miners.perform();
    await stage.warpTo(terms.submissionEnd);
    const on = ["--competition", String(id), "--yes"];
    await deml("open", sealed.keyFiles[0], ...on);
    await miners.perform();
    await miners.perform();
    assertEquals(JSON.parse(await deml("open", entry.keyFile, ...on, "--json")).opened, "model 0");
    await stage.warpTo(terms.openingEnd);
    for (let times = 0; times < 3; times++) await miners.perform();
    const [standing] = await readLeaderboard(
      stage.connection,
      await readCompetition(stage.connection, id),
    );
    assertEquals(standing?.evaluations, 3, miners.told.join("\n"));
    const score = standing?.score ?? 0;
    assert(score > 1_000 && score < 10_000, String(score));
    await withdrawAll(stage, id, [organizer, author]);
    const { verified, differences } = await verifyOn(stage, id);
    assertEquals([verified, differences], [true, []]);
  } finally {
    await evaluator.close();
    await stage.close();
  }
});
