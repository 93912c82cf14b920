/** The leaderboard: medals, intervals, the reader's own, CSV, the chart, models judged here. */
/// <reference lib="dom" />
import { assert, assertEquals, assertMatch } from "@std/assert";
import { fromFileUrl } from "@std/path/from-file-url";
import { toHex, zeroHash } from "viem";
import { demlAbi } from "../../protocol/generated/deml.ts";
import { readCompetition } from "../../miner/chain/read_competition.ts";
import { leaderboardCsv } from "../../protocol/history/leaderboard_csv.ts";
import { readLeaderboard } from "../../miner/chain/read_leaderboard.ts";
import { pack } from "../../miner/model/package.ts";
import { loadCore } from "../../core-wasm/mod.ts";
import { sha256 } from "../../miner/ipfs/cid.ts";
import { graveFindings } from "./axe.ts";
import { crowdOf } from "./crowd.ts";
import { enrol, settleRounds } from "./judge.ts";
import { createOpen } from "./open_competition.ts";
import { ready } from "./page.ts";
import { suite } from "./suite.ts";
import { connect } from "./steps.ts";
import { BOARD, fillCompetition } from "./thousand.ts";

const MODELS = fromFileUrl(new URL("../../examples/models/", import.meta.url));
const DAY = 86_400;
/** What miners find of the examples. */
const SCORES = [99_100, 91_140];

suite("the leaderboard", async ({ stage }) => {
  const { id: settled } = await fillCompetition(stage, { models: 12, finalize: true });
  // Real models, judged for what they are worth, and one that waits.
  const { id, registrationEnd } = await createOpen(stage);
  const author = await stage.actor("Ann");
  const crowd = crowdOf(stage);
  const miners = await crowd.invite(["1st", "2nd", "3rd"].map((name) => `judge ${name}`));
  const { termsHash, seatStake } = await readCompetition(stage.connection, id);
  await stage.chain.control.impersonateAccount({ address: author.address });
  const { buyIn } = await readCompetition(stage.connection, id);
  const of = { abi: demlAbi, from: author.address } as const;
  await crowd.send([{
    ...of,
    functionName: "register",
    args: [id, termsHash, zeroHash],
    value: buyIn,
  }]);
  await enrol(crowd, id, termsHash, miners, seatStake);
  await stage.warpTo(registrationEnd);
  const core = loadCore();
  for (const [model, name] of ["lenet", "logreg"].entries()) {
    const bytes = pack(await Deno.readFile(`${MODELS}${name}.onnx`), core);
    const parts = [bytes.subarray(0, 90_000), bytes.subarray(90_000)];
    await crowd.send([
      {
        ...of,
        functionName: "submitModel",
        args: [id, toHex(await sha256(bytes)), BigInt(bytes.length), zeroHash, toHex(parts[0]!)],
      },
      ...(parts[1]!.length > 0
        ? [
          {
            ...of,
            functionName: "addPart",
            args: [id, BigInt(model), 90_000n, toHex(parts[1]!)],
          } as const,
        ]
        : []),
      { ...of, functionName: "nameModel", args: [id, BigInt(model), toHex(name, { size: 32 })] },
    ]);
  }
  await stage.warpTo(registrationEnd + 16 * DAY);
  await settleRounds(stage, crowd, id, miners, (model) => SCORES[model] ?? 0, 1);
  return { id, settled, author, wallets: [{ name: "Fox", keys: [author.key] }] };
}, {
  "a settled board has a winner, medals, prizes and intervals, and its CSV is the terminal's": (
    { visit, stage, settled },
  ) =>
    visit(`/competitions/${settled}/leaderboard`, async ({ page }) => {
      await page.getByRole("region", { name: "Who won" }).getByText("#1").waitFor();
      const board = page.locator(BOARD);
      assertEquals(await board.locator(".medal").allInnerTexts(), ["1", "2", "3"]);
      const first = await board.locator("tbody tr").first().innerText();
      assertMatch(first, /99\.350 %\s+±0\.16/);
      assertMatch(first, /\d ETH/);
      const saved = page.waitForEvent("download");
      await page.getByRole("button", { name: "Download CSV" }).click();
      const text = await Deno.readTextFile((await (await saved).path())!);
      const competition = await readCompetition(stage.connection, BigInt(settled));
      const expected = leaderboardCsv(await readLeaderboard(stage.connection, competition));
      assertEquals(text, `${expected}\n`);
      assertEquals(await graveFindings(page), []);
    }),

  "at 390 pixels the own score is seen without scrolling, and found among all": (
    { visit, id, author, wallets },
  ) =>
    visit(`/competitions/${id}/leaderboard`, async ({ page }) => {
      await connect(page, "Fox", author.address);
      await page.locator("[data-own-best]").getByText("rank 1 of 2: 99.100 %").waitFor();
      await page.locator("[data-own-best]").getByText("#0 lenet").waitFor();
      const row = page.locator(`${BOARD} tr.own`).first();
      const score = (await row.locator(".score").boundingBox())!;
      assert(score.x >= 0 && score.x + score.width <= 390, `at ${score.x}, ${score.width} wide`);
      const state = (await row.locator(".badge").last().boundingBox())!;
      assert(state.x + state.width <= 390, `the state ends at ${state.x + state.width}`);
      await page.getByRole("searchbox").fill("logr");
      assertEquals(await page.locator(`${BOARD} tbody tr`).count(), 1);
    }, { wallets, viewport: { width: 390, height: 844 } }),

  "the chart draws scores as canvas, and says them as text": ({ visit, settled }) =>
    visit(`/competitions/${settled}/leaderboard`, async ({ page }) => {
      const chart = page.getByRole("region", { name: "Scores over time" });
      await chart.getByText("10 scores from").waitFor();
      const canvas = chart.locator("canvas");
      await ready(page);
      /** Pixels that are not empty. */
      const inked = () =>
        canvas.evaluate((drawn: HTMLCanvasElement) =>
          drawn.getContext("2d")!.getImageData(0, 0, drawn.width, drawn.height).data
            .filter((alpha, at) => at % 4 === 3 && alpha > 0).length
        );
      const before = await inked();
      assert(before > 2_000, `${before} pixels`);
      // A narrower window draws it again.
      await page.setViewportSize({ width: 700, height: 900 });
      await page.waitForFunction(() => document.querySelector("canvas")!.clientWidth < 700);
      assert(await inked() > 1_000);
      // All scores came in one moment, the best near the top: the pointer finds it on its way.
      await chart.scrollIntoViewIfNeeded();
      const box = (await chart.locator(".u-over").boundingBox())!;
      const hint = chart.locator(".floating");
      for (let step = 0; step <= 40 && await hint.count() === 0; step++) {
        await page.mouse.move(box.x + box.width * step / 40, box.y + box.height * 0.03);
        await page.waitForTimeout(30);
      }
      await hint.getByText("99.350 %").waitFor();
      await hint.getByText("#1").waitFor();
      await page.mouse.move(box.x + 1, box.y + box.height / 2);
      await hint.waitFor({ state: "detached" });
    }),

  "a model is judged here, and compared with another": ({ visit, id }) =>
    visit(`/competitions/${id}/models/0`, async ({ page }) => {
      const card = page.getByRole("region", { name: "Judge it here" });
      await card.getByLabel("Compare with").selectOption("1");
      await card.getByRole("button", { name: "Judge both" }).click();
      await card.getByText("99.100 %, exactly what the miners found").waitFor({ timeout: 120_000 });
      await card.getByText(/agree on 91\.\d\d % of 10,000 rows, and this one is better/).waitFor();
      assertEquals(await graveFindings(page), []);
      const table = (await card.innerText()).replaceAll(",", "");
      const [both, only, other, neither] = [
        "both have right",
        "Only this one",
        "Only the other",
        "Neither",
      ]
        .map((label) => Number(new RegExp(`${label}\\s+(\\d+)`).exec(table)![1]));
      assertEquals([both! + only!, both! + other!], [9_910, 9_114]);
      assertEquals(both! + only! + other! + neither!, 10_000);
    }),
});
