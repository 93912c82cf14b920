/** Creating a competition, step by step, as people do and as nobody should. */
/// <reference lib="dom" />
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { fromFileUrl } from "@std/path/from-file-url";
import type { Page } from "playwright-core";
import { readCompetition } from "../../miner/chain/read_competition.ts";
import { openEvaluator } from "../../miner/evaluation/host/evaluator.ts";
import { hireMiners } from "../sealed/miners.ts";
import { STEP_NAMES } from "../../dashboard/src/pages/create/steps.ts";
import { graveFindings } from "./axe.ts";
import { idxFiles } from "./data_files.ts";
import { connect, create, proceed } from "./steps.ts";
import { suite } from "./suite.ts";

const WORDS = ["setosa", "Versicolor", "versicolor", '"sea, deep"'];

/** A table whose labels are words, one of them in two spellings, and a column without a name. */
async function wordsCsv(folder: string): Promise<string> {
  const rows = Array.from(
    { length: 120 },
    (_, row) => `${row % 7},${row % 5}.5,${row % 3},${WORDS[row % 4]}`,
  );
  const path = `${folder}/flowers.csv`;
  await Deno.writeTextFile(path, ["sepal,,petal,species", ...rows, ""].join("\n"));
  return path;
}

const field = (page: Page, label: string) => page.getByLabel(label, { exact: true });
const fact = (page: Page, label: string | RegExp) =>
  page.getByRole("complementary", { name: "Summary" }).getByText(label, { exact: true })
    .locator("xpath=../dd");

suite("creating a competition", async ({ stage }) => {
  const [ann, bob] = await Promise.all(["organizer", "participants"].map(stage.actor));
  return {
    ann: ann!,
    bob: bob!,
    csv: await wordsCsv(stage.folder),
    files: await idxFiles(stage.folder, 300),
  };
}, {
  "a step shows all of its errors, goes to the first, and survives a reload; Back goes a step back":
    async ({ visit }) => {
      await visit("/create", async ({ page, go }) => {
        assert(await page.getByRole("radio", { name: /^Sealed/ }).isChecked());
        await page.getByRole("button", { name: "Continue to task" }).click();
        const alert = page.getByRole("alert");
        await alert.getByText("Choose the test set").waitFor();
        assert(await alert.evaluate((element) => element === document.activeElement));

        await go("/create/money");
        await field(page, "Fund, in ETH").fill("1e400");
        await field(page, "Shares of the prize, in %").fill("60, 30");
        await page.getByText("Advanced: evaluations").click();
        await field(page, "Evaluations per model").fill("-3");
        await page.getByRole("button", { name: "Continue to dates" }).click();
        await page.getByRole("alert").waitFor();
        for (const says of [/^An amount of ether above 0/, /^These make 90 %/, /^A whole number/]) {
          await page.locator("small.wrong").getByText(says).waitFor();
        }
        const first = field(page, "Fund, in ETH");
        assert(await first.evaluate((element) => element === document.activeElement));
        // Whoever corrects it hears of it at once, without the mouse.
        await page.keyboard.press("Control+A");
        await page.keyboard.type(" 5 ");
        await page.locator("small.wrong").nth(2).waitFor({ state: "detached" });
        await fact(page, "You pay now").getByText("5").waitFor();
        await field(page, "Shares of the prize, in %").fill("60, 30, 10");
        await field(page, "Evaluations per model").fill("100");
        await page.getByRole("button", { name: "Continue to dates" }).focus();
        await page.keyboard.press("Enter");
        await page.waitForURL(/#\/create\/dates$/);
        await page.getByRole("heading", { name: "Dates", level: 2 }).waitFor();

        await page.reload();
        await page.getByRole("heading", { name: "Dates", level: 2 }).waitFor();
        await page.goBack();
        await page.waitForURL(/#\/create\/money$/);
        assertEquals(await field(page, "Fund, in ETH").inputValue(), " 5 ");
        assertEquals(await fact(page, "To the 2nd, at least").innerText(), "1.2 ETH");
      });
    },

  "words become numbers with their names, every guess has its reason, and doubts are raised":
    async ({ visit, stage, csv }) => {
      await visit("/create", async ({ page }) => {
        await page.getByRole("radio", { name: /^Table/ }).check();
        await page.getByLabel(/^Choose or drop the test set/).setInputFiles(csv);
        await page.getByText("It can be read: 120 rows of 3 values").waitFor();
        const table = page.getByRole("group", { name: "The number of each word" });
        const cells = (await table.locator("tbody tr").allInnerTexts()).map((row) =>
          row.split(/\s*\t\s*/)
        );
        assertEquals(cells, [
          ["Versicolor", "0", "30"],
          ["sea, deep", "1", "30"],
          ["setosa", "2", "30"],
          ["versicolor", "3", "30"],
        ]);
        const doubts = await page.locator("[data-doubts] li").allInnerTexts();
        assertEquals(doubts.length, 2);
        assertStringIncludes(doubts[0]!, "no name for column 2");
        assertStringIncludes(doubts[1]!, "“Versicolor”, “versicolor” are different classes");
        await page.getByText("The last column, “species”, has words that repeat.").waitFor();
        // A reason is for the guessed value, over a reload, and not for another one.
        await page.reload();
        const counted = page.getByText("Counted: 120 lines below the header.");
        await counted.waitFor();
        await field(page, "Rows").fill("119");
        await counted.waitFor({ state: "detached" });
        await field(page, "Rows").fill("120");
        await proceed(page, "task");
        await page.getByText("3 values apart from the label, as the columns of a table.").waitFor();
        await field(page, "Name").fill("Flowers");
        await page.getByText("competition.json, without its CIDs yet").click();
        const spec = JSON.parse(await page.locator("pre.code").innerText());
        assertEquals(spec.test.classNames, ["Versicolor", "sea, deep", "setosa", "versicolor"]);
        assertEquals([spec.test.labelNames, spec.input.shape], [true, [3]]);

        // Another competition may begin with it: its published file, in an open competition.
        const path = `${stage.folder}/competition.json`;
        await Deno.writeTextFile(path, JSON.stringify({ ...spec, name: "Flowers again" }));
        await page.getByRole("link", { name: "Back" }).click();
        await page.getByLabel("Load a competition.json").setInputFiles(path);
        const cid = field(page, "CID of the test set");
        await cid.waitFor();
        assert(await page.getByRole("radio", { name: /^Open/ }).isChecked());
        await cid.fill("  Qm");
        await cid.blur();
        await page.locator("small.wrong").getByText("begins with b").waitFor();
        assert(await page.getByRole("button", { name: "Fetch and inspect it" }).isDisabled());
        await page.getByRole("link", { name: /^Task/ }).click();
        assertEquals(await field(page, "Name").inputValue(), "Flowers again");
      });
    },

  "what is not a data set is refused, and another file may follow": async (
    { visit, stage, csv },
  ) => {
    await visit("/create", async ({ page }) => {
      const input = page.getByLabel(/^Choose (or drop|another)/);
      for (
        const [name, text] of [
          ["empty.csv", ""],
          ["picture.csv", "\x89PNG\r\n\x1a\n\0\0\0\rIHDR"],
          ["letter.csv", "Dear Sir\nor Madam\n"],
        ] as const
      ) {
        const path = `${stage.folder}/${name}`;
        await Deno.writeTextFile(path, text);
        await input.setInputFiles(path);
        await page.getByRole("alert").first().waitFor();
        assertEquals(await page.getByText("It can be read").count(), 0, name);
      }
      await input.setInputFiles(csv);
      await page.getByText("It can be read: 120 rows").waitFor();
      assertEquals(await page.getByRole("alert").count(), 0);
    });
  },

  "terms that careful clients refuse are marked as they are typed, with a value that is accepted":
    async ({ visit }) => {
      await visit("/create/money", async ({ page, go }) => {
        const marks = page.locator(".refusal");
        assertEquals(await marks.count(), 0);
        await page.getByText("Advanced: evaluations").click();
        await field(page, "Evaluations per model").fill("5");
        await page.locator("[data-term=few-seats]").getByText("fewer than 15").waitFor();
        await page.getByRole("button", { name: "Use 15", exact: true }).click();
        await marks.first().waitFor({ state: "detached" });
        assertEquals(await field(page, "Evaluations per model").inputValue(), "15");
        await go("/create");
        await page.getByRole("radio", { name: /^Open/ }).check();
        await page.locator("[data-term=public-test-set]").waitFor();
        await go("/create/dates");
        await field(page, "Submission lasts").fill("1");
        await page.getByLabel("Submission lasts: unit").selectOption("hours");
        await page.locator("[data-term=submission-short]").waitFor();
        await go("/create/review");
        await page.locator("[data-refused='2']").waitFor();
        await go("/create");
        await page.getByRole("button", { name: "Seal it" }).click();
        assert(await page.getByRole("radio", { name: /^Sealed/ }).isChecked());
      });
    },

  "a date that has passed is wrong, also when it passes while the form is open": async (
    { visit, stage },
  ) => {
    await visit("/create/dates", async ({ page }) => {
      await page.getByRole("radio", { name: /^When each phase ends/ }).check();
      const ends = field(page, "Registration ends");
      const good = await ends.inputValue();
      await ends.fill("2020-02-28T10:00");
      await ends.blur();
      await page.locator("small.wrong").getByText("It must end in the future").waitFor();
      await ends.fill(good);
      await page.locator("small.wrong").first().waitFor({ state: "detached" });
      const { timestamp } = await stage.connection.client.getBlock();
      await stage.warpTo(Number(timestamp) + 8 * 86_400);
      await fact(page, /^Registration/).getByText("not valid").waitFor();
      await page.getByRole("button", { name: "Continue to publish" }).click();
      await page.locator("small.wrong").getByText("It must end in the future").waitFor();
    });
  },

  "dates are the reader's, also beyond a change of the clock": async ({ visit }) => {
    await visit("/create/dates", async ({ page }) => {
      const evaluation = fact(page, /^Evaluation/);
      // From winter into summer, and out of it again.
      for (const weeks of ["20", "45"]) {
        await page.getByRole("radio", { name: /^How long each phase/ }).check();
        await field(page, "Evaluation lasts").fill(weeks);
        await page.getByLabel("Evaluation lasts: unit").selectOption("weeks");
        const before = await evaluation.locator("time").getAttribute("datetime");
        await page.getByRole("radio", { name: /^When each phase ends.*Berlin/ }).check();
        await field(page, "Evaluation ends").waitFor();
        const after = await evaluation.locator("time").getAttribute("datetime");
        const apart = Date.parse(before!) - Date.parse(after!);
        assert(apart >= 0 && apart <= 120_000, `${before} became ${after}`);
        assertEquals(await page.locator("small.wrong").count(), 0);
      }
    }, { timezoneId: "Europe/Berlin" });
  },

  "every step, with its errors and marks, is open to everybody: light, dark, and on a telephone":
    async ({ visit, csv }) => {
      for (const [width, colorScheme] of [[1440, "light"], [390, "dark"]] as const) {
        await visit("/create", async ({ page, go }) => {
          await page.getByRole("radio", { name: /^Open/ }).check();
          await page.getByLabel(/^Choose or drop the test set/).setInputFiles(csv);
          await page.getByText("It can be read: 120 rows").waitFor();
          for (const step of STEP_NAMES) {
            await go(`/create/${step}`);
            await page.getByRole("heading", { level: 2 }).first().waitFor();
            const next = page.getByRole("button", { name: /^Continue/ });
            if (step === "task" || step === "publish") {
              await next.click();
              await page.getByRole("alert").waitFor();
            }
            assertEquals(await graveFindings(page), [], step);
            const wide = await page.evaluate(() =>
              document.documentElement.scrollWidth - document.documentElement.clientWidth
            );
            assertEquals(wide, 0, `${step} at ${width}`);
          }
          const summary = page.getByRole("complementary", { name: "Summary" });
          if (width === 390) await summary.getByText(/^You pay 10/).click();
          await summary.getByText("You pay now").waitFor();
        }, { viewport: { width, height: 844 }, colorScheme });
      }
    },

  "a table of words and missing cells is read, and what becomes of them can be corrected": async (
    { visit },
  ) => {
    const table = new URL("../fixtures/mixed_table/mixed.csv", import.meta.url);
    await visit("/create", async ({ page, go }) => {
      await page.getByLabel(/^Choose or drop the test set/).setInputFiles(fromFileUrl(table));
      await page.getByText("It can be read: 300 rows").waitFor();
      await go("/create/task");
      await page.getByText("Columns of words, missing cells").click();
      const columns = field(page, "Columns that are not plain numbers");
      const lines = (await columns.inputValue()).split("\n");
      assertEquals(lines[0], '{"column":"age","missing":"nan"}');
      assertStringIncludes(lines[1] ?? "", '"the \\"Hague\\""');
      assertEquals(await field(page, "Words that mean missing").inputValue(), "?\nNA");
      await page.getByText(/^Words are in city, size: each becomes its place/).waitFor();
      await columns.fill(lines.toSpliced(1, 1, "city: words").join("\n"));
      await field(page, "Name").fill("Passengers");
      await page.getByRole("button", { name: /^Continue/ }).click();
      await page.getByRole("alert").waitFor();
      await columns.fill(lines.toSpliced(1, 1).join("\n"));
      await go("/create/data");
      await page.getByText(/Row 2, column 2 of the CSV/).first().waitFor();
    });
  },

  "two tabs have one form": async ({ visit }) => {
    await visit("/create/task", async ({ page, context }) => {
      const other = await context.newPage();
      await other.goto(page.url());
      const kept = await page.evaluateHandle(() => {
        const keys: string[] = [];
        const set = Storage.prototype.setItem;
        Storage.prototype.setItem = function (key, value) {
          keys.push(key);
          set.call(this, key, value);
        };
        return keys;
      });
      await field(other, "Name").fill("Typed in the other tab");
      await page.waitForFunction(() =>
        [...document.querySelectorAll("input")].some(({ value }) =>
          value === "Typed in the other tab"
        )
      );
      // A tab that only follows writes nothing: it could undo what is typed next.
      assertEquals(await kept.jsonValue(), []);
      await other.close();
    });
  },

  "whoever signs is the organizer; then there is a link, the number of miners, and what is next; and nobody pays twice unawares":
    async ({ visit, stage, ann, bob, files }) => {
      const evaluator = openEvaluator({ width: 1 });
      try {
        await visit("/create", async ({ page, wallets: [fox], go }) => {
          await connect(page, "Fox", ann.address);
          await go("/create/review");
          // Another account, in the middle.
          await fox!.choose(bob.key);
          await go("/create");
          const id = await create(page, { name: "Digits", files, seats: 3 });
          const competition = await readCompetition(stage.connection, BigInt(id));
          assertEquals(competition.organizer, bob.address);

          await go(`/create/created/${id}`);
          const link = page.getByRole("region", { name: "Share it" }).getByRole("link").first();
          assertStringIncludes((await link.getAttribute("href"))!, `#/competitions/${id}`);
          await page.locator("[data-enrolled='0']").waitFor();
          const miners = await hireMiners(stage, BigInt(id), 3, evaluator);
          await miners.perform();
          await page.locator("[data-enrolled='3']").getByText("enough for a full round").waitFor();
          const next = page.getByRole("region", { name: "What happens next" });
          assertEquals(await next.getByText("you", { exact: true }).count(), 1);

          await go("/create");
          await assertRepeats(page, files, id);
        }, { wallets: [{ name: "Fox", keys: [ann.key, bob.key] }] });
      } finally {
        await evaluator.close();
      }
    },
});

/** The same spec once more: the review says that it exists. */
async function assertRepeats(page: Page, files: string[], id: number): Promise<void> {
  await page.getByRole("radio", { name: /^Open/ }).check();
  await page.getByLabel(/^Choose or drop the test set/).setInputFiles(files);
  await page.getByText("It can be read:").waitFor();
  await proceed(page, "task");
  await field(page, "Name").fill("Digits");
  await page.getByRole("link", { name: /^Review/ }).click();
  await page.locator(`[data-earlier='${id}']`).getByText("already created").waitFor();
}
