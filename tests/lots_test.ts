import { assertEquals } from "@std/assert";
import { fromFileUrl } from "@std/path/from-file-url";
import { everyLot } from "./lots.ts";

const ROOT = fromFileUrl(new URL("../", import.meta.url));

Deno.test("every file of tests is in exactly one lot", async () => {
  const { stdout } = await new Deno.Command("git", {
    args: ["ls-files", "--cached", "--others", "--exclude-standard", "*_test.ts"],
    cwd: ROOT,
  }).output();
  const files = new TextDecoder().decode(stdout).trim().split("\n");
  assertEquals(files.includes("tests/lots_test.ts"), true);
  const lots = (await everyLot()).map(({ title, paths: [path, ...flags] }) => {
    const ignored = flags.flatMap((flag) => flag.replace(/^--ignore=/, "").split(","));
    const within = (file: string, of: string) => file === of || file.startsWith(`${of}/`);
    const has = (file: string) =>
      within(file, path!) && !ignored.some((other) => within(file, other));
    return { title, has };
  });
  const titles = files.map((file) => lots.filter(({ has }) => has(file)).map(({ title }) => title));
  const wrong = files.filter((_, i) =>
    titles[i]!.length !== 1 || !files[i]!.includes(titles[i]![0]!)
  );
  assertEquals(wrong, []);
});
