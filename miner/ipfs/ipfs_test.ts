import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { DemlError } from "../../protocol/errors.ts";
import { openBlockStore } from "./block_store.ts";
import { cidOfBytes, DAG_PB, parseCid } from "./cid.ts";
import { fetchVerified } from "./fetch.ts";
import { serveGateway } from "./gateway.ts";
import { publishBlock, publishFile } from "./publish.ts";

const text = new TextEncoder();

async function withGateway(
  run: (url: string, folder: string) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir();
  const gateway = serveGateway(await openBlockStore(folder));
  try {
    await run(gateway.url, folder);
  } finally {
    await gateway.close();
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("CIDs equal those of other IPFS programs", async () => {
  // The empty raw block and "hello world\n", known from the IPFS documentation.
  assertEquals(
    (await cidOfBytes(new Uint8Array())).toString(),
    "bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku",
  );
  assertEquals(
    (await cidOfBytes(text.encode("hello world\n"))).toString(),
    "bafkreifjjcie6lypi6ny7amxnfftagclbuxndqonfipmb64f2km2devei4",
  );
});

Deno.test("a CID of another kind is refused", () => {
  for (const bad of ["", "../../etc/passwd", "QmYwAPJzv5CZsnA625s3Xf2nemtYgPpHdWEz79ojWnPbdG"]) {
    assertThrows(() => parseCid(bad), DemlError);
  }
});

Deno.test("a file of several blocks is fetched whole through a gateway", async () => {
  await withGateway(async (url, folder) => {
    const bytes = new Uint8Array(3_500_000).map((_, index) => (index * 7919) >> 5);
    const root = await publishFile(bytes, await openBlockStore(folder));
    assertEquals(root.code, DAG_PB);
    assertEquals(await fetchVerified(root, { gateways: [url], maxBytes: 4_000_000 }), bytes);
    await assertRejects(
      () => fetchVerified(root, { gateways: [url], maxBytes: 3_000_000 }),
      DemlError,
      `ipfs/too-large {"cid":"${root}","most":3000000}`,
    );
  });
});

Deno.test("bytes that do not hash to their CID never get through", async () => {
  const cid = await cidOfBytes(text.encode("the truth"));
  const liar = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen: () => {} },
    () => new Response("a lie"),
  );
  try {
    await assertRejects(
      () => fetchVerified(cid, { gateways: [`http://127.0.0.1:${liar.addr.port}`], maxBytes: 100 }),
      DemlError,
      '"why":"other-bytes"',
    );
    await withGateway(async (url, folder) => {
      await publishBlock(text.encode("the truth"), await openBlockStore(folder));
      const gateways = [`http://127.0.0.1:${liar.addr.port}`, url];
      assertEquals(await fetchVerified(cid, { gateways, maxBytes: 100 }), text.encode("the truth"));
    });
  } finally {
    await liar.shutdown();
  }
});

Deno.test("a damaged block in the store is not served", async () => {
  await withGateway(async (url, folder) => {
    const cid = await publishBlock(text.encode("whole"), await openBlockStore(folder));
    await Deno.writeTextFile(`${folder}/${cid}`, "damaged");
    await assertRejects(
      () => fetchVerified(cid, { gateways: [url], maxBytes: 100 }),
      DemlError,
      '"why":"status","status":404}',
    );
  });
});

Deno.test("a gateway only serves blocks", async () => {
  await withGateway(async (url) => {
    for (
      const [path, status] of [["/", 404], ["/ipfs/../../x", 404], ["/ipfs/abc", 400]] as const
    ) {
      const response = await fetch(`${url}${path}`);
      await response.body?.cancel();
      assertEquals(response.status, status);
    }
  });
});
