/** docs/SECURITY.md says who profits by what; the figures are those that the attacks give. */
import { assert, assertEquals } from "@std/assert";
import { markdownOf, playAttacks, tableOnPage } from "../scripts/attacks.ts";

Deno.test("the table of attacks in docs/SECURITY.md is what they come to", async () => {
  const attacks = await playAttacks();
  assertEquals(await tableOnPage(), markdownOf(attacks), "deno run -A scripts/attacks.ts --write");
  for (const [name, { attacker, calm, victims, stopped }] of Object.entries(attacks)) {
    if (!stopped) continue;
    assertEquals(victims, "0", name);
    const most = BigInt(calm) > 0n ? BigInt(calm) : 0n;
    assert(BigInt(attacker) <= most, `${name} pays`);
  }
});
