/**
 * Many competitions, quickly.
 *
 * @module
 */
import { type Address, parseEther, zeroHash } from "viem";
import type { Stage } from "../../miner/demo/stage.ts";
import { countCompetitions } from "../../miner/chain/read_competition.ts";
import { demlAbi } from "../../protocol/generated/deml.ts";
import { openTerms, termsHashOf } from "../../protocol/terms/terms.ts";
import type { Page } from "playwright-core";
import { crowdOf, type Sent } from "./crowd.ts";
import { ready } from "./page.ts";

const FUND = parseEther("0.1");
const DAY = 86_400;

/** Competitions that were made. */
export interface Many {
  /** The first of them; the others follow */
  first: number;
  organizer: Address;
  /** Registers an account, which is made by its name, in one of them. */
  register(id: number, name: string): Promise<Address>;
}

/** Creates competitions that take registrations for some days. */
export async function createMany(stage: Stage, count: number): Promise<Many> {
  const crowd = crowdOf(stage);
  const first = Number(await countCompetitions(stage.connection)) + 1;
  const [organizer] = await crowd.invite([`organizer of ${first}`]) as [Address];
  const start = await stage.now();
  const terms = openTerms({
    specDigest: stage.specDigest,
    fund: FUND,
    registrationEnd: start + 5 * DAY,
    submissionEnd: start + 6 * DAY,
    evaluationEnd: start + 12 * DAY,
    maxModels: 50,
    maxModelsPerAuthor: 5,
    seats: 3,
    commitWindow: 3_600,
    revealWindow: 3_600,
    roundInterval: 0,
  });
  const of = (sent: Omit<Sent, "abi">): Sent => ({ abi: demlAbi, ...sent }) as Sent;
  await crowd.send(Array.from({ length: count }, () => ({
    from: organizer,
    value: FUND,
    ...of({ functionName: "createCompetition", args: [terms] }),
  })));
  const termsHash = termsHashOf(organizer, FUND, terms);
  return {
    first,
    organizer,
    async register(id, name) {
      const [account] = await crowd.invite([name]) as [Address];
      await crowd.send([{
        from: account,
        value: FUND / 10n,
        ...of({ functionName: "register", args: [BigInt(id), termsHash, zeroHash] }),
      }]);
      return account;
    },
  };
}

/** Shows at least so many cards of the list. */
export async function showCards(page: Page, count: number): Promise<void> {
  const cards = page.locator(".cards article");
  await cards.first().waitFor();
  while (await cards.count() < count) {
    await page.getByRole("button", { name: /older|more/ }).click();
    await ready(page);
  }
}
