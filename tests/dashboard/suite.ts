/**
 * The tests of one file, on one harness.
 *
 * @module
 */
import { hasChromium } from "./chromium.ts";
import { type Harness, openHarness } from "./page.ts";
import type { SiteOptions } from "./site.ts";

/** Tests by what they show. */
export type Tests<Given> = Record<string, (given: Given) => Promise<void>>;

/**
 * Declares a file's tests. They share a chain, a site and a browser, which are opened once and
 * closed whatever happens; each has its own browser context.
 *
 * @param title Of what they are about
 * @param prepare Readies the stage; what it answers is given to the tests beside the harness
 */
export function suite<Extra extends object>(
  title: string,
  prepare: (harness: Harness) => Promise<Extra>,
  tests: Tests<Harness & Extra>,
  options: SiteOptions = {},
): void {
  Deno.test({
    name: `the dashboard: ${title}`,
    ignore: !hasChromium,
    async fn(context) {
      const harness = await openHarness(options);
      try {
        const given = { ...harness, ...await prepare(harness) };
        for (const [name, test] of Object.entries(tests)) {
          await context.step({
            name,
            fn: () => test(given),
            // The harness lives from one step to the next.
            sanitizeOps: false,
            sanitizeResources: false,
          });
        }
      } finally {
        await harness.close();
      }
    },
  });
}
