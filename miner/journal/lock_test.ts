import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { fromFileUrl } from "@std/path/from-file-url";
import { DemlError } from "../../protocol/errors.ts";
import { holdersOf, lockAccount } from "./lock.ts";
import { showHolder } from "../cli/failures/journal.ts";
import { tell } from "../cli/failures/tell.ts";

const ACCOUNT = {
  chainId: 31337,
  address: "0x00000000000000000000000000000000000000Bb",
} as const;
const LOCK = fromFileUrl(new URL("./lock.ts", import.meta.url));

async function inHome(test: (home: string) => Promise<void>): Promise<void> {
  const home = await Deno.makeTempDir({ prefix: "deml-lock-" });
  try {
    await test(home);
  } finally {
    await Deno.remove(home, { recursive: true });
  }
}

/** Another process that locks, starts its own child, and stays. */
async function startHolder(home: string) {
  const code = `
    import { lockAccount } from ${JSON.stringify(`file://${LOCK}`)};
    lockAccount(${JSON.stringify(home)}, ${JSON.stringify(ACCOUNT)});
    const child = new Deno.Command("sleep", { args: ["60"] }).spawn();
    console.log(child.pid);
    setInterval(() => {}, 1000);`;
  const path = `${home}/holder.ts`;
  await Deno.writeTextFile(path, code);
  const config = fromFileUrl(new URL("../../deno.json", import.meta.url));
  const holder = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", "--config", config, path],
    stdout: "piped",
  }).spawn();
  const reader = holder.stdout.getReader();
  const { value } = await reader.read();
  await reader.cancel();
  return { holder, child: Number(new TextDecoder().decode(value).trim()) };
}

Deno.test("a second holder is refused with the first one's number, other chains and keys are not", () =>
  inHome((home) => {
    const lock = lockAccount(home, ACCOUNT);
    const error = assertThrows(() => lockAccount(home, ACCOUNT), DemlError);
    assertEquals(error.code, "journal");
    assertStringIncludes(tell(error).message, `process ${Deno.pid}, since 2`);
    lockAccount(home, { ...ACCOUNT, chainId: 1 }).release();
    const other = "0x00000000000000000000000000000000000000Cc";
    lockAccount(home, { ...ACCOUNT, address: other }).release();
    assertEquals(holdersOf(home, ACCOUNT.address).map((holder) => holder?.pid), [Deno.pid]);
    assertEquals(holdersOf(home, other), []);
    lock.release();
    assertEquals(holdersOf(home, ACCOUNT.address), []);
    lockAccount(home, ACCOUNT).release();
    const { mode } = Deno.statSync(`${home}/${ACCOUNT.address.toLowerCase()}.chain-31337.lock`);
    assertEquals(mode! & 0o077, 0);
    return Promise.resolve();
  }));

Deno.test("kill -9 releases the lock, although a child of the holder keeps running", () =>
  inHome(async (home) => {
    const { holder, child } = await startHolder(home);
    try {
      const error = assertThrows(() => lockAccount(home, ACCOUNT), DemlError);
      assertStringIncludes(tell(error).message, `process ${holder.pid}, since`);
      holder.kill("SIGKILL");
      await holder.status;
      Deno.kill(child, "SIGCONT");
      lockAccount(home, ACCOUNT).release();
    } finally {
      Deno.kill(child, "SIGKILL");
    }
  }));

Deno.test(
  "a lock is its owner's alone to read",
  { ignore: Deno.build.os === "windows" },
  () =>
    inHome((home) => {
      lockAccount(home, ACCOUNT).release();
      const modes = Array.from(
        Deno.readDirSync(home),
        ({ name }) => (Deno.statSync(`${home}/${name}`).mode ?? 0) & 0o777,
      );
      assertEquals(modes, [0o600]);
      return Promise.resolve();
    }),
);

Deno.test("a holder is called by its process and the second since when it holds", () => {
  const shown = showHolder({ pid: 42, since: "2026-01-02T03:04:05.678Z" });
  assertStringIncludes(shown, "42");
  assertStringIncludes(shown, "2026-01-02T03:04:05Z");
});
