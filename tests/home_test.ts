/** The home folder and key files as a user meets them. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { fromFileUrl } from "@std/path/from-file-url";
import { openStage } from "../miner/demo/stage.ts";
import { assertClear, deml } from "./deml.ts";

const MODEL = fromFileUrl(new URL("../examples/models/mlp.onnx", import.meta.url));
const CONTRACT = "0x5FbDB2315678afecb367f032d93F642f64180aa3";

async function inFolder(test: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "deml-home-" });
  try {
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const exists = (path: string) => Deno.lstat(path).then(() => true, () => false);

Deno.test("commands that store nothing do not create a home", () =>
  inFolder(async (folder) => {
    const home = `${folder}/home`;
    const env = { DEML_HOME: home };
    await Deno.writeTextFile(`${folder}/competition.json`, "{}");
    const cid = "bafkreifjjcie6lypi6ny7amxnfftagclbuxndqonfipmb64f2km2devei4";
    for (const named of [`${folder}/competition.json`, cid]) {
      for (const command of ["inspect", "check"]) {
        assertEquals((await deml([command, MODEL, "--competition", named], env)).code, 1);
      }
    }
    assertEquals((await deml(["inspect", MODEL], env)).code, 0);
    assertEquals((await deml(["doctor"], env)).code, 0);
    assertEquals(await exists(home), false);
  }));

Deno.test({
  name: "a home that others may open is refused with the command that fixes it, and doctor fails",
  ignore: Deno.build.os === "windows",
  fn: () =>
    inFolder(async (folder) => {
      const stage = await openStage();
      try {
        const home = `${folder}/home`;
        await Deno.mkdir(home);
        await Deno.chmod(home, 0o755);
        const { key } = await stage.actor("miners");
        await Deno.writeTextFile(`${folder}/miner.key`, key, { mode: 0o644 });
        const args = [
          ...["mine", "--once", "--rpc", stage.chain.url, "--contract", stage.connection.contract],
          ...["--gateway", stage.gateway.url, "--home", home, "--key-file", `${folder}/miner.key`],
        ];
        const refused = await deml(args);
        assertEquals(refused.code, 1);
        assertStringIncludes(refused.err, `chmod -R go-rwx ${home}`);
        assertStringIncludes(refused.err, `chmod 600 ${folder}/miner.key`);
        assert(!refused.err.includes(key.slice(2)));
        assertEquals([...Deno.readDirSync(home)], [], "nothing was written there");
        const ill = await deml(["doctor", "--home", home, "--json"]);
        assertEquals(ill.code, 1);
        const { findings } = JSON.parse(ill.out);
        const journal = findings.find(({ check }: { check: string }) => check === "journal");
        assertEquals([journal.level, journal.remedy], ["fail", `chmod -R go-rwx ${home}`]);

        await Deno.chmod(home, 0o700);
        await Deno.chmod(`${folder}/miner.key`, 0o600);
        const well = await deml(args);
        assertEquals(well.code, 0, well.err);
        assert(!well.err.includes("chmod"), well.err);
        for await (const { name } of Deno.readDir(home)) {
          assertEquals((await Deno.stat(`${home}/${name}`)).mode! & 0o077, 0, name);
        }
        // Root is warned, and nobody else.
        assertEquals(/running as root/.test(well.err), Deno.uid() === 0, well.err);
        const user = findings.find(({ check }: { check: string }) => check === "user");
        assertEquals(user.level, Deno.uid() === 0 ? "warn" : "ok");
      } finally {
        await stage.close();
      }
    }),
});

Deno.test("a sealing key is not copied into a home that others may open", () =>
  inFolder(async (folder) => {
    const home = `${folder}/home`;
    await Deno.mkdir(home);
    await Deno.chmod(home, 0o750);
    const entry = `${folder}/entry.deml`;
    assertEquals((await deml(["pack", MODEL, entry])).code, 0);
    const seal = ["seal", entry, "--author", CONTRACT, "--home", home];
    assertClear(await deml(seal), 1, "Other users of this machine may open");
    assertEquals(await exists(`${entry}.sealed`), false);
    await Deno.chmod(home, 0o700);
    assertEquals((await deml(seal)).code, 0);
  }));

Deno.test("the dashboard publishes no user and password, and says which keys it publishes", async () => {
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: () => {} }, async (
    request,
  ) => {
    const asked = await request.json();
    const answers = [asked].flat().map(({ id, method }) => ({
      jsonrpc: "2.0",
      id,
      result: method === "eth_chainId"
        ? "0x1"
        : method === "eth_getBlockByNumber"
        ? { number: "0x0", hash: `0x${"11".repeat(32)}`, timestamp: "0x1" }
        : "0x6001",
    }));
    return Response.json(Array.isArray(asked) ? answers : answers[0]);
  });
  const at = `127.0.0.1:${server.addr.port}`;
  const home = await Deno.makeTempDir({ prefix: "deml-home-" });
  try {
    const dashboard = (...args: string[]) =>
      deml(["dashboard", "--contract", CONTRACT, "--home", home, "--port", "99999", ...args]);
    for (const flag of ["--rpc", "--gateway", "--ens-rpc"]) {
      const refused = await dashboard("--rpc", `http://${at}`, flag, `http://me:sesame@${at}/`);
      assertClear(refused, 2, "would publish the user and password");
      assert(!refused.err.includes("sesame"), refused.err);
    }
    // The port is none, so that it ends.
    const keyed = await dashboard("--rpc", `http://${at}/v3/9f8e7d6c5b4a39281706`);
    assertMatch(keyed.err, /publishes the key in http:\/\/127.0.0.1:\d+\/… to everybody/);
    assert(!keyed.err.includes("9f8e7d6c5b4a39281706"), keyed.err);
  } finally {
    await server.shutdown();
    await Deno.remove(home, { recursive: true });
  }
});
