/**
 * A competition at a glance: its one next step, its dates, its data, its winners; and that every page
 * names the same prize.
 */
/// <reference lib="dom" />
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import type { Page } from "playwright-core";
import { formatEther } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { potPartsOf } from "../../protocol/terms/pot_parts.ts";
import { call } from "../../miner/chain/call.ts";
import { readCompetition } from "../../miner/chain/read_competition.ts";
import { reportOf } from "../../miner/cli/verify/keep_report.ts";
import { openBlockStore } from "../../miner/ipfs/block_store.ts";
import { publishBlock } from "../../miner/ipfs/publish.ts";
import {
  encodeReport,
  signReport,
  type VerificationReport,
} from "../../protocol/verification/report.ts";
import { readEntries } from "../../miner/demo/models.ts";
import { play, verifyOn } from "../../miner/demo/play.ts";
import { FUND } from "../../miner/demo/stage.ts";
import { etherAtLeast } from "../../dashboard/src/components/money.tsx";
import { graveFindings } from "./axe.ts";
import { createMany } from "./many.ts";
import { ready } from "./page.ts";
import { connect, sign } from "./steps.ts";
import { suite } from "./suite.ts";
import { fillCompetition } from "./thousand.ts";

const DAY = 86_400;

function step(page: Page) {
  return page.getByRole("region", { name: "Your next step" });
}

suite("the overview", async ({ stage }) => {
  const ann = await stage.actor("Ann");
  const { signal } = new AbortController();
  const report = { step: () => {}, progress: () => {} };
  await play(stage, await readEntries(undefined), { miners: 5, signal }, report);
  const { id: judged } = await fillCompetition(stage, { models: 6, perAuthor: 3, rounds: 1 });
  return { ann, settled: 1, judged, wallets: [{ name: "Fox", keys: [ann.key] }] };
}, {
  "from a stranger to a participant: the one next step at each time": async (
    { visit, stage, ann, wallets },
  ) => {
    const id = await createMany(stage, [{ name: "Steps", fund: FUND }]);
    const { registrationEnd, buyIn } = await readCompetition(stage.connection, BigInt(id));
    await visit(`/competitions/${id}`, async ({ page, go }) => {
      await step(page).getByRole("button", { name: "Connect a wallet to join" }).click();
      await page.getByRole("dialog").getByRole("button", { name: "Fox" }).click();
      await step(page).getByRole("link", { name: `Join for ${formatEther(buyIn)} ETH` }).click();
      await page.waitForURL(`**/#/competitions/${id}/submit`);
      await page.getByRole("button", { name: "Register" }).click();
      await sign(page, /^Register in competition/);
      await go(`/competitions/${id}`);
      await step(page).getByText("You have joined").waitFor();
      await stage.warpTo(registrationEnd);
      await step(page).getByRole("link", { name: "Submit a model" }).click();
      await page.waitForURL(`**/#/competitions/${id}/submit`);
      assertEquals(await call(stage.connection, "isRegistered", [BigInt(id), ann.address]), true);
    }, { wallets });
  },

  "a signed verification at a CID is shown as who claims it, and a changed one is not": async (
    { visit, stage, settled },
  ) => {
    const store = await openBlockStore(`${stage.folder}/blocks`);
    const publish = async (report: VerificationReport) =>
      String(await publishBlock(encodeReport(report), store));
    const found = await verifyOn(stage, BigInt(settled));
    const plain = reportOf(found, stage.connection, { seed: undefined, at: 1_796_000_000 });
    const { address, key } = await stage.actor("verifiers");
    const signed = await signReport(privateKeyToAccount(key), plain);
    const good = await publish(signed);
    const changed = await publish({ ...signed, events: signed.events + 1 });
    const elsewhere = await publish({ ...plain, competition: "2" });
    await visit(`/competitions/${settled}?verified=${good}`, async ({ page, go }) => {
      const card = page.getByRole("region", { name: "Verified by others" });
      await card.locator("[data-verified=good]").getByText("verified by others").waitFor();
      await card.getByTitle(address).waitFor();
      await card.getByText(`up to block ${found.block.number}`).waitFor();
      assertEquals(await graveFindings(page), []);
      await card.getByLabel("CID of a report").fill(changed);
      await card.getByRole("button", { name: "Check it" }).click();
      await card.getByRole("alert").getByText(/^The report is not signed by/).waitFor();
      await go(`/competitions/${settled}?verified=${elsewhere}`);
      await card.getByRole("alert").getByText(/^The report is about competition 2/).waitFor();
      assertEquals(await card.locator("[data-verified]").count(), 0);
    });
  },

  "a competition of seconds ago has just begun, and a settled one is over": async (
    { visit, stage, settled },
  ) => {
    const [id] = [await createMany(stage, [{ name: "Young" }])];
    await visit(`/competitions/${id}`, async ({ page, go }) => {
      const first = page.getByRole("list", { name: "Phases" }).locator("li").first();
      await first.and(page.locator("[data-state=running]")).waitFor();
      await ready(page);
      const done = () =>
        first.evaluate((phase) => Number.parseInt(phase.style.getPropertyValue("--done")));
      assert(await done() <= 1, `${await done()} % over`);
      // A quarter of the day that registration takes.
      await stage.warpTo(await stage.now() + DAY / 4);
      await page.waitForFunction(() =>
        Number.parseInt(
          document.querySelector<HTMLElement>("[data-state=running]")!.style.getPropertyValue(
            "--done",
          ),
        ) >= 24
      );
      assert(await done() <= 26, `${await done()} % over`);

      await go(`/competitions/${settled}`);
      await page.locator("[data-ended]").getByText(/^Settled on \d+ \w+ \d{4}/).waitFor();
      assertEquals(await page.locator(".timeline [data-state=over]").count(), 3);
      assertEquals(await page.locator(".timeline [aria-current]").count(), 0);
    });
  },

  "every page names the same prize, and the balance sheet its parts": async (
    { visit, stage, judged },
  ) => {
    const competition = await readCompetition(stage.connection, BigInt(judged));
    const parts = potPartsOf(competition);
    assert(parts.pot < competition.fund + 2n * competition.buyIn, "miners have earned something");
    assertEquals(parts.prize + parts.miners + parts.refundable, competition.pot);
    const prize = etherAtLeast(parts.prize);
    await visit("/", async ({ page, go }) => {
      const shown = `Prize${prize}ETH`;
      const has = (selector: string) =>
        page.waitForFunction(
          ([where, text]) =>
            [...document.querySelectorAll<HTMLElement>(where!)].some(({ innerText }) =>
              innerText.replaceAll(/\s/g, "").includes(text!)
            ),
          [selector, shown],
        );
      await has(".card");
      await go(`/competitions/${judged}`);
      await has(".figures");
      await page.locator("[data-ruling]").getByText(`against a prize of ${prize} ETH`).waitFor();
      await page.getByRole("region", { name: "Prizes" }).getByText(prize).waitFor();
      await go(`/competitions/${judged}/balance`);
      const pot = page.getByRole("region", { name: "The pot" });
      const part = (name: string, wei: bigint) =>
        pot.locator(".facts > div").filter({ hasText: name })
          .getByText(`${formatEther(wei)} ETH`).waitFor();
      await part("Prize, at least", parts.prize);
      await part("For miners, not yet earned", parts.miners);
      await part("Pot now", parts.pot);
      await pot.getByText("balanced", { exact: true }).waitFor();
      // Above other tabs the competition is one line.
      const top = page.getByRole("region", { name: "Competition" });
      const box = await top.boundingBox();
      assert(box!.height < 60, `${box!.height} pixels`);
      assertStringIncludes(await top.innerText(), `Prize ${prize} ETH`);
    });
  },

  "the data in a few pictures, with their classes": ({ visit, settled }) =>
    visit(`/competitions/${settled}`, async ({ page }) => {
      const data = page.getByRole("region", { name: "The data" });
      await data.scrollIntoViewIfNeeded();
      await data.locator("canvas").nth(11).waitFor({ timeout: 60_000 });
      assertEquals(await data.locator("canvas").count(), 12);
      // The first digits of MNIST's test set.
      assertEquals(
        (await data.locator("small").allInnerTexts()).join(""),
        "721041495906",
      );
      const inked = await data.locator("canvas").first().evaluate((canvas) => {
        const { width, height } = canvas as HTMLCanvasElement;
        const { data } = (canvas as HTMLCanvasElement).getContext("2d")!
          .getImageData(0, 0, width, height);
        return data.some((value, index) => index % 4 === 0 && value > 200);
      });
      assert(inked, "the picture is not empty");
    }),

  "who won, and what, is what the contract credited": async ({ visit, stage, settled }) => {
    const { ended, pot } = await readCompetition(stage.connection, BigInt(settled));
    assert(ended);
    await visit(`/competitions/${settled}`, async ({ page }) => {
      const card = page.getByRole("region", { name: "Who won" });
      await card.getByRole("link", { name: "#0" }).waitFor();
      await card.getByText("99.100 %").waitFor();
      await card.getByText(`${etherAtLeast(pot)} ETH`).waitFor();
      await card.getByText(/^Ended on/).waitFor();
    });
  },

  "money that is owed is the next step, and once it is withdrawn there is nothing to do": async (
    { visit, stage, wallets, ann },
  ) => {
    // Nobody has a score: the buy-in comes back.
    const { id } = await fillCompetition(stage, {
      models: 0,
      authors: [ann.address],
      finalize: true,
    });
    const owed = await call(stage.connection, "owedTo", [BigInt(id), ann.address]);
    assert(owed > 0n);
    await visit(`/competitions/${id}`, async ({ page }) => {
      await connect(page, "Fox", ann.address);
      await step(page).getByRole("button", { name: `Withdraw ${etherAtLeast(owed)} ETH` }).click();
      await sign(page, /^Withdraw from competition/);
      await step(page).getByText("nothing is owed to you").waitFor();
      assertEquals(await call(stage.connection, "owedTo", [BigInt(id), ann.address]), 0n);
    }, { wallets });
  },

  "the dates are a calendar file": async ({ visit, stage }) => {
    const id = await createMany(stage, [{ name: "Dates; and, signs", sealed: true }]);
    const { registrationEnd } = await readCompetition(stage.connection, BigInt(id));
    await visit(`/competitions/${id}`, async ({ page }) => {
      const download = page.waitForEvent("download");
      await page.getByRole("button", { name: "Add to your calendar" }).click();
      const file = await download;
      assertEquals(file.suggestedFilename(), `competition-${id}.ics`);
      const text = await Deno.readTextFile(await file.path());
      assertEquals(text.match(/BEGIN:VEVENT/g)?.length, 6);
      const start = new Date(registrationEnd * 1_000).toISOString().replace(/[-:]|\.\d+/g, "");
      // A calendar file has whole minutes.
      assertStringIncludes(text, `DTSTART:${start.slice(0, 13)}`);
      assertStringIncludes(text, "SUMMARY:Dates\\; and\\, signs: Registration ends");
    });
  },

  "a word that a newcomer does not know explains itself": ({ visit, judged }) =>
    visit(`/competitions/${judged}`, async ({ page, go }) => {
      const word = page.getByRole("region", { name: "How it is judged" })
        .getByRole("button", { name: "quorum" });
      await word.focus();
      await page.getByRole("tooltip").getByText("The fewest miners that a round needs").waitFor();
      await page.keyboard.press("Escape");
      await go("/glossary");
      await page.getByText("The fewest miners that a round needs").waitFor();
    }),
});
