/** What an account is owed and has, and what any account did. */
import { assertEquals } from "@std/assert";
import { type Hex, parseEther } from "viem";
import { call } from "../../miner/chain/call.ts";
import { crowdOf } from "./crowd.ts";
import { createMany } from "./many.ts";
import { ready } from "./page.ts";
import { enrol } from "./judge.ts";
import { connect, sign } from "./steps.ts";
import { suite } from "./suite.ts";
import { fillCompetition } from "./thousand.ts";

const LATER = 150;

suite("accounts", async ({ stage }) => {
  // In the first competition she has a deposit; a hundred and fifty follow.
  const ann = await stage.actor("Ann");
  const first = await fillCompetition(stage, { models: 40, rounds: 1, authors: [ann.address] });
  const { termsHash } = await call(stage.connection, "standingOf", [BigInt(first.id)]);
  const { seatStake } = await call(stage.connection, "termsOf", [BigInt(first.id)]);
  await enrol(crowdOf(stage), BigInt(first.id), termsHash, [ann.address], seatStake);
  const plans = Array.from({ length: LATER }, (_, index) => ({
    name: `Later ${index}`,
    fund: parseEther("0.5"),
    joined: index === 3 ? [ann.address] : [],
  }));
  await createMany(stage, plans);
  const [winner] = first.authors;
  return { ann, first, winner, wallets: [{ name: "Fox", keys: [ann.key as Hex] }] };
}, {
  "money owed in the first of a hundred and fifty competitions is there at once": (
    { visit, wallets, ann },
  ) =>
    visit("/account", async ({ page }) => {
      await connect(page, "Fox", ann.address);
      const money = page.getByRole("region", { name: "Money for you" });
      await money.getByRole("link", { name: "MNIST digits" }).waitFor();
      assertEquals(await money.locator("article").count(), 1);
      const others = page.getByRole("region", { name: "Your competitions" });
      await others.getByRole("link", { name: "Later 3", exact: true }).waitFor();
      await others.getByText(`of all ${LATER + 1} competitions`).waitFor();
      assertEquals(await page.getByRole("button", { name: /older/ }).count(), 0);

      await money.getByRole("button", { name: "Claim" }).click();
      await sign(page, /^Claim stake/);
      await money.waitFor({ state: "detached" });
      await others.getByRole("link", { name: "MNIST digits" }).waitFor();
    }, { wallets }),

  "an address shows what it organized, submitted and mined; a mistyped one says so": async (
    { visit, first, winner },
  ) => {
    await visit(`/competitions/${first.id}/leaderboard`, async ({ page, go }) => {
      await page.locator("table.board").getByRole("link", { name: /^0x/ }).first().click();
      await page.waitForURL(/#\/address\/0x/);
      await go(`/address/${winner}`);
      const models = page.getByRole("region", { name: "As author" });
      await models.getByRole("link", { name: "#0", exact: true }).waitFor();
      await models.getByText(/^\d+ of 40$/).first().waitFor();
      await go(`/address/${first.organizer}`);
      await page.getByRole("region", { name: "As organizer" })
        .getByRole("link", { name: "MNIST digits" }).waitFor();
      await go(`/address/${first.miners[0]}`);
      const record = page.getByRole("region", { name: "As miner" });
      await record.getByText("Rounds with a seat").waitFor();
      await ready(page);
      assertEquals(/Agreed with the others\s*\d+ of \d+/.test(await record.innerText()), true);

      await go("/address/0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD".replace("5aA", "5AA"));
      await page.locator("[data-nothing]").getByText("mistyped").waitFor();
      await go("/address/0x12");
      await page.locator("[data-nothing]").getByText("is not an address").waitFor();
    });
  },

  "an address page fits a phone": ({ visit, winner }) =>
    visit(`/address/${winner}`, async ({ page }) => {
      await ready(page);
      await page.getByRole("link", { name: "#0", exact: true }).waitFor();
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      assertEquals(width, 390);
    }, { viewport: { width: 390, height: 844 } }),
});
