/** The life of an open competition, driven through the page, with the usual miners. */
/// <reference lib="dom" />
import { assert, assertEquals } from "@std/assert";
import { parseEther } from "viem";
import { call } from "../../miner/chain/call.ts";
import { readCompetition } from "../../miner/chain/read_competition.ts";
import { openEvaluator } from "../../miner/evaluation/host/evaluator.ts";
import { hireMiners } from "../sealed/miners.ts";
import { csvInGzip } from "./data_files.ts";
import { ready } from "./page.ts";
import {
  change,
  choose,
  connect,
  create,
  fixture,
  register,
  sign,
  submit,
  threeWallets,
} from "./steps.ts";
import { suite } from "./suite.ts";

const SEATS = 3;
/** Untrusted input is text: the policy would report anything else. */
const NAME = "Which digit? <img src=x onerror=alert(1)>";

suite("an open competition", async ({ stage }) => {
  const [ann, bob, cleo] = await Promise.all(
    ["participants", "participants", "organizer"].map(stage.actor),
  );
  return { ann: ann!, bob: bob!, cleo: cleo!, files: await csvInGzip(stage.folder) };
}, {
  "it is created; two participants register, submit and are ranked live; one wins and withdraws; the sheet balances":
    async ({ visit, stage, ann, bob, cleo, files }) => {
      const wallets = threeWallets(ann.key, bob.key, cleo.key);
      const evaluator = openEvaluator({ width: 1 });
      try {
        await visit("/create", async ({ page, wallets: [fox, owl, bear], go }) => {
          await connect(page, "Bear", bear!.address);
          const id = BigInt(await create(page, { name: NAME, files, seats: SEATS }));
          await page.getByRole("heading", { name: NAME }).waitFor();
          const competition = await readCompetition(stage.connection, id);
          const { registrationEnd, submissionEnd, commitWindow } = competition;
          assertEquals(competition.organizer, cleo.address);
          assertEquals([competition.fund, competition.seats], [parseEther("10"), SEATS]);

          await go(`/competitions/${id}/submit`);
          await change(page, "Fox", fox!.address);
          await register(page);
          await change(page, "Owl", owl!.address);
          await register(page);

          // Enrolled long before there is anything to do, all of them may have a seat in the first
          // round.
          const miners = await hireMiners(stage, id, SEATS, evaluator);
          await miners.perform();
          await stage.warpTo(registrationEnd);
          await page.locator("[data-step=submit]").waitFor();
          await choose(page, fixture("mlp"));
          await page.getByRole("button", { name: "Score it" }).click();
          const scored = page.locator("[data-local-score]");
          await scored.waitFor({ timeout: 60_000 });
          assertEquals(await scored.getAttribute("data-local-score"), "96600");
          await submit(page);
          await page.getByRole("link", { name: "#0" }).waitFor();
          await page.getByText("The same package is already model #0").waitFor();

          await change(page, "Fox", fox!.address);
          await choose(page, fixture("lenet"));
          await submit(page);

          // The leaderboard is open while miners work: it follows by itself.
          await go(`/competitions/${id}/leaderboard`);
          const board = page.getByRole("region", { name: "Models, best first" });
          await board.getByText("waiting").first().waitFor();
          for (let turn = 0; turn < 4; turn++) await miners.perform();
          await board.getByText("99.100 %").first().waitFor({ timeout: 20_000 });
          // The scores are the contract's, the counts the events', which are read after them.
          await board.getByText("100.0 %").first().waitFor();
          const lines = await board.locator("tbody tr").allInnerTexts();
          const cells = lines.map((line) => line.split(/\s*\t\s*/));
          assertEquals(cells.map(([rank, model]) => [rank, model]), [["1", "#1"], ["2", "#0"]]);
          assert(lines[0]!.includes("99.100 %") && lines[1]!.includes("96.600 %"));
          assert(/\t3\t/.test(lines[0]!) && lines[0]!.includes("100.0 %"), lines[0]);

          // Parts of models may come for another commit window.
          await stage.warpTo(submissionEnd + commitWindow);
          await page.getByRole("button", { name: "Finalize" }).click();
          await sign(page, /^Finalize competition/);
          await page.getByRole("button", { name: "Withdraw" }).click();
          const owed = await call(stage.connection, "owedTo", [id, ann.address]);
          assert(owed > 0n);
          await sign(page, /^Withdraw from competition/);
          assertEquals(await call(stage.connection, "owedTo", [id, ann.address]), 0n);

          await miners.perform();
          await go(`/competitions/${id}/balance`);
          await page.getByText("balanced", { exact: true }).waitFor();
          const left = page.getByText("Still in the contract").locator("xpath=../dd");
          await page.waitForFunction(
            (element) => element?.textContent?.startsWith("0"),
            await left.elementHandle(),
          );
          await go(`/competitions/${id}/miners`);
          await ready(page);
          assertEquals(
            await page.getByRole("region", { name: "Miners, best first" })
              .getByText("100.0 %").count(),
            SEATS,
          );
        }, { wallets });
      } finally {
        await evaluator.close();
      }
    },
});
