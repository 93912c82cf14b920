import { assert, assertEquals, assertRejects } from "@std/assert";
import { DemlError } from "../../protocol/errors.ts";
import { makeHome } from "./home.ts";
import { openBlockStore } from "../ipfs/block_store.ts";
import { cidOfBytes } from "../ipfs/cid.ts";
import { openJournal } from "../journal/journal.ts";
import { tell } from "../cli/failures/tell.ts";

const ignore = Deno.build.os === "windows";

async function inFolder(test: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "deml-home-" });
  try {
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Every path in a folder, including itself, with its permissions. */
async function modes(path: string): Promise<[string, string][]> {
  const { mode, isDirectory } = await Deno.stat(path);
  const own: [string, string] = [path, ((mode ?? 0) & 0o777).toString(8)];
  if (!isDirectory) return [own];
  const names = (await Array.fromAsync(Deno.readDir(path))).map(({ name }) => name).sort();
  return [own, ...(await Promise.all(names.map((name) => modes(`${path}/${name}`)))).flat()];
}

Deno.test({
  name: "only its owner may open anything in a home, including SQLite's own files",
  ignore,
  fn: () =>
    inFolder(async (folder) => {
      const before = Deno.umask(0o022);
      try {
        const home = `${folder}/home`;
        await makeHome(home);
        const journal = openJournal(`${home}/0xabc.sqlite`);
        const store = await openBlockStore(`${home}/blocks`);
        const bytes = new TextEncoder().encode("a block");
        const cid = await cidOfBytes(bytes);
        await store.put(cid, bytes);
        assertEquals(await modes(home), [
          [home, "700"],
          [`${home}/0xabc.sqlite`, "600"],
          [`${home}/0xabc.sqlite-shm`, "600"],
          [`${home}/0xabc.sqlite-wal`, "600"],
          [`${home}/blocks`, "700"],
          [`${home}/blocks/${cid}`, "600"],
        ]);
        journal.close();
        await makeHome(home);
      } finally {
        Deno.umask(before);
      }
    }),
});

Deno.test({
  name: "a home that others may open is refused, with the command that fixes it",
  ignore,
  fn: () =>
    inFolder(async (folder) => {
      const home = `${folder}/it's mine`;
      for (
        const open of [
          () => Deno.chmod(home, 0o755),
          () => Deno.chmod(home, 0o710),
          () => Deno.writeTextFile(`${home}/0xabc.sqlite`, "", { mode: 0o644 }),
          () => Deno.writeTextFile(`${home}/0xabc.sqlite-wal`, "", { mode: 0o640 }),
          () => Deno.mkdir(`${home}/blocks`, { mode: 0o755 }),
          async () => {
            await Deno.mkdir(`${home}/keys`, { mode: 0o700 });
            await Deno.writeTextFile(`${home}/keys/a.key.json`, "{}", { mode: 0o604 });
          },
        ]
      ) {
        await makeHome(home);
        await open();
        const error = await assertRejects(() => makeHome(home), DemlError, "file/open-home");
        const [, command] = /^Run (.*), or name another folder with --home$/.exec(
          tell(error).remedy,
        )!;
        const { success } = await new Deno.Command("sh", { args: ["-c", command!] }).output();
        assert(success, command);
        await makeHome(home);
        await Deno.remove(home, { recursive: true });
      }
    }),
});
