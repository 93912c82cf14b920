/**
 * What the rules mean, as the page says it: rounds that end badly, places, copies, late parts,
 * cancels.
 */
/// <reference lib="dom" />
import { assert, assertEquals } from "@std/assert";
import type { Page } from "playwright-core";
import { type Hex, toHex, zeroHash } from "viem";
import { demlAbi } from "../../protocol/generated/deml.ts";
import { readCompetition } from "../../miner/chain/read_competition.ts";
import { commitmentOf, packScores } from "../../protocol/round/commitment.ts";
import { reservationOf } from "../../miner/participant/submit_model.ts";
import { FUND, type Stage } from "../../miner/demo/stage.ts";
import { sha256 } from "../../miner/ipfs/cid.ts";
import { INVALID_SCORE } from "../../protocol/score/score.ts";
import { demlOn } from "../sealed/deml.ts";
import { type Created, createSealed } from "../sealed/organizer.ts";
import { graveFindings } from "./axe.ts";
import { type Call, crowdOf } from "./crowd.ts";
import { enrol, settleRounds } from "./judge.ts";
import { ready } from "./page.ts";
import { suite } from "./suite.ts";
import { fillCompetition } from "./thousand.ts";

async function connect(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Connect wallet" }).first().click();
  await page.getByRole("dialog").getByRole("button", { name: "Fox" }).click();
  await page.getByRole("dialog").waitFor({ state: "detached" });
}

/** Clicks an action that the page offers, and signs it. */
async function act(page: Page, name: string | RegExp, purpose: string): Promise<void> {
  await page.getByRole("button", { name }).first().click();
  const dialog = page.getByRole("dialog").filter({ hasText: purpose });
  await dialog.getByRole("button", { name: "Sign in wallet" }).click();
  await dialog.waitFor({ state: "detached" });
}

/** Keeps a screenshot if requested. */
async function picture(page: Page, name: string): Promise<void> {
  const shots = Deno.env.get("SHOTS");
  if (!shots) return;
  for (const width of [390, 1440]) {
    await page.setViewportSize({ width, height: 900 });
    await page.screenshot({ path: `${shots}/${name}-${width}.png`, fullPage: true });
  }
}

const of = (call: Omit<Call, "abi">): Call => ({ abi: demlAbi, ...call }) as Call;

/** Opens round 0 and lets every miner commit to the same row, and post it if wanted. */
async function commitAll(stage: Stage, id: number, miners: Hex[], posts: boolean): Promise<void> {
  const { chainId, contract } = stage.connection;
  const at = BigInt(id);
  const [anybody] = miners as [Hex];
  const open = {
    scores: packScores([90_000, 90_000, 90_000, 90_000]),
    evidence: zeroHash,
    salt: zeroHash,
  };
  const commitment = (miner: Hex) =>
    commitmentOf({ chainId, contract, competition: at, round: 0, miner, ...open });
  await crowdOf(stage).send([
    of({ from: anybody, functionName: "openRound", args: [at] }),
    ...miners.map((from) => of({ from, functionName: "commit", args: [at, 0n, commitment(from)] })),
    ...(posts ? miners : []).map((from) =>
      of({
        from,
        functionName: "reveal",
        args: [at, 0n, from, open.scores, open.evidence, open.salt],
      })
    ),
  ]);
}

/** A sealed competition in which three authors have sent a model each, one of them only half. */
async function sealedWithModels(stage: Stage): Promise<Created & { miners: Hex[] }> {
  // Sealed files are never overwritten.
  for await (const { name } of Deno.readDir(stage.folder)) {
    if (/^(images|labels)/.test(name)) await Deno.remove(`${stage.folder}/${name}`);
  }
  const created = await createSealed(stage, await demlOn(stage));
  const { id, terms } = created;
  const crowd = crowdOf(stage);
  const authors = await crowd.invite([0, 1, 2].map((index) => `sealed ${id} author ${index}`));
  const miners = await crowd.invite([0, 1, 2].map((index) => `sealed ${id} miner ${index}`));
  const { termsHash } = await readCompetition(stage.connection, id);
  await crowd.send(authors.map((from) =>
    of({
      from,
      value: FUND / 10n,
      functionName: "register",
      args: [id, termsHash, zeroHash],
    })
  ));
  await enrol(crowd, id, termsHash, miners, terms.seatStake);
  await stage.warpTo(terms.registrationEnd);
  const bytes = new TextEncoder().encode("an envelope that nobody opens");
  const digest = toHex(await sha256(bytes));
  await crowd.send(authors.map((from, index) =>
    of({
      from,
      functionName: "submitModel",
      args: [
        id,
        digest,
        BigInt(bytes.length),
        toHex(1, { size: 32 }),
        toHex(bytes.subarray(0, index === 2 ? 5 : bytes.length)),
      ],
    })
  ));
  await stage.warpTo(terms.submissionEnd);
  return { ...created, miners };
}

/** Opens the test set, as its organizer would. */
async function openTestSet({ id, organizer, keyFile }: Created): Promise<void> {
  const { key } = JSON.parse(await Deno.readTextFile(keyFile));
  await organizer.sender.send({
    functionName: "openTestSet",
    args: [id, key],
    purpose: "open the test set",
  });
}

suite("the rules", async ({ stage }) => {
  const ann = await stage.actor("Ann");
  return { ann, wallets: [{ name: "Fox", keys: [ann.key] }] };
}, {
  "the cost of controlling a round; a round that expires and why, and another after it": async (
    { visit, stage, wallets },
  ) => {
    const { id } = await fillCompetition(stage, { models: 4, perAuthor: 2, rounds: 0 });
    await visit(`/competitions/${id}`, async ({ page, go }) => {
      await connect(page);
      await page.locator("[data-ruling]")
        .getByText("3 deposits of 5.3333 ETH are enrolled: 15.999 ETH against a prize of 10 ETH")
        .waitFor();
      await go(`/competitions/${id}/leaderboard`);
      await act(page, "Open a round", `Open round 0 of competition ${id}`);
      await page.getByText("Being judged now").waitFor();
      await page.getByText("0 of 3 that may").waitFor();
      await go(`/competitions/${id}/models/0`);
      await page.locator("[data-why]").getByText("Round 0 is judging it").waitFor();
      await go(`/competitions/${id}/leaderboard`);
      await stage.warpTo(await stage.now() + 3_601);
      await page.getByText("Only 0 of 2").waitFor();
      await picture(page, "expired");
      await act(page, "End the round", `End round 0 of competition ${id}`);
      await go(`/competitions/${id}/miners`);
      await page.getByText("0 of the 3 that could commit did, and 2 are needed").waitFor();
      assertEquals(await graveFindings(page), []);
      await picture(page, "expired-rounds");
      await act(page, "Open a round", `Open round 1 of competition ${id}`);
      await go(`/competitions/${id}/balance`);
      await page.getByText("balanced", { exact: true }).waitFor();
    }, { wallets });
  },

  "anybody settles a round with all of its rows, from the page": async (
    { visit, stage, wallets },
  ) => {
    const { id, miners } = await fillCompetition(stage, { models: 4, perAuthor: 2, rounds: 0 });
    await commitAll(stage, id, miners, true);
    await visit(`/competitions/${id}/leaderboard`, async ({ page }) => {
      await connect(page);
      await page.getByText("3 of 3", { exact: true }).last().waitFor();
      await act(page, "Settle the round", `Settle round 0 of competition ${id}`);
      await page.getByRole("region", { name: "Models, best first" }).getByText("90.000 %").first()
        .waitFor();
    }, { wallets });
  },

  "a round that fails: silent miners lose their deposits, and the sheet says that they were burnt":
    async ({ visit, stage, wallets }) => {
      const { id, miners } = await fillCompetition(stage, { models: 4, perAuthor: 2, rounds: 0 });
      await commitAll(stage, id, miners, false);
      await visit(`/competitions/${id}/leaderboard`, async ({ page, go }) => {
        await connect(page);
        await page.getByText("Those who do not lose their deposits").waitFor();
        await stage.warpTo(await stage.now() + 3_601);
        await page.getByText("Only 0 of 2").waitFor();
        await act(page, "End the round", `End round 0 of competition ${id}`);
        await go(`/competitions/${id}/miners`);
        await page.getByText("0 rows of 3 arrived, and 2 are needed").waitFor();
        await page.getByText("3 deposits lost and burnt: 15.999 ETH").waitFor();
        await page.getByText("1 silent").nth(2).waitFor();
        await go(`/competitions/${id}/balance`);
        await page.getByText("The contract burnt as much").waitFor();
        await page.getByText("15.999999999999999999").waitFor();
        await picture(page, "burnt");
      }, { wallets });
    },

  "the board distinguishes reserved places, copies, tries, INVALID and unjudged models": async (
    { visit, stage },
  ) => {
    const { id, authors, miners } = await fillCompetition(stage, {
      models: 4,
      perAuthor: 3,
      rounds: 0,
    });
    const at = BigInt(id);
    const crowd = crowdOf(stage);
    const [ann, bob] = authors as [Hex, Hex];
    const copied = new TextEncoder().encode(`package 0 of competition ${id}`);
    const digest = toHex(await sha256(copied));
    await crowd.send([
      of({
        from: bob,
        functionName: "submitModel",
        args: [at, digest, BigInt(copied.length), zeroHash, toHex(copied)],
      }),
      of({ from: ann, functionName: "reserve", args: [at, reservationOf(ann, digest)] }),
    ]);
    const says = (model: number, seat: number) =>
      model === 1 ? 10_000 * seat : model === 2 ? INVALID_SCORE : 90_000 + model;
    await settleRounds(stage, crowd, at, miners, says, 3);
    await visit(`/competitions/${id}/leaderboard`, async ({ page, go }) => {
      const board = page.getByRole("region", { name: "Models, best first" });
      await board.getByText("unjudged", { exact: true }).waitFor();
      const lines = await board.locator("tbody tr").allInnerTexts();
      const line = (model: number) =>
        lines.find((text) => new RegExp(`^#${model}\\b`).test(text.split("\t")[1]!))!;
      assert(/copy of #0/.test(line(4)) && !/copy/.test(line(0)), lines.join("\n"));
      assert(/3 of 3 tries/.test(line(1)), line(1));
      assert(/INVALID/.test(line(2)), line(2));
      assert(/reserved/.test(line(5)), line(5));
      assertEquals(await graveFindings(page), []);
      await picture(page, "board");
      await go(`/competitions/${id}/models/1`);
      await page.locator("[data-why]").getByText("Three rounds did not agree on it").waitFor();
      await page.getByText("no majority").nth(2).waitFor();
      await picture(page, "unjudged");
      await go(`/competitions/${id}/models/4`);
      await page.getByText("whose place is earlier and ranks").waitFor();
      await go(`/competitions/${id}/models/5`);
      await page.locator("[data-why]").getByText("its author has not sent it yet").waitFor();
      await go(`/competitions/${id}/balance`);
      await page.getByText("balanced", { exact: true }).waitFor();
      await page.getByText("The contract burnt as much").waitFor();
    });
  },

  "late parts are reported, and every page names the refused terms": async (
    { visit, stage, ann, wallets },
  ) => {
    const { id } = await fillCompetition(stage, { models: 0, authors: [ann.address] });
    const at = BigInt(id);
    const competition = await readCompetition(stage.connection, at);
    await ann.sender.send({
      functionName: "submitModel",
      args: [at, toHex(7, { size: 32 }), 1_000n, zeroHash, toHex(new Uint8Array(400))],
      purpose: "submit a model",
    });
    await visit(`/competitions/${id}/submit`, async ({ page, go }) => {
      await connect(page);
      await page.getByText("Model #0 is incomplete on chain").waitFor();
      // A commit window after submission has ended.
      await stage.warpTo(competition.submissionEnd + 3_500);
      await page.getByText("Model #0 is incomplete on chain").waitFor();
      await stage.warpTo(competition.submissionEnd + 3_600);
      await page.getByText("The rest of model #0 is too late").waitFor();
      assertEquals(await page.getByRole("button", { name: "Continue publishing" }).count(), 0);
      await picture(page, "late");
      for (const tab of ["", "/leaderboard", "/submit", "/data", "/miners", "/balance", "/terms"]) {
        await go(`/competitions/${id}${tab}`);
        await ready(page);
        await page.locator("[data-refused]").getByText("few seats, keeps buy-ins").waitFor();
      }
      await page.locator("[data-refused] summary").click();
      await page.getByText("Each model pays for 3 evaluations, fewer than 15").waitFor();
      await picture(page, "refused");
      await go("/");
      await page.getByText("few seats, keeps buy-ins, public test set").first().waitFor();
    }, { wallets });
  },

  "no key in time: anybody cancels, and everybody sees the consequences": async (
    { visit, stage, wallets },
  ) => {
    const { id, terms } = await sealedWithModels(stage);
    await visit(`/competitions/${id}`, async ({ page, go }) => {
      await connect(page);
      await page.getByText("The organizer publishes it within").waitFor();
      await stage.warpTo(
        terms.submissionEnd + Math.floor((terms.openingEnd - terms.submissionEnd) / 3),
      );
      await page.getByText("The organizer did not publish the test set's key in time").waitFor();
      await picture(page, "cancel");
      await act(page, "Cancel", `Cancel competition ${id}`);
      await go(`/competitions/${id}/balance`);
      await page.getByText("It was cancelled").waitFor();
      await page.getByText("The contract burnt as much").waitFor();
      const shared = page.getByRole("region", { name: "How it was shared" });
      // Two authors of complete models get a fifth of 2 ETH each; the rest of it is burnt.
      await shared.getByText("0.8", { exact: true }).or(shared.getByText("0.8 ETH")).first()
        .waitFor();
      assertEquals(await shared.getByText("1.4").count(), 2);
      await page.getByText("1.2").first().waitFor();
      await picture(page, "cancelled");
    }, { wallets });
  },

  "a bad test set and one without agreement are cancelled, each with its reason": async (
    { visit, stage, wallets },
  ) => {
    const bad = await sealedWithModels(stage);
    await openTestSet(bad);
    await visit(`/competitions/${bad.id}`, async ({ page }) => {
      await connect(page);
      await page.getByText("The test set is waiting to be judged").first().waitFor();
      await picture(page, "round-zero");
      await settleRounds(stage, crowdOf(stage), bad.id, bad.miners, () => INVALID_SCORE, 1);
      await page.getByText("Miners found that the test set does not match the spec").waitFor();
      await page.getByText("bad test set", { exact: true }).waitFor();
      await act(page, "Cancel", `Cancel competition ${bad.id}`);
      await page.getByText("cancelled", { exact: true }).first().waitFor();
    }, { wallets });
    const open = await sealedWithModels(stage);
    await openTestSet(open);
    const { submissionEnd, openingEnd } = open.terms;
    await visit(`/competitions/${open.id}`, async ({ page, go }) => {
      await connect(page);
      await stage.warpTo(submissionEnd + Math.floor(2 * (openingEnd - submissionEnd) / 3));
      await page.getByText("Miners did not agree on the test set in time").first().waitFor();
      await act(page, "Cancel", `Cancel competition ${open.id}`);
      await go(`/competitions/${open.id}/balance`);
      await page.getByText("It was cancelled").waitFor();
      const { burnt } = await readCompetition(stage.connection, open.id);
      assertEquals(burnt, 0n, "nobody is to blame");
    }, { wallets });
  },
});
