/** docs/SECURITY.md says who profits from what; the figures are those of the attacks. */
import { assert, assertEquals } from "@std/assert";
import { markdownOf, playAttacks, tableOnPage } from "../scripts/attacks.ts";

Deno.test("the table in docs/SECURITY.md has the figures of the attacks", async () => {
  const attacks = await playAttacks();
  assertEquals(await tableOnPage(), markdownOf(attacks), "deno run -A scripts/attacks.ts --write");
  for (const [name, { attacker, calm, victims, stopped }] of Object.entries(attacks)) {
    if (!stopped) continue;
    assertEquals(victims, "0", name);
    const most = BigInt(calm) > 0n ? BigInt(calm) : 0n;
    assert(BigInt(attacker) <= most, `${name} pays`);
  }
});
