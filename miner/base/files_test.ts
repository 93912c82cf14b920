import { assertEquals, assertRejects } from "@std/assert";
import { writeDurably } from "./files.ts";

Deno.test("a file has all of its new content and its mode, or the old one; nothing else is left", async () => {
  const folder = await Deno.makeTempDir();
  const path = `${folder}/key`;
  const names = () => Array.from(Deno.readDirSync(folder), ({ name }) => name);
  const mode = (name: string) => (Deno.statSync(`${folder}/${name}`).mode ?? 0) & 0o777;
  try {
    const large = Uint8Array.from({ length: 3_000_000 }, (_, i) => i % 251);
    for (const bytes of [large, new Uint8Array(), Uint8Array.of(1, 2, 3)]) {
      await writeDurably(path, bytes, { mode: 0o600 });
      assertEquals(await Deno.readFile(path), bytes);
    }
    await writeDurably(`${folder}/spec`, Uint8Array.of(1));
    if (Deno.build.os !== "windows") {
      assertEquals([mode("key"), mode("spec") & 0o700], [0o600, 0o600]);
    }
    await Deno.mkdir(`${folder}/taken/full`, { recursive: true });
    await assertRejects(() => writeDurably(`${folder}/taken`, Uint8Array.of(4)));
    assertEquals(names().sort(), ["key", "spec", "taken"]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
