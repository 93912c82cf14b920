import { assert, assertEquals } from "@std/assert";

Deno.test("everything that std.d.ts declares exists", async () => {
  const text = await Deno.readTextFile(new URL("./std.d.ts", import.meta.url));
  const blocks = text.split(/^declare module "(.+)" \{$/m).slice(1);
  assert(blocks.length >= 20, "the file is read");
  for (let at = 0; at < blocks.length; at += 2) {
    const [name, body] = blocks.slice(at, at + 2) as [string, string];
    const declared = [...body.matchAll(/^ {2}export (?:function|class) (\w+)/gm)];
    assert(declared.length > 0, name);
    const module = await import(name);
    for (const [, value] of declared) assertEquals(typeof module[value!], "function", value);
  }
});
