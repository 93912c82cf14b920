import { assertEquals, assertRejects } from "@std/assert";
import { DemlError } from "../../../protocol/errors.ts";
import type { Invocation } from "../command.ts";
import { openLocalData } from "./local_data.ts";

const ROWS = "1,2\n3,4\n";
const flagless = { flag: () => false } as unknown as Invocation;

async function textOf(content: unknown): Promise<string> {
  const { parts } = content as { parts(): AsyncIterable<Uint8Array> };
  let text = "";
  for await (const part of parts()) text += new TextDecoder().decode(part);
  return text;
}

Deno.test("a CSV is read again for each child, and refused once it has changed", async () => {
  const folder = await Deno.makeTempDir();
  const path = `${folder}/rows.csv`;
  try {
    for (const change of ["shorter", "longer", "another"]) {
      await Deno.writeTextFile(path, ROWS);
      const { content, describe } = await openLocalData(path);
      assertEquals(await describe(flagless), { format: "csv", rows: 2 });
      assertEquals([content.length, await textOf(content)], [ROWS.length, ROWS]);
      assertEquals(await textOf(content), ROWS);
      if (change === "shorter") await Deno.truncate(path, 4);
      if (change === "longer") await Deno.writeTextFile(path, "5,6\n", { append: true });
      if (change === "another") {
        await Deno.writeTextFile(`${folder}/other.csv`, ROWS.replace("1", "9"));
        await Deno.rename(`${folder}/other.csv`, path);
      }
      await assertRejects(() => textOf(content), DemlError, "file/changed", change);
      await assertRejects(() => describe(flagless), DemlError, "file/changed", change);
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
