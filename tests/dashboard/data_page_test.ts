/** The data page: what a reader takes away, and what it says about the columns. */
/// <reference lib="dom" />
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import type { Page } from "playwright-core";
import { hexToBytes } from "viem";
import { readCar } from "../../miner/ipfs/car.ts";
import { cidOfDigest, parseCid } from "../../miner/ipfs/cid.ts";
import { namesFile } from "../../miner/ipfs/names_file.ts";
import { parseSpec } from "../../protocol/spec/spec.ts";
import { suite } from "./suite.ts";
import { fillCompetition } from "./thousand.ts";

/** Presses a button that saves a file, and reads the file. */
async function saved(
  page: Page,
  name: string | RegExp,
): Promise<[string, Uint8Array<ArrayBuffer>]> {
  const saving = page.waitForEvent("download", { timeout: 60_000 });
  await page.getByRole("button", { name }).click();
  const download = await saving;
  return [download.suggestedFilename(), await Deno.readFile((await download.path())!)];
}

suite("the data page", async ({ stage }) => {
  const { id } = await fillCompetition(stage, { models: 1, rounds: 0 });
  return { id, specCid: cidOfDigest(hexToBytes(stage.specDigest)) };
}, {
  "each file is saved as it was published, and all of them as a CAR that names them": async (
    { visit, id, specCid },
  ) => {
    await visit(`/competitions/${id}/data`, async ({ page }) => {
      const [specName, specBytes] = await saved(page, "Download competition.json");
      assertEquals(specName, "competition.json");
      assert(await namesFile(specCid, specBytes));
      const { test } = parseSpec(specBytes);
      const [name, bytes] = await saved(page, "Download test.csv");
      assertEquals(name, "test.csv");
      assert(await namesFile(parseCid(test.cid), bytes), "the bytes are those of its identifier");
      const [carName, car] = await saved(page, `competition-${id}.car`);
      assertEquals(carName, `competition-${id}.car`);
      const { roots, blocks } = await readCar(new Blob([car]).stream());
      assertEquals(roots.map(String), [String(specCid), test.cid]);
      let total = 0;
      // Reading checks every block.
      for await (const [, block] of blocks) total += block.length;
      assert(total > bytes.length, "all blocks are in it");
    });
  },
  "a starter is filled in with the competition, for each framework": async (
    { visit, id, site, stage, specCid },
  ) => {
    await visit(`/competitions/${id}/data`, async ({ page }) => {
      const card = page.getByRole("region", { name: "Starter", exact: true });
      for (
        const [title, words] of [
          ["PyTorch", "torch.onnx.export"],
          ["Keras", "keras.Sequential"],
          ["scikit-learn", "from skl2onnx import"],
        ] as const
      ) {
        await card.getByRole("button", { name: title, exact: true }).click();
        const program = await card.getByRole("region", { name: `Starter for ${title}` })
          .innerText();
        for (
          const part of [
            words,
            "SHAPE = (1, 28, 28)",
            "CLASSES = 10",
            String(specCid),
            new URL(site.url).origin,
          ]
        ) assertStringIncludes(program, part);
      }
      const [name, bytes] = await saved(page, /^Save starter_/);
      assertEquals(name, "starter_sklearn.py");
      assertStringIncludes(new TextDecoder().decode(bytes), "LogisticRegression");
      const line = await card.locator(".command-line code").last().innerText();
      assertStringIncludes(line, `deml submit model.onnx --competition ${id} `);
      assertStringIncludes(line, stage.connection.contract);
    });
  },
  "the columns say what their values are, and which never change": async ({ visit, id }) => {
    await visit(`/competitions/${id}/data`, async ({ page }) => {
      await page.getByText("10,000 rows, 10 classes").waitFor({ timeout: 60_000 });
      await page.getByText(/always naming the largest is right for 11\.3 %|11\.4 %/).waitFor();
      await page.getByRole("button", { name: "Compute statistics" }).click();
      await page.getByText("No value is missing.").waitFor({ timeout: 30_000 });
      const table = page.getByRole("region", { name: "Statistics" });
      // The corners of digits are never drawn on.
      const [first] = await table.locator("tbody tr[aria-rowindex]").allInnerTexts();
      const cells = first!.split(/\s*\t\s*/);
      assertEquals(cells.slice(0, 5), ["0", "constant", "none", "0", "0"]);
      await table.getByRole("button", { name: "Most" }).click();
      await table.getByRole("button", { name: /^Most/ }).click();
      const [largest] = await table.locator("tbody tr[aria-rowindex]").allInnerTexts();
      assertEquals(largest!.split(/\s*\t\s*/).slice(1, 3), ["whole numbers", "none"]);
    });
  },
});
