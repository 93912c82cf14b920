/** A model judged in the reader's browser, beside rows of miners who lie. */
/// <reference lib="dom" />
import { assertEquals } from "@std/assert";
import { verifyOn } from "../../miner/demo/play.ts";
import { submitModel } from "../../miner/participant/submit_model.ts";
import { hireLiars } from "../attacks/liars.ts";
import { createForLiars, LIARS, packedExample, ruleRound } from "../attacks/ruled.ts";
import { graveFindings } from "./axe.ts";
import { suite } from "./suite.ts";

const LIE = 77_777;
/** A browser that others keep busy. */
const timeout = 120_000;

suite("a model judged here, beside liars", async ({ stage }) => {
  const competition = await createForLiars(stage, 3);
  const { id, terms, authors } = competition;
  const liars = await hireLiars(stage, id, LIARS);
  await liars.enrol();
  await stage.warpTo(terms.registrationEnd);
  const packed = await packedExample("logreg");
  const rule = async (round: number, ...row: [number[], `0x${string}`?]) => {
    await submitModel(stage.connection, authors[round]!.sender, id, packed);
    await ruleRound(stage, competition, liars, round, ...row);
    return (await verifyOn(stage, id)).differences.at(-1)?.expected ?? "";
  };
  const honest = Number(await rule(0, [LIE]));
  const root = await rule(1, [honest]) as `0x${string}`;
  await rule(2, [honest], root);
  return { id, first: liars.actors[0]!.address };
}, {
  "a wrong score, wrong outputs, and an honest row": ({ visit, id, first }) =>
    visit(`/competitions/${id}/models/0`, async ({ page, go }) => {
      const card = page.getByRole("region", { name: "Judge it here" });
      const judge = () => card.getByRole("button", { name: "Judge it" }).click();
      const count = (name: string) => card.locator(`[${name}]`).getAttribute(name);
      await judge();
      await card.locator("[data-agrees=apart]").waitFor({ timeout });
      await card.getByText("more than rounding explains").waitFor();
      assertEquals(await count("data-apart"), `${LIARS}`);
      await card.getByTitle(first).waitFor();
      assertEquals(await graveFindings(page), []);

      await go(`/competitions/${id}/models/1`);
      await judge();
      await card.locator("[data-agrees=same]").waitFor({ timeout });
      assertEquals([await count("data-apart"), await count("data-other-outputs")], [
        "0",
        `${LIARS}`,
      ]);
      await card.getByTitle(first).waitFor();

      await go(`/competitions/${id}/models/2`);
      await judge();
      await card.getByText("binds the outputs that this browser found, bit for bit")
        .waitFor({ timeout });
      assertEquals(await count("data-other-outputs"), "0");
    }),
});
