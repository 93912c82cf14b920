/** The life of a sealed competition, driven through the page, with the usual miners. */
/// <reference lib="dom" />
import { assert, assertEquals } from "@std/assert";
import { readCompetition } from "../../miner/chain/read_competition.ts";
import { readModels } from "../../miner/chain/read_models.ts";
import { openEvaluator } from "../../miner/evaluation/host/evaluator.ts";
import { parseKeyFile } from "../../miner/model/key_file.ts";
import { hireMiners } from "../sealed/miners.ts";
import { idxFiles } from "./data_files.ts";
import { change, choose, connect, create, fixture, register, sign, threeWallets } from "./steps.ts";
import { suite } from "./suite.ts";

const SEATS = 3;
const ROWS = 500;

suite("a sealed competition", async ({ stage }) => {
  const [ann, bob, cleo] = await Promise.all(
    ["participants", "participants", "organizer"].map(stage.actor),
  );
  return { ann: ann!, bob: bob!, cleo: cleo!, files: await idxFiles(stage.folder, ROWS) };
}, {
  "models are sealed with their keys saved first, opened with one click, scored and paid": async (
    { visit, stage, ann, bob, cleo, files },
  ) => {
    const wallets = threeWallets(ann.key, bob.key, cleo.key);
    const evaluator = openEvaluator({ width: 1 });
    try {
      await visit("/create", async ({ page, wallets: [fox, owl, bear], go }) => {
        await connect(page, "Bear", bear!.address);
        const wish = { name: "Which digit?", files, sealed: true, seats: SEATS };
        const id = BigInt(await create(page, wish));
        const terms = await readCompetition(stage.connection, id);
        assert(terms.sealed);
        await go(`/competitions/${id}/data`);
        await page.getByText("The test set is sealed").waitFor();
        await go(`/competitions/${id}/submit`);
        await change(page, "Fox", fox!.address);
        await register(page);
        await change(page, "Owl", owl!.address);
        await register(page);
        const miners = await hireMiners(stage, id, SEATS, evaluator);
        await miners.perform();
        await stage.warpTo(terms.registrationEnd);
        await page.locator("[data-step=submit]").waitFor();

        const saved: Uint8Array[] = [];
        for (
          const [wallet, name, model] of [[owl!, "Owl", "mlp"], [fox!, "Fox", "lenet"]] as const
        ) {
          if (name !== "Owl") await change(page, name, wallet.address);
          await choose(page, fixture(model));
          const download = page.waitForEvent("download");
          await page.getByRole("button", { name: "Seal it, and save its key" }).click();
          saved.push(await Deno.readFile(await (await download).path()));
          const submit = page.getByRole("button", { name: "Submit", exact: true });
          await submit.waitFor();
          assert(await submit.isDisabled(), "not before the key is safe");
          // A reload loses neither package nor key, and seals nothing twice.
          await page.reload();
          await page.getByText("sealed", { exact: true }).first().waitFor();
          await page.getByLabel("I have the key file in a safe place").check();
          wallet.rejectNext();
          await submit.click();
          const dialog = page.getByRole("dialog");
          await dialog.getByRole("button", { name: "Sign in wallet" }).click();
          await dialog.getByText("You rejected it in your wallet").waitFor();
          await sign(page, /^Submit a model/);
        }
        const models = await readModels(stage.connection, id, 2);
        assertEquals(models.map(({ author }) => author), [bob.address, ann.address]);
        const commitments = saved.map((bytes) => parseKeyFile(bytes, "key").commitment);
        assertEquals(commitments, models.map(({ keyCommitment }) => keyCommitment));

        await stage.warpTo(terms.submissionEnd);
        await page.locator("[data-step=open]").getByText("Keep your keys to yourself").waitFor();
        await change(page, "Bear", bear!.address);
        await go(`/competitions/${id}`);
        await page.getByRole("button", { name: "Open the test set" }).click();
        await sign(page, /^Open the test set/);
        await page.getByText("The test set is waiting to be judged").first().waitFor();
        for (let turn = 0; turn < 3; turn++) await miners.perform();
        await page.getByText("More than half of the miners say").waitFor();
        assertEquals((await readCompetition(stage.connection, id)).testSet, "good");

        await go(`/competitions/${id}/submit`);
        for (
          const [wallet, name, model] of [[fox!, "Fox", 1], [owl!, "Owl", 0]] as const
        ) {
          await change(page, name, wallet.address);
          await page.getByRole("button", { name: `Score model ${model} on the test set` }).click();
          await page.locator("[data-opened-score]").waitFor({ timeout: 120_000 });
          await page.getByRole("button", { name: `Open model ${model}`, exact: true }).click();
          await sign(page, new RegExp(`^Open model ${model}`));
        }
        await go(`/competitions/${id}/leaderboard`);
        await stage.warpTo(terms.openingEnd);
        for (let turn = 0; turn < 4; turn++) await miners.perform();
        const board = page.getByRole("region", { name: "Models, best first" });
        await board.getByText("scored").nth(1).waitFor({ timeout: 20_000 });
        assertEquals((await readCompetition(stage.connection, id)).phase, "settled");
        // The test set is now visible.
        await go(`/competitions/${id}/data`);
        await page.locator(".picture canvas").first().waitFor();

        await change(page, "Fox", fox!.address);
        await go("/account");
        await page.getByRole("button", { name: "Withdraw" }).click();
        await sign(page, /^Withdraw from competition/);
        await go(`/competitions/${id}/balance`);
        await page.getByText("balanced", { exact: true }).waitFor();
      }, { wallets });
    } finally {
      await evaluator.close();
    }
  },
});
