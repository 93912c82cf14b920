/** The manual, read by the programs that show it. */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { fromFileUrl } from "@std/path/from-file-url";
import { COMMANDS } from "../miner/cli/table.ts";
import { manual } from "../scripts/man/pages.ts";
import { withoutGroff } from "./lacks.ts";

const FOLDER = fromFileUrl(new URL("../packaging/man", import.meta.url));

Deno.test("every command of the binary has a page, and the program's page names it", async () => {
  const pages = await manual();
  const commands = Object.keys(COMMANDS).filter((name) => name !== "demo");
  const names = commands.map((name) => `deml-${name.replaceAll(" ", "-")}.1`);
  assertEquals([...pages.keys()].sort(), ["deml.1", ...names].sort());
  for (const name of names) {
    const shown = name.replace(/\.1$/, "").replaceAll("-", "\\-");
    assertStringIncludes(pages.get("deml.1") ?? "", shown);
  }
});

Deno.test({
  name: "groff has no complaint about any page, and prints flags as they are typed",
  ignore: await withoutGroff() !== undefined,
  async fn() {
    const groff = async (name: string, device: "ascii" | "utf8") => {
      const { stdout, stderr } = await new Deno.Command("groff", {
        args: ["-man", "-ww", "-T", device, "-P", "-cbou", `${FOLDER}/${name}`],
      }).output();
      assertEquals(new TextDecoder().decode(stderr), "", name);
      return new TextDecoder().decode(stdout);
    };
    for (const { name } of Deno.readDirSync(FOLDER)) await groff(name, "utf8");
    const page = await groff("deml-journal-backup.1", "ascii");
    assertStringIncludes(page, "--address ADDRESS");
    assertStringIncludes(page, "deml journal backup /backup/miner.sqlite --force");
  },
});
