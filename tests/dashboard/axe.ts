/**
 * axe checks a page for barriers to its users.
 *
 * @module
 */
import { fromFileUrl } from "@std/path/from-file-url";
import type { AxeResults, ImpactValue } from "axe-core";
import type { Page } from "playwright-core";

const SOURCE = fromFileUrl(
  new URL("../../node_modules/axe-core/axe.min.js", import.meta.url),
);

/** What is reported; the milder kinds are matters of taste. */
const GRAVE: (ImpactValue | undefined)[] = ["serious", "critical"];

/** Finds what is serious or critical, each with the elements that it is about. */
export async function graveFindings(page: Page): Promise<string[]> {
  // The debugger's evaluation is not subject to the page's policy.
  if (!await page.evaluate(() => "axe" in globalThis)) {
    await page.evaluate(await Deno.readTextFile(SOURCE));
  }
  const { violations, passes } = await page.evaluate(() =>
    (globalThis as unknown as { axe: { run(): Promise<AxeResults> } }).axe.run()
  );
  // A run over nothing would find nothing.
  if (passes.length === 0) return ["axe found nothing to look at"];
  return violations.filter(({ impact }) => GRAVE.includes(impact)).map(({ id, help, nodes }) =>
    `${id}: ${help}\n${
      nodes.map(({ html, failureSummary }) =>
        `  ${html.slice(0, 200)}\n    ${failureSummary?.replaceAll("\n", "\n    ")}`
      ).join("\n")
    }`
  );
}
