import { assert, assertEquals, assertRejects } from "@std/assert";
import { DemlError } from "../../protocol/errors.ts";
import { modelKeyFile, readKeyFile, testKeyFile, writeKeyFile } from "./key_file.ts";

const KEY = `0x${"5a".repeat(32)}` as const;
const AUTHOR = "0x5FbDB2315678afecb367f032d93F642f64180aa3";
const DIGEST = `0x${"01".repeat(32)}` as const;

async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await work(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("a key file and its backup are read back, and only their owner may read them", async () => {
  await inFolder(async (folder) => {
    const file = modelKeyFile(KEY, AUTHOR, DIGEST);
    const paths = [`${folder}/a.key.json`, `${folder}/keys/b.key.json`];
    await writeKeyFile(paths, file);
    for (const path of paths) {
      assertEquals(await readKeyFile(path), file);
      if (Deno.build.os !== "windows") {
        assertEquals((await Deno.stat(path)).mode! & 0o777, 0o600);
      }
    }
  });
});

Deno.test("a key is never overwritten, and nothing is written if one of its paths exists", async () => {
  await inFolder(async (folder) => {
    const taken = `${folder}/taken.json`;
    await writeKeyFile([taken], testKeyFile(KEY));
    const other = testKeyFile(`0x${"66".repeat(32)}`);
    await assertRejects(
      () => writeKeyFile([`${folder}/new.json`, taken], other),
      DemlError,
      "file/key-exists",
    );
    assertEquals((await readKeyFile(taken)).key, KEY);
    await assertRejects(() => readKeyFile(`${folder}/new.json`), DemlError, "file/not-found");
  });
});

Deno.test("a damaged key file is refused, without its key in the message", async () => {
  await inFolder(async (folder) => {
    const path = `${folder}/k.json`;
    const file = modelKeyFile(KEY, AUTHOR, DIGEST);
    for (
      const text of [
        "",
        "{}",
        JSON.stringify({ ...file, key: KEY.replace("5a", "5b") }),
        JSON.stringify({ ...file, author: `0x${"11".repeat(20)}` }),
        JSON.stringify({ ...file, extra: 1 }),
        JSON.stringify({ ...file, seals: "test-set" }),
      ]
    ) {
      await Deno.writeTextFile(path, text);
      const error = await assertRejects(() => readKeyFile(path), DemlError);
      assertEquals(error.code, "wallet");
      assert(!error.message.includes("5a5a"), error.message);
    }
  });
});
