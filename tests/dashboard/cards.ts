/**
 * The list of competitions, with many of them.
 *
 * @module
 */
import type { Page } from "playwright-core";
import { type Address, zeroHash } from "viem";
import { call } from "../../miner/chain/call.ts";
import type { Stage } from "../../miner/demo/stage.ts";
import { demlAbi } from "../../protocol/generated/deml.ts";
import { type Call, crowdOf } from "./crowd.ts";
import { ready } from "./page.ts";

/** Shows at least so many cards of the list. */
export async function showCards(page: Page, count: number): Promise<void> {
  const cards = page.locator(".cards article");
  await cards.first().waitFor();
  while (await cards.count() < count) {
    await page.getByRole("button", { name: /^Show \d+ more/ }).click();
    await ready(page);
  }
}

/** Registers an account, which is made by its name, in a competition. */
export async function registerIn(stage: Stage, id: number, name: string): Promise<Address> {
  const crowd = crowdOf(stage);
  const [from] = await crowd.invite([name]) as [Address];
  const { termsHash, buyIn } = await call(stage.connection, "standingOf", [BigInt(id)]);
  await crowd.send([{
    from,
    value: buyIn,
    abi: demlAbi,
    functionName: "register",
    args: [BigInt(id), termsHash, zeroHash],
  } as Call]);
  return from;
}
