/** Models with names: given with a submission, changed, and shown as a stranger's text. */
/// <reference lib="dom" />
import { assert, assertEquals } from "@std/assert";
import { bytesToHex } from "viem";
import { demlAbi } from "../../protocol/generated/deml.ts";
import { packModelName } from "../../protocol/text/model_name.ts";
import { readCompetition } from "../../miner/chain/read_competition.ts";
import { readModelNames } from "../../miner/chain/read_model_names.ts";
import { crowdOf } from "./crowd.ts";
import { choose, connect, fixture, sign, submit } from "./steps.ts";
import { suite } from "./suite.ts";
import { fillCompetition } from "./thousand.ts";

suite("names of models", async ({ stage }) => {
  const ann = (await stage.actor("participants"))!;
  const filled = await fillCompetition(stage, {
    models: 4,
    perAuthor: 2,
    authors: [ann.address],
  });
  // By turns: models 0 and 2 are of the first author, 1 and 3 of the second.
  const [one, two] = filled.authors as [`0x${string}`, `0x${string}`];
  const id = BigInt(filled.id);
  /** Bytes that no client of ours sends: text that turns what follows it around, and a tag. */
  const hostile = new Uint8Array(32);
  new TextEncoder().encodeInto("\u202e<b>gpj</b>", hostile);
  const named = [
    [one, 0, packModelName("first try")],
    [one, 0, packModelName("Wide net")],
    [two, 1, packModelName("wide-NET")],
    [one, 2, bytesToHex(hostile)],
  ] as const;
  await crowdOf(stage).send(named.map(([from, model, name]) => ({
    from,
    abi: demlAbi,
    functionName: "nameModel",
    args: [id, BigInt(model), name],
  } as never)));
  return { id, ann };
}, {
  "the leaderboard shows the last name of each, after its number; who repeats a name says whose; nothing turns text around":
    async ({ visit, id }) => {
      await visit(`/competitions/${id}/leaderboard`, async ({ page }) => {
        const board = page.getByRole("region", { name: "Models, best first" });
        await board.getByText("Wide net").waitFor();
        const links = await board.locator("tbody a[href*='/models/']").allInnerTexts();
        assertEquals(links.map((text) => text.replace(/\s+/g, " ").trim()).sort(), [
          "#0 Wide net",
          "#1 wide-NET also #0",
          "#2 \\u{202e}<b>gpj</b>",
          "#3",
        ]);
        await page.getByRole("searchbox").fill("wide net");
        await board.getByText("wide-NET").waitFor({ state: "detached" });
        assertEquals(await board.locator("tbody tr").count(), 1);
        const saving = page.waitForEvent("download");
        await page.getByRole("button", { name: "Download CSV" }).click();
        const csv = await Deno.readTextFile((await (await saving).path())!);
        const [head, ...rows] = csv.split("\n");
        assert(head?.endsWith(",digest,name,claimed"), csv);
        assert(rows.some((row) => row.includes(",0,0x") && row.endsWith(",Wide net,")), csv);
        await board.getByRole("link", { name: "#0 Wide net" }).click();
        await page.getByRole("heading", { name: "Model #0 Wide net" }).waitFor();
      });
    },
  "an author names a model while submitting it, and changes the name afterwards": async (
    { visit, stage, id, ann },
  ) => {
    const nameOf = async (model: number) =>
      (await readModelNames(stage.connection, await readCompetition(stage.connection, id)))
        .get(model);
    await visit(`/competitions/${id}/submit`, async ({ page }) => {
      await connect(page, "Fox", ann.address);
      await page.locator("[data-step=submit]").waitFor();
      await choose(page, fixture("mlp"));
      const field = page.getByLabel(/^Name on the leaderboard/);
      await field.fill("x".repeat(40));
      await page.getByText(`Cut to "${"x".repeat(32)}"`).waitFor();
      await field.fill("  Small but  proud ");
      await submit(page);
      await sign(page, /^Name model 4/);
      const own = page.getByRole("region", { name: "Your models" });
      await own.getByRole("link", { name: "#4 Small but proud" }).waitFor();
      assertEquals(await nameOf(4), "Small but proud");

      await own.getByRole("button", { name: "Rename: model #4" }).click();
      await own.getByLabel(/^Name on the leaderboard/).fill("Prouder");
      await own.getByRole("button", { name: "Name it" }).click();
      await sign(page, /^Name model 4/);
      await own.getByRole("link", { name: "#4 Prouder" }).waitFor();
      assertEquals(await nameOf(4), "Prouder");
      assertEquals(await nameOf(1), "wide-NET");
    }, { wallets: [{ name: "Fox", keys: [ann.key] }] });
  },
});
