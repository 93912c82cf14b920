/** axe finds nothing serious on any page, light or dark. */
/// <reference lib="dom" />
import { assert, assertEquals } from "@std/assert";
import { graveFindings } from "./axe.ts";
import { ready } from "./page.ts";
import { routesOf } from "./routes.ts";
import { suite, type Tests } from "./suite.ts";
import { fillCompetition, type Filled } from "./thousand.ts";
import type { Harness } from "./page.ts";

type Given = Harness & Filled & { key: `0x${string}` };

function everyPage(colorScheme: "light" | "dark") {
  return ({ visit, id, key }: Given) =>
    visit("/", async ({ page, go }) => {
      await page.getByRole("button", { name: "Connect wallet" }).click();
      await ready(page);
      assertEquals(await graveFindings(page), [], "the wallets' dialog");
      await page.getByRole("dialog").getByRole("button", { name: "Fox" }).click();
      await page.getByRole("dialog").waitFor({ state: "detached" });
      for (const [name, route] of Object.entries(routesOf(id))) {
        await go(route);
        await ready(page);
        assertEquals(await graveFindings(page), [], name);
      }
    }, { colorScheme, wallets: [{ name: "Fox", keys: [key] }] });
}

const tests: Tests<Given> = {
  "it sees what is wrong": ({ visit }) =>
    visit("/", async ({ page }) => {
      await ready(page);
      await page.evaluate(() => {
        const pale = document.createElement("p");
        pale.textContent = "Pale";
        pale.style.cssText = "color: #ccc; background: #fff";
        document.querySelector("main")!.append(pale, document.createElement("button"));
      });
      const found = await graveFindings(page);
      for (const rule of ["color-contrast", "button-name"]) {
        assert(found.some((text) => text.startsWith(rule)), `${rule} of ${found}`);
      }
    }),
  "every page in light": everyPage("light"),
  "every page in dark": everyPage("dark"),
};

suite("axe", async ({ stage }) => {
  const { key } = await stage.actor("Ann");
  return { key, ...await fillCompetition(stage, { models: 70, rounds: 2 }) };
}, tests);
