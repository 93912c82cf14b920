/** Claimed scores: claimed through the page, shown at once, and false ones named after the opening. */
/// <reference lib="dom" />
import { assert, assertEquals } from "@std/assert";
import { toHex } from "viem";
import { readCompetition } from "../../miner/chain/read_competition.ts";
import { readModels } from "../../miner/chain/read_models.ts";
import { openEvaluator } from "../../miner/evaluation/host/evaluator.ts";
import { sha256 } from "../../miner/ipfs/cid.ts";
import { claimCall } from "../../miner/participant/claim_score.ts";
import { claimedScore } from "../../protocol/score/score_claim.ts";
import { demlOn } from "../sealed/deml.ts";
import { hireMiners } from "../sealed/miners.ts";
import { createSealed, SEATS } from "../sealed/organizer.ts";
import { enter, packageOf, register } from "../sealed/participants.ts";
import { choose, connect, fixture, sign } from "./steps.ts";
import { suite } from "./suite.ts";

suite("claimed scores", async ({ stage }) => {
  const deml = await demlOn(stage);
  const created = await createSealed(stage, deml, { claims: true });
  const ann = await register(stage, created.id);
  const liar = await register(stage, created.id);
  await stage.warpTo(created.terms.registrationEnd);
  return { deml, ann, liar, ...created };
}, {
  "an author claims what its model scores here; a liar's claim stands beside it until the opening":
    async ({ visit, stage, deml, ann, liar, id, terms, keyFile }) => {
      const evaluator = openEvaluator({ width: 1 });
      try {
        await visit(`/competitions/${id}/submit`, async ({ page, go }) => {
          await connect(page, "Fox", ann.address);
          await choose(page, fixture("mlp"));
          const download = page.waitForEvent("download");
          await page.getByRole("button", { name: "Seal it, and save its key" }).click();
          const file = `${stage.folder}/page.key.json`;
          await Deno.copyFile((await (await download).path())!, file);
          await page.getByLabel("I have the key file in a safe place").check();
          await page.getByRole("button", { name: "Submit", exact: true }).click();
          await sign(page, /^Submit a model/);
          await page.getByRole("button", { name: "Score it, and claim that: model #0" }).click();
          await sign(page, /^Claim a score for model 0/);
          await page.locator("[data-claimed]").waitFor({ timeout: 60_000 });
          const [model] = await readModels(stage.connection, id, 1);
          const claimed = claimedScore(model!.claim)!;
          assert(claimed > 80_000, `${claimed}`);

          const entry = await enter(stage, deml, id, liar, await packageOf("logreg"));
          const root = toHex(await sha256(entry.envelope));
          const competition = await readCompetition(stage.connection, id);
          await liar.sender.send(claimCall(competition, 1, { score: 99_900, root }));

          await go(`/competitions/${id}/leaderboard`);
          const board = page.getByRole("region", { name: "Models, best first" });
          await board.locator("[data-claimed='99900']").waitFor();
          const shown = await board.locator("[data-claimed]").allInnerTexts();
          assertEquals(shown.map((text) => text.replace(/\s+/g, " ").trim()), [
            "99.900 % claimed",
            `${(claimed / 1_000).toFixed(3)} % claimed`,
          ]);
          await page.locator("[data-claims]").getByText("costs its author a bond").waitFor();

          const miners = await hireMiners(stage, id, SEATS, evaluator);
          await miners.perform();
          await stage.warpTo(terms.submissionEnd);
          const open = (key: string) => deml("open", key, "--competition", String(id), "--yes");
          await open(keyFile);
          for (let turn = 0; turn < 2; turn++) await miners.perform();
          await open(file);
          await open(entry.keyFile);
          await stage.warpTo(terms.openingEnd);
          for (let turn = 0; turn < 3; turn++) await miners.perform();
          await board.getByText("claim lost").waitFor({ timeout: 30_000 });
          assertEquals(await board.getByText("claimed", { exact: true }).count(), 0);
          assertEquals(await board.locator("[data-claimed]").count(), 1, "the judged score counts");
          await go(`/competitions/${id}/balance`);
          await page.getByText("Bonds of claimed scores").waitFor();
          await page.getByText("balanced", { exact: true }).waitFor();
        }, { wallets: [{ name: "Fox", keys: [ann.key] }] });
      } finally {
        await evaluator.close();
      }
    },
});
