/** `deml data`, as processes. What a real Kubo node makes of it is in tests/interop/kubo.ts. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { openBlockStore } from "../miner/ipfs/block_store.ts";
import { answerBlock } from "../miner/ipfs/gateway.ts";
import { cutFile, PROFILES } from "../miner/ipfs/profiles.ts";
import { CID } from "multiformats/cid";
import { assertClear, deml } from "./deml.ts";
import { openGateway, silent } from "./hostile/gateways.ts";
import { type Forest, forest } from "./hostile/trees.ts";

interface Stage {
  folder: string;
  /** 3 MB */
  big: string;
  bytes: Uint8Array;
}

async function onStage(work: (stage: Stage) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "deml-data-" });
  try {
    const bytes = new Uint8Array(3_000_000);
    for (let at = 0; at < bytes.length; at += 60_000) {
      crypto.getRandomValues(bytes.subarray(at, at + 60_000));
    }
    const big = `${folder}/big.bin`;
    await Deno.writeFile(big, bytes);
    await work({ folder, big, bytes });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function withGateway(store: Forest, work: (url: string) => Promise<void>): Promise<void> {
  const gateway = openGateway((request) =>
    answerBlock(store, request.method, new URL(request.url).pathname)
  );
  try {
    await work(gateway.url);
  } finally {
    await gateway.close();
  }
}

/** The file's tree in memory, and its CID. */
async function planted(bytes: Uint8Array, name = "unixfs-v1-2025") {
  const store = forest();
  const cid = await cutFile(bytes, store.put, PROFILES.find((profile) => profile.name === name));
  return { store, cid: String(cid) };
}

const json = (out: string) => JSON.parse(out);

Deno.test("a file that one home adds and serves is fetched by another, byte for byte", () =>
  onStage(async ({ folder, big, bytes }) => {
    const added = await deml(["data", "add", big, "--home", `${folder}/one`, "--json"]);
    const [{ cid, file, bytes: size }] = json(added.out).files;
    assertEquals([cid, file, size], [(await planted(bytes)).cid, big, bytes.length]);

    const serving = new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--quiet", "miner/main.ts", "data", "serve", "--home", `${folder}/one`]
        .concat("--port", "0", "--json"),
      stdout: "piped",
      stderr: "inherit",
    }).spawn();
    const reader = serving.stdout.getReader();
    try {
      const { value } = await reader.read();
      const { url } = json(new TextDecoder().decode(value));
      assertStringIncludes(url, "http://127.0.0.1:");
      const output = `${folder}/got.bin`;
      const get = ["data", "get", cid, "--gateway", url, "--home", `${folder}/two`, "--output"];
      const got = await deml([...get, output]);
      assertEquals(got.code, 0, got.err);
      assertEquals(await Deno.readFile(output), bytes);
      assertClear(await deml([...get, output]), 1, "already exists");
      assertClear(await deml([...get, `${folder}/no`, "--most", "2MB"]), 1, "larger than 2.00 MB");
      assertClear(await deml([...get, `${folder}/no`, "--most", "many"]), 2, "a size such as");
      assertEquals([...Deno.readDirSync(folder)].map(({ name }) => name).sort(), [
        "big.bin",
        "got.bin",
        "one",
        "two",
      ]);
    } finally {
      serving.kill("SIGINT");
      assertEquals((await serving.status).code, 0);
      await reader.cancel();
    }
  }));

Deno.test("an interrupted get continues where it was", () =>
  onStage(async ({ folder, bytes }) => {
    const { store, cid } = await planted(bytes);
    const reached = Promise.withResolvers<void>();
    let held = true;
    const gateway = openGateway((request) => {
      if (held && gateway.asked.length === 3) {
        reached.resolve();
        return silent(request);
      }
      return answerBlock(store, "GET", new URL(request.url).pathname);
    });
    const args = ["data", "get", cid, "--gateway", gateway.url, "--home", `${folder}/home`]
      .concat("--output", `${folder}/out`);
    try {
      const first = new Deno.Command(Deno.execPath(), {
        args: ["run", "-A", "--quiet", "miner/main.ts", ...args],
        stdout: "null",
        stderr: "null",
      }).spawn();
      await reached.promise;
      first.kill("SIGINT");
      assertEquals((await first.status).code, 130);
      held = false;
      const had = gateway.asked.splice(0).slice(0, 2);
      const second = await deml(args);
      assertEquals(second.code, 0, second.err);
      assertEquals(await Deno.readFile(`${folder}/out`), bytes);
      assertEquals(gateway.asked.filter((path) => had.includes(path)), []);
      assertEquals(gateway.asked.length, store.blocks.size - had.length);
    } finally {
      await gateway.close();
    }
  }));

Deno.test("check accepts a file whichever usual profile made its CID, and finds what is missing", () =>
  onStage(async ({ folder, big, bytes }) => {
    for (const { name } of PROFILES) {
      const { cid } = await planted(bytes, name);
      const { code, out, err } = await deml(["data", "check", cid, "--data", big, "--json"]);
      assertEquals([code, json(out).names], [0, true], err);
      // Of a small file, several profiles make the same tree.
      assertEquals((await planted(bytes, json(out).profile)).cid, cid);
    }
    const other = `${folder}/other.bin`;
    await Deno.writeFile(other, bytes.map((byte, at) => at === 2_999_999 ? byte ^ 1 : byte));
    const { store, cid } = await planted(bytes, "unixfs-v0-2015");
    const alone = await deml(["data", "check", cid, "--data", other]);
    assertEquals(alone.code, 1);
    assertStringIncludes(alone.out, "does not have this CID, cut in any of the usual ways");
    await withGateway(store, async (url) => {
      const check = (file: string) =>
        deml(["data", "check", cid, "--data", file, "--gateway", url, "--json"]);
      assertEquals(json((await check(big)).out).names, true);
      const differs = await check(other);
      assertEquals([differs.code, json(differs.out).names], [1, false]);
      await Deno.truncate(other, 2_999_999);
      assertEquals(json((await check(other)).out).names, false);
      // With a leaf gone, the CID cannot be fetched, though the file is still the right one.
      store.blocks.delete([...store.blocks.keys()][1]!);
      const missing = await check(big);
      assertEquals(missing.code, 1);
      assertStringIncludes(json(missing.out).fetched.error.message, "answered HTTP 404");
      assertEquals(json(missing.out).names, true);
    });
  }));

Deno.test("a CIDv0 is converted with a note, and what is not a CID is refused", () =>
  onStage(async ({ big, bytes }) => {
    const { cid } = await planted(bytes, "unixfs-v0-2015");
    const old = String(CID.createV0(CID.parse(cid).multihash as never));
    const found = await deml(["data", "check", old, "--data", big]);
    assertEquals(found.code, 0, found.err);
    assertStringIncludes(found.err, `${old} is a CIDv0; as a CIDv1 it is ${cid}`);
    assertStringIncludes(found.out, "cut as by unixfs-v0-2015: ipfs add");
    assertClear(await deml(["data", "check", "Qm123", "--data", big]), 1, "is not a CID");
    assertClear(await deml(["data", "check", cid]), 2, "Give --gateway URL, --data FILE, or both");
  }));

Deno.test("a CAR file carries a file from home to home, and a damaged one nothing", () =>
  onStage(async ({ folder, big }) => {
    const [one, two, car] = [`${folder}/one`, `${folder}/two`, `${folder}/x.car`];
    const added = await deml(["data", "add", big, "--home", one, "--json"]);
    const { cid, bytes } = json(added.out).files[0];
    const exported = await deml(["data", "export", cid, "--home", one, "--output", car, "--json"]);
    assertEquals(json(exported.out).roots, [cid]);
    const imported = await deml(["data", "import", car, "--home", two, "--json"]);
    const found = json(imported.out);
    assertEquals([found.blocks, found.roots[0].cid], [json(exported.out).blocks, cid]);
    assert(found.roots[0].bytes >= bytes);
    assertClear(await deml(["data", "import", big, "--home", two]), 1, "not a CAR file");
    assertClear(await deml(["data", "export", cid, "--home", `${folder}/three`]), 1, "no gateway");
    // Cut in the middle of its last block: what was read stays, its root is not whole.
    await Deno.truncate(car, (await Deno.stat(car)).size - 10);
    const cut = await deml(["data", "import", car, "--home", `${folder}/four`]);
    assertClear(cut, 1, "not a CAR file that can be read");
    const kept = await openBlockStore(`${folder}/four/published`);
    assert(await kept.read(CID.parse(cid)) !== undefined);
  }));

Deno.test("a pinning service's token is sent, and printed nowhere", () =>
  onStage(async ({ folder, bytes }) => {
    const { cid } = await planted(bytes);
    const token = "token-that-nobody-sees";
    await Deno.writeTextFile(`${folder}/token`, `${token}\n`, { mode: 0o600 });
    let answer = () => Response.json({ requestid: "7", status: "pinned", pin: { cid } });
    const asked: (string | null)[] = [];
    const server = openGateway((request) => {
      asked.push(request.headers.get("authorization"));
      return answer();
    });
    const args = ["data", "pin", cid, "--service", server.url];
    try {
      const given = await deml([...args, "--token-file", `${folder}/token`, "--json"]);
      assertEquals(json(given.out), { cid, request: "7", status: "pinned", delegates: [] });
      assertEquals((await deml(args, { DEML_PIN_TOKEN: token })).code, 0);
      assertEquals(asked, [`Bearer ${token}`, `Bearer ${token}`]);
      // The service repeats what it was sent.
      answer = () => new Response(`Bearer ${token} is not welcome`, { status: 401 });
      for (const more of [[], ["--json"]]) {
        const { code, out, err } = await deml([...args, ...more], { DEML_PIN_TOKEN: token });
        assertEquals(code, 1);
        assertStringIncludes(out + err, "is not welcome");
        assert(!(out + err).includes(token), out + err);
      }
      assertClear(await deml(args), 2, "The access token of the service is missing");
    } finally {
      await server.close();
    }
  }));

Deno.test("the doctor believes only a gateway that has the empty block, with nothing in it", async () => {
  const cases: [answer: () => Response, level: string, says: string][] = [
    [() => new Response(""), "ok", "answers 200"],
    [() => new Response("<html>"), "fail", "bytes that are not the empty block"],
    [() => new Response("", { status: 400 }), "fail", "it is not a trustless gateway"],
    [() => new Response("", { status: 406 }), "fail", "it is not a trustless gateway"],
    [() => new Response("", { status: 403 }), "fail", "it refuses to serve"],
    [() => new Response("", { status: 404 }), "warn", "it does not have the empty block"],
    [() => new Response("", { status: 429 }), "warn", "which may pass"],
    [() => new Response("", { status: 502 }), "warn", "which may pass"],
  ];
  const { checkGateway } = await import("../miner/cli/doctor/check_gateway.ts");
  for (const [answer, level, says] of cases) {
    const server = openGateway(answer);
    const found = await checkGateway(server.url);
    await server.close();
    assertEquals(found.level, level, JSON.stringify(found));
    assertStringIncludes(found.found, says);
    assertEquals(found.remedy === undefined, level === "ok");
  }
  await withGateway(forest(), async (url) => assertEquals((await checkGateway(url)).level, "ok"));
  const kubo = openGateway(() =>
    new Response(null, { status: 301, headers: { location: "http://bafkqaaa.ipfs.localhost:1" } })
  );
  const redirected = await checkGateway(kubo.url.replace("127.0.0.1", "localhost"));
  await kubo.close();
  assertEquals(redirected.level, "fail");
  assertStringIncludes(redirected.remedy ?? "", `Name it as ${kubo.url}`);
});
