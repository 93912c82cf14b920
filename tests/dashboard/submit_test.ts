/**
 * A participant's whole path: registering, checking, scoring, submitting in parts, sealing,
 * opening.
 */
/// <reference lib="dom" />
import { separated } from "../separated.ts";
import { Buffer } from "node:buffer";
import { assert, assertEquals, assertMatch } from "@std/assert";
import { fromFileUrl } from "@std/path/from-file-url";
import type { Page } from "playwright-core";
import { toHex } from "viem";
import { readCompetition } from "../../miner/chain/read_competition.ts";
import { readModels } from "../../miner/chain/read_models.ts";
import { readPackage } from "../../miner/chain/read_package.ts";
import type { Stage } from "../../miner/demo/stage.ts";
import { sha256 } from "../../miner/ipfs/cid.ts";
import { PERFECT_SCORE } from "../../protocol/score/score.ts";
import { oneBased } from "../mlp_then.ts";
import { demlOn } from "../sealed/deml.ts";
import { createSealed } from "../sealed/organizer.ts";
import { graveFindings } from "./axe.ts";
import { crowdOf } from "./crowd.ts";
import { enrol, settleRounds } from "./judge.ts";
import { createOpen } from "./open_competition.ts";
import { suite } from "./suite.ts";

const MODELS = fromFileUrl(new URL("../../examples/models/", import.meta.url));
const LENET = `${MODELS}lenet.onnx`;

async function connect(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Connect wallet" }).first().click();
  await page.getByRole("dialog").getByRole("button", { name: "Fox" }).click();
  await page.getByRole("dialog").waitFor({ state: "detached" });
}

/** Signs what the page shows, which must be this. */
async function sign(page: Page, what: string): Promise<void> {
  const dialog = page.getByRole("dialog").filter({ hasText: what });
  await dialog.getByRole("button", { name: "Sign in wallet" }).click();
  await dialog.waitFor({ state: "detached" });
}

async function take(page: Page, path: string | { name: string; buffer: Uint8Array }) {
  const given = typeof path === "string"
    ? path
    : { name: path.name, mimeType: "application/octet-stream", buffer: Buffer.from(path.buffer) };
  await page.getByLabel("Drop an .onnx or .deml file").setInputFiles(given);
}

/** LeNet with a description that does not compress: a package of three parts. */
async function largeModel(): Promise<Uint8Array> {
  const text = new TextEncoder().encode(
    Array.from({ length: 30 }, () => crypto.getRandomValues(new Uint8Array(9_000)).toBase64())
      .join(""),
  );
  const size: number[] = [];
  for (let rest = text.length; rest > 0; rest >>>= 7) {
    size.push((rest & 127) | (rest > 127 ? 128 : 0));
  }
  // ModelProto's doc_string is field 6.
  return new Uint8Array([...await Deno.readFile(LENET), 0x32, ...size, ...text]);
}

async function packageIn(stage: Stage, id: bigint, model: number) {
  const competition = await readCompetition(stage.connection, id);
  const models = await readModels(stage.connection, id, competition.models);
  const found = models.find((each) => each.id === model)!;
  const bytes = await readPackage(stage.connection, competition, found, { gateways: [] });
  return { model: found, bytes };
}

suite("submitting", async ({ stage }) => {
  const author = await stage.actor("Ann");
  const created = await createOpen(stage);
  return { ...created, author, wallets: [{ name: "Fox", keys: [author.key] }] };
}, {
  "without a wallet a model is checked and scored as miners score it": ({ visit, id }) =>
    visit(`/competitions/${id}/submit`, async ({ page }) => {
      await take(page, LENET);
      await page.getByText("admitted").waitFor();
      await page.getByRole("button", { name: "Score it" }).click();
      await page.locator("[data-local-score]").waitFor({ timeout: 120_000 });
      assertEquals(
        await page.locator("[data-local-score]").getAttribute("data-local-score"),
        "99100",
      );
      await page.getByText("9,910 of 10,000").waitFor();
      assertEquals(await graveFindings(page), []);
      for (const [width, scheme] of [[1440, "light"], [390, "dark"]] as const) {
        await page.setViewportSize({ width, height: 900 });
        await page.emulateMedia({ colorScheme: scheme });
        const wide = await page.evaluate(() => document.documentElement.scrollWidth);
        assert(wide <= width, `${wide} pixels at ${width}`);
        const shots = Deno.env.get("SHOTS");
        if (shots) await page.screenshot({ path: `${shots}/score-${width}.png`, fullPage: true });
      }
      // Another model has no score yet, and bytes that are not a model are INVALID.
      await take(page, `${MODELS}logreg.onnx`);
      await page.getByText("logreg.onnx").waitFor();
      assertEquals(await page.locator("[data-local-score]").count(), 0);
      await take(page, { name: "bad.onnx", buffer: new Uint8Array(2_000).fill(7) });
      await page.getByRole("alert").getByText("Every miner would find the same").waitFor();
    }),

  "weights in a second file are taken in; without it, it is named": ({ visit, id }) =>
    visit(`/competitions/${id}/submit`, async ({ page }) => {
      const { onnx, data } = separated(await Deno.readFile(LENET), "net.onnx.data");
      await take(page, { name: "net.onnx", buffer: onnx });
      await page.getByRole("alert").getByText("Choose the model and net.onnx.data together")
        .waitFor();
      await page.getByLabel("Drop an .onnx or .deml file").setInputFiles(
        [["net.onnx.data", data], ["net.onnx", onnx]].map(([name, bytes]) => ({
          name: name as string,
          mimeType: "application/octet-stream",
          buffer: Buffer.from(bytes as Uint8Array),
        })),
      );
      await page.getByText("admitted").waitFor();
      await page.getByRole("button", { name: "Score it" }).click();
      await page.locator("[data-local-score='99100']").waitFor({ timeout: 120_000 });
    }),

  "labels that begin at 1 are hinted at beside the score, and found under other": (
    { visit, id },
  ) =>
    visit(`/competitions/${id}/submit`, async ({ page }) => {
      await take(page, { name: "one_based.onnx", buffer: oneBased() });
      await page.getByText("admitted").waitFor();
      await page.getByRole("button", { name: "Score it" }).click();
      const hint = page.locator("[data-hint='outside-classes']");
      await hint.waitFor({ timeout: 120_000 });
      assertMatch(
        await hint.innerText(),
        /^[\d,]+ predictions are outside .*subtract 1 at its end\.$/,
      );
      assertMatch(
        await page.locator("[data-hint='never-predicted']").innerText(),
        /never predicts label 0/,
      );
      assertEquals(await graveFindings(page), []);
      await page.getByRole("link", { name: "See its mistakes" }).click();
      const table = page.getByRole("region", { name: "Confusion table" });
      await table.getByRole("columnheader", { name: "other" }).waitFor({ timeout: 120_000 });
      const nines = table.getByRole("button", { name: "rows of 9 taken for something else" });
      const count = await nines.innerText();
      await nines.click();
      await page.getByRole("status").getByText(`${count} rows`, { exact: true }).waitFor();
    }),

  "a run is stopped and started again": ({ visit, id }) =>
    visit(`/competitions/${id}/submit`, async ({ page }) => {
      await take(page, LENET);
      await page.getByRole("button", { name: "Score it" }).click();
      await page.getByRole("button", { name: "Stop" }).click();
      await page.getByRole("alert").getByText("You stopped it").waitFor();
      await page.getByRole("button", { name: "Score it" }).click();
      await page.locator("[data-local-score='99100']").waitFor({ timeout: 120_000 });
    }),

  "a package of three parts is published, over a rejection and a reload": async (
    { visit, stage, id, registrationEnd, author, wallets },
  ) => {
    await visit(`/competitions/${id}/submit`, async ({ page, wallets: [wallet] }) => {
      await connect(page);
      await page.getByRole("button", { name: "Register", exact: true }).click();
      await sign(page, `Register in competition ${id}`);
      await page.locator("[data-step=wait]").waitFor();
      await stage.warpTo(registrationEnd);
      await page.locator("[data-step=submit]").waitFor();
      await take(page, { name: "large.onnx", buffer: await largeModel() });
      await page.getByText("admitted").waitFor();
      // One for the place, three for the bytes.
      await page.getByText("4 transactions").waitFor();
      const submit = page.getByRole("button", { name: "Submit", exact: true });
      await submit.click();
      await sign(page, `Reserve a place in competition ${id}`);
      // The place is reserved; sending the model is rejected, and the page reloaded.
      wallet!.rejectNext();
      const dialog = page.getByRole("dialog");
      await dialog.getByText(`Submit a model to competition ${id}`).waitFor();
      await dialog.getByRole("button", { name: "Sign in wallet" }).click();
      await dialog.getByRole("alert").waitFor();
      await dialog.getByRole("button", { name: "Not now" }).click();
      await page.reload();
      await page.getByText("Place #0 is reserved for large.onnx").waitFor();
      await page.getByText("3 transactions").waitFor();
      await submit.click();
      await sign(page, `Submit a model to competition ${id}`);
      // The next part is asked for by itself.
      await page.getByRole("dialog").getByText("part 2 of 3 of model 0").waitFor();
      await page.reload();
      await page.getByText("is incomplete on chain").waitFor();
      const shots = Deno.env.get("SHOTS");
      if (shots) await page.screenshot({ path: `${shots}/rest.png`, fullPage: true });
      await page.getByRole("button", { name: "Continue publishing" }).click();
      await sign(page, "part 2 of 3 of model 0");
      await sign(page, "part 3 of 3 of model 0");
      await page.getByText("is incomplete on chain").waitFor({ state: "detached" });
      assertEquals(await graveFindings(page), []);
      const { model, bytes } = await packageIn(stage, id, 0);
      assertEquals(model.author, author.address);
      assertEquals(toHex(await sha256(bytes!)), model.digest);
      assertEquals(wallet!.signed.length, 5);
    }, { wallets });
  },

  "a sealed model is kept over a reload, submitted, scored on the opened test set, and opened":
    async (
      { visit, stage, wallets },
    ) => {
      const { id, terms, organizer, keyFile: organizerKey } = await createSealed(
        stage,
        await demlOn(stage),
      );
      const crowd = crowdOf(stage);
      const miners = await crowd.invite(["1st", "2nd", "3rd"].map((name) => `miner ${name}`));
      const { termsHash } = await readCompetition(stage.connection, id);
      await enrol(crowd, id, termsHash, miners, terms.seatStake);
      await visit(`/competitions/${id}/submit`, async ({ page, wallets: [wallet] }) => {
        await connect(page);
        await page.getByRole("button", { name: "Register", exact: true }).click();
        await sign(page, `Register in competition ${id}`);
        await stage.warpTo(terms.registrationEnd);
        await page.locator("[data-step=submit]").waitFor();
        await take(page, LENET);
        await page.getByText("admitted").waitFor();
        const saved = page.waitForEvent("download");
        await page.getByRole("button", { name: "Seal it, and save its key" }).click();
        const keyFile = JSON.parse(await Deno.readTextFile((await (await saved).path())!));
        await page.getByText("its key is in this browser").waitFor();
        await page.reload();
        await page.getByText("its key is in this browser").waitFor();
        const submit = page.getByRole("button", { name: "Submit", exact: true });
        assert(await submit.isDisabled(), "the key is not said to be safe");
        await page.getByLabel("I have the key file in a safe place").check();
        const shots = Deno.env.get("SHOTS");
        if (shots) await page.screenshot({ path: `${shots}/sealed.png`, fullPage: true });
        assertEquals(await graveFindings(page), []);
        await submit.click();
        await sign(page, `Submit a model to competition ${id}`);
        await page.getByRole("link", { name: "#0", exact: true }).waitFor();
        const { model } = await packageIn(stage, id, 0);
        assertEquals(model.keyCommitment, keyFile.commitment);
        assertEquals(model.digest, keyFile.digest);
        await stage.warpTo(terms.submissionEnd);
        await page.locator("[data-step=open]").waitFor();
        // Nobody opens a model before the test set is known to be good.
        assertEquals(await page.getByRole("button", { name: /Score model 0/ }).count(), 0);
        const { key } = JSON.parse(await Deno.readTextFile(organizerKey));
        await organizer.sender.send({
          functionName: "openTestSet",
          args: [id, key],
          purpose: "open the test set",
        });
        await page.getByText("Round zero").first().waitFor();
        await settleRounds(stage, crowd, id, miners, () => PERFECT_SCORE, 1);
        const expected = page.getByLabel("The score you expect, in %");
        await expected.fill("55");
        await page.getByRole("button", { name: "Score model 0 on the test set" }).click();
        await page.locator("[data-opened-score]").waitFor({ timeout: 120_000 });
        await page.getByText("not what you expect").waitFor();
        if (shots) await page.screenshot({ path: `${shots}/open.png`, fullPage: true });
        await expected.fill("99");
        await page.getByText("as you expect").waitFor();
        await page.getByRole("button", { name: "Open model 0", exact: true }).click();
        await sign(page, "Open model 0");
        await page.getByRole("button", { name: "Open model 0", exact: true }).waitFor({
          state: "detached",
        });
        assertEquals((await packageIn(stage, id, 0)).model.status, "waiting");
        assertEquals(wallet!.signed.length, 3);
      }, { wallets });
    },
});
