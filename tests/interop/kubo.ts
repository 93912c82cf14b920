/**
 * Files to and from Kubo, a real IPFS node: CIDs, CAR files, gateways, and a competition whose data
 * only Kubo has.
 *
 * `deno task test:interop kubo` builds it first; of itself, `deno test` does not find this file.
 */
import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { CID } from "multiformats/cid";
import { DemlError } from "../../protocol/errors.ts";
import { checkGateway } from "../../miner/cli/doctor/check_gateway.ts";
import { PROFILE_COMMANDS } from "../../miner/cli/data/profile_words.ts";
import { tell } from "../../miner/cli/failures/tell.ts";
import { readEntries } from "../../miner/demo/models.ts";
import { play } from "../../miner/demo/play.ts";
import { openStageOn, type Stage } from "../../miner/demo/stage.ts";
import { type BlockStore, openBlockStore } from "../../miner/ipfs/block_store.ts";
import { publicationOf } from "../../miner/ipfs/blocks.ts";
import { givenCid, parseCid } from "../../miner/ipfs/cid.ts";
import { fetchVerified } from "../../miner/ipfs/fetch.ts";
import { fetchable } from "../../miner/ipfs/fetchable.ts";
import { serveGateway } from "../../miner/ipfs/gateway.ts";
import { namesFile } from "../../miner/ipfs/names_file.ts";
import { cutFile, PROFILES } from "../../miner/ipfs/profiles.ts";
import { publishFile } from "../../miner/ipfs/publish.ts";
import { publishToKubo } from "../../miner/ipfs/publish_kubo.ts";
import { deml } from "../deml.ts";
import { startAnvil } from "../faults/anvil.ts";
import { forest } from "../hostile/trees.ts";
import { type KuboNode, startKubo } from "./kubo_node.ts";

const BINARY = Deno.env.get("DEML_KUBO") ?? "";
if (BINARY === "") throw new Error("Run `deno task test:interop kubo`, which builds Kubo");

/** Around the sizes of a chunk, and of a node that is full of links. */
const SIZES = [0, 1, 262_144, 262_145, 1_048_577, 174 * 262_144, 174 * 262_144 + 1, 190_000_000];

const nowhere: BlockStore["put"] = (cid) => Promise.resolve(cid);

function random(length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length; at += 65_536) {
    crypto.getRandomValues(bytes.subarray(at, at + 65_536));
  }
  return bytes;
}

async function withKubo(
  work: (node: KuboNode, folder: string) => Promise<void>,
  options?: Parameters<typeof startKubo>[1],
): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "deml-interop-" });
  const node = await startKubo(BINARY, options);
  try {
    await work(node, folder);
  } finally {
    await node.close();
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("every profile gives the CID that `ipfs add` gives with its flags", () =>
  withKubo(async ({ ipfs }, folder) => {
    const path = `${folder}/file`;
    const different: string[] = [];
    for (const size of SIZES) {
      const bytes = random(size);
      await Deno.writeFile(path, bytes);
      for (const profile of PROFILES) {
        const [, ...add] = PROFILE_COMMANDS[profile.name].split(" ");
        const theirs = await ipfs(...add, "--only-hash", "--quieter", path);
        const ours = await cutFile(bytes, nowhere, profile);
        if (!ours.equals(givenCid(theirs).cid)) different.push(`${profile.name}, ${size} bytes`);
      }
    }
    assertEquals(different, []);
    await ipfs("config", "profile", "apply", "unixfs-v1-2025");
    const theirs = await ipfs("add", "--only-hash", "--quieter", path);
    assertEquals(theirs, String(await cutFile(await Deno.readFile(path), nowhere)));
  }));

Deno.test("what we publish to Kubo is pinned there, and its gateway returns all of it", () =>
  withKubo(async ({ api, gateway, ipfs }) => {
    const store = forest();
    const bytes = random(40_000_000);
    const cid = await publishFile(bytes, store);
    assertEquals(await publishToKubo(api, publicationOf([cid], store)), [cid]);
    assertStringIncludes(await ipfs("pin", "ls", "--type=recursive", "--quiet"), String(cid));
    const { blocks } = await fetchable(cid, { gateways: [gateway] });
    assertEquals(blocks, store.blocks.size);
    assertEquals(await fetchVerified(cid, { gateways: [gateway], maxBytes: 50_000_000 }), bytes);
    assertEquals((await checkGateway(gateway)).level, "ok");
    // Kubo pins only what is whole.
    const leaf = [...store.blocks.keys()].find((name) => name !== String(cid)) ?? "";
    await ipfs("pin", "rm", String(cid));
    await ipfs("block", "rm", leaf);
    await assertRejects(
      () => publishToKubo(api, { roots: [cid], blocks: [] }),
      DemlError,
      "ipfs/not-pinned",
    );
  }));

Deno.test("Kubo imports our CAR file, and we import its own, of a CIDv0", () =>
  withKubo(async ({ ipfs, bytes: output }, folder) => {
    const path = `${folder}/file`;
    await Deno.writeFile(path, random(5_000_000));
    const [one, two] = [`${folder}/one`, `${folder}/two`];
    const added = await deml(["data", "add", path, "--home", one, "--json"]);
    const { cid } = JSON.parse(added.out).files[0];
    const car = `${folder}/ours.car`;
    const exported = await deml(["data", "export", cid, "--home", one, "--output", car]);
    assertEquals(exported.code, 0, exported.err);
    await ipfs("dag", "import", car);
    assertEquals(await output("cat", cid), await Deno.readFile(path));
    assertStringIncludes(await ipfs("pin", "ls", "--type=recursive", "--quiet"), cid);

    const old = await ipfs("add", "--quieter", path);
    assertStringIncludes(old, "Qm");
    await Deno.writeFile(`${folder}/theirs.car`, await output("dag", "export", old));
    const imported = await deml(["data", "import", `${folder}/theirs.car`, "--home", two]);
    assertEquals(imported.code, 0, imported.err);
    const get = await deml(["data", "get", old, "--home", two, "--output", `${folder}/got`]);
    assertEquals(get.code, 0, get.err);
    assertEquals(await Deno.readFile(`${folder}/got`), await Deno.readFile(path));
  }));

Deno.test("check accepts a file whichever way Kubo cut it; through the gateway, any way at all", () =>
  withKubo(async ({ gateway, ipfs }, folder) => {
    const path = `${folder}/file`;
    const bytes = random(3_000_000);
    await Deno.writeFile(path, bytes);
    const ways = [[], ["--cid-version=1"], ["--trickle"], ["--raw-leaves"]];
    for (const flags of ways) {
      const { cid } = givenCid(await ipfs("add", "--quieter", ...flags, path));
      assert(await namesFile(cid, bytes), flags.join());
    }
    for (const chunker of ["buzhash", "rabin", "size-100000"]) {
      const cid = await ipfs("add", "--quieter", `--chunker=${chunker}`, path);
      assertEquals((await deml(["data", "check", cid, "--data", path])).code, 1, chunker);
      const found = await deml(["data", "check", cid, "--data", path, "--gateway", gateway]);
      assertEquals(found.code, 0, `${chunker}: ${found.out}${found.err}`);
    }
  }));

Deno.test("Kubo's gateway, asked at localhost, redirects, and the error names the address to use", () =>
  withKubo(async ({ gateway, ipfs }, folder) => {
    await Deno.writeFile(`${folder}/file`, random(100));
    const cid = parseCid(await ipfs("add", "--quieter", "--cid-version=1", `${folder}/file`));
    const gateways = [gateway.replace("127.0.0.1", "localhost")];
    const error = await assertRejects(
      () => fetchVerified(cid, { gateways, maxBytes: 100 }),
      DemlError,
    );
    assertStringIncludes(tell(error).message, `name it as ${gateway}`);
  }));

Deno.test("Kubo fetches a file from our gateway, by its HTTP retrieval", async () => {
  const store = forest();
  const bytes = random(3_000_000);
  const cid = await publishFile(bytes, store);
  const gateway = serveGateway(store);
  const { port } = new URL(gateway.url);
  // Whom Kubo asks who has a block; on the network, an indexer or a delegated router.
  const router = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: () => {} }, (request) => {
    const { pathname } = new URL(request.url);
    if (!pathname.startsWith("/routing/v1/providers/")) return new Response("", { status: 404 });
    const provider = {
      Schema: "peer",
      ID: "12D3KooWEzjhH7vW5ZvNSfDTgmA1mb7yQJ6sN9Yv8rjCB8CB2wGW",
      Addrs: [`/ip4/127.0.0.1/tcp/${port}/http`],
      Protocols: ["transport-ipfs-gateway-http"],
    };
    return Response.json({ Providers: [provider] });
  });
  const methods = ["find-providers", "find-peers", "provide", "get-ipns", "put-ipns"];
  const config = {
    "HTTPRetrieval": { Enabled: true },
    "Routing": {
      Type: "custom",
      Routers: {
        Ours: {
          Type: "http",
          Parameters: { Endpoint: `http://127.0.0.1:${router.addr.port}` },
        },
      },
      Methods: Object.fromEntries(methods.map((name) => [name, { RouterName: "Ours" }])),
    },
  };
  try {
    await withKubo(async ({ bytes: output }) => {
      assertEquals(await output("cat", "--timeout=60s", String(cid)), bytes);
    }, { config, online: true });
  } finally {
    await gateway.close();
    await router.shutdown();
  }
});

Deno.test("a competition whose data only Kubo has is mined to its end, on anvil", () =>
  withKubo(async ({ api, gateway, ipfs }) => {
    const anvil = await startAnvil({ genesis: Math.floor(Date.now() / 1_000) });
    const give = (account: string, value: bigint) =>
      anvil.rpc<void>("anvil_setBalance", [account, `0x${value.toString(16)}`]);
    const warpTo = (seconds: number) => anvil.mine(seconds);
    const stage = await openStageOn(() =>
      Promise.resolve({ url: anvil.url, give, warpTo, close: anvil.close })
    ) as unknown as Stage;
    try {
      const store = await openBlockStore(`${stage.folder}/blocks`);
      const roots = [parseCid(stage.spec.test.cid), specOf(stage)];
      await publishToKubo(api, publicationOf(roots, store));
      await Deno.remove(`${stage.folder}/blocks`, { recursive: true });
      stage.gateway = { ...stage.gateway, url: gateway };
      const entries = await readEntries(undefined);
      const report = { step: () => {}, progress: () => {} };
      const signal = new AbortController().signal;
      const { competition, standings, names } = await play(stage, entries, {
        miners: 4,
        signal,
      }, report);
      assert(competition.ended);
      assertEquals(
        Object.fromEntries(standings.map(({ id, score }) => [names.get(id), score])),
        { lenet: 99_100, mlp: 96_600, logreg: 91_140 },
      );
      const pinned = await ipfs("pin", "ls", "--type=recursive", "--quiet");
      for (const root of roots) assertStringIncludes(pinned, String(root));
    } finally {
      await stage.close();
    }
  }));

function specOf({ specDigest }: Stage): ReturnType<typeof parseCid> {
  // A raw CIDv1: version, codec, hash and its length, then the digest.
  return parseCid(String(CID.decode(Uint8Array.fromHex(`01551220${specDigest.slice(2)}`))));
}
