/** Publishing, to hosts as they answer. That Kubo answers so is tested in tests/interop/kubo.ts. */
import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { DemlError } from "../../protocol/errors.ts";
import { publicationOf } from "./blocks.ts";
import { carOf, readCar } from "./car.ts";
import { cidOfBytes } from "./cid.ts";
import { publishBlock, publishFile } from "./publish.ts";
import { publishToCar } from "./publish_car.ts";
import { publishToKubo } from "./publish_kubo.ts";
import { pinAtService } from "./publish_pin.ts";
import { forest } from "../../tests/hostile/trees.ts";

const SECRET = "a-token-that-nobody-sees";

async function withHost(
  answer: (request: Request) => Response | Promise<Response>,
  work: (url: string) => Promise<void>,
): Promise<void> {
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: () => {} }, answer);
  try {
    await work(`http://127.0.0.1:${server.addr.port}`);
  } finally {
    await server.shutdown();
  }
}

function random(length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length; at += 65_536) {
    crypto.getRandomValues(bytes.subarray(at, at + 65_536));
  }
  return bytes;
}

async function* parts(bytes: Uint8Array, size: number) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function joined(from: AsyncIterable<Uint8Array>): Promise<Uint8Array<ArrayBuffer>> {
  const all: Uint8Array<ArrayBuffer>[] = [];
  for await (const part of from) all.push(part as Uint8Array<ArrayBuffer>);
  return new Uint8Array(await new Blob(all).arrayBuffer());
}

async function published() {
  const store = forest();
  const file = await publishFile(random(20_000_000), store);
  const spec = await publishBlock(random(300), store);
  return { store, file, spec };
}

Deno.test("a node gets every block once, in requests of at most 16 MiB, and pins the roots last", async () => {
  const { store, file, spec } = await published();
  const got = new Map<string, number>();
  const requests: { pin: string | null; bytes: number }[] = [];
  await withHost(async (request) => {
    const { pathname, searchParams } = new URL(request.url);
    assertEquals([request.method, pathname], ["POST", "/api/v0/dag/import"]);
    const car = (await request.formData()).get("file") as File;
    const { roots, blocks } = await readCar(car.stream());
    assertEquals(roots.map(String), [String(file), String(spec)]);
    for await (const [cid] of blocks) got.set(String(cid), (got.get(String(cid)) ?? 0) + 1);
    requests.push({ pin: searchParams.get("pin-roots"), bytes: car.size });
    const said = roots.map((root) =>
      JSON.stringify({ Root: { Cid: { "/": String(root) }, PinErrorMsg: "" } })
    );
    return new Response(searchParams.get("pin-roots") === "true" ? said.join("\n") : "");
  }, async (url) => {
    const seen: number[] = [];
    const options = { onProgress: ({ bytes }: { bytes: number }) => seen.push(bytes) };
    const pinned = await publishToKubo(url, publicationOf([file, spec], store), options);
    assertEquals(pinned, [file, spec]);
    assertEquals(
      seen.at(-1),
      [...store.blocks.values()].reduce((sum, { length }) => sum + length, 0),
    );
  });
  assertEquals([...got.keys()].sort(), [...store.blocks.keys()].sort());
  assert([...got.values()].every((times) => times === 1));
  assertEquals(requests.map(({ pin }) => pin), ["false", "false", "true"]);
  assert(requests.every(({ bytes }) => bytes < 17 * 1024 * 1024), JSON.stringify(requests));
});

Deno.test("a node that does not pin a root, or says nothing about it, has not published it", async () => {
  const { store, spec } = await published();
  const answers = [
    [{ Root: { Cid: { "/": String(spec) }, PinErrorMsg: "no space" } }, "no space"],
    [{ Root: { Cid: { "/": "bafkqaaa" }, PinErrorMsg: "" } }, "says nothing"],
  ] as const;
  for (const [answer, reason] of answers) {
    await withHost(() => Response.json(answer), async (url) => {
      const error = await assertRejects(
        () => publishToKubo(url, publicationOf([spec], store)),
        DemlError,
        "ipfs/not-pinned",
      );
      assertStringIncludes(error.message, reason);
    });
  }
});

Deno.test("a password in a node's address becomes a header, and errors do not contain it", async () => {
  const { store, spec } = await published();
  await withHost((request) => {
    assertEquals(request.headers.get("authorization"), `Basic ${btoa(`me:${SECRET}`)}`);
    return new Response("403 - Forbidden", { status: 403 });
  }, async (url) => {
    const address = url.replace("//", `//me:${SECRET}@`);
    const error = await assertRejects(
      () => publishToKubo(address, publicationOf([spec], store)),
      DemlError,
      '"status":403,"reason":"403 - Forbidden"',
    );
    assert(!error.message.includes(SECRET));
  });
});

Deno.test("a pinning service is asked until it has the tree", async () => {
  const { file } = await published();
  const asked: string[] = [];
  let times = 0;
  await withHost(async (request) => {
    assertEquals(request.headers.get("authorization"), `Bearer ${SECRET}`);
    const { pathname } = new URL(request.url);
    asked.push(`${request.method} ${pathname}`);
    const pin = { cid: String(file), name: "mnist", origins: ["/ip4/1.2.3.4/tcp/4001"] };
    if (request.method === "POST") assertEquals(await request.json(), pin);
    const status = ["queued", "pinning", "pinned"][times++];
    return Response.json({ requestid: "id/1", status, created: "", pin, delegates: [] }, {
      status: request.method === "POST" ? 202 : 200,
    });
  }, async (url) => {
    const seen: string[] = [];
    const pin = await pinAtService({ url: `${url}/psa/`, token: SECRET }, file, {
      name: "mnist",
      origins: ["/ip4/1.2.3.4/tcp/4001"],
      every: 1,
      onProgress: ({ status }) => seen.push(status),
    });
    assertEquals(pin, { id: "id/1", status: "pinned", delegates: [] });
    assertEquals(seen, ["queued", "pinning", "pinned"]);
  });
  assertEquals(asked, ["POST /psa/pins", "GET /psa/pins/id%2F1", "GET /psa/pins/id%2F1"]);
});

Deno.test("a service that fails, pins something else, never finishes or refuses: each has its own error", async () => {
  const { file, spec } = await published();
  const pin = (status: string, cid = String(file)) =>
    Response.json({ requestid: "1", status, pin: { cid }, delegates: [] });
  const refusal = { error: { reason: "UNAUTHORIZED", details: "Access token is missing" } };
  const cases: [answer: () => Response, says: string][] = [
    [() => pin("failed"), "ipfs/not-pinned"],
    [() => pin("pinned", String(spec)), "pins another CID"],
    [() => pin("pinning"), '"status":"pinning"'],
    [() => pin("dreaming"), "ipfs/host-other-answer"],
    [() => new Response("<html>"), "ipfs/host-other-answer"],
    [() => Response.json(refusal, { status: 401 }), "UNAUTHORIZED: Access token is missing"],
    [() => Response.redirect("http://127.0.0.1:1/"), "a redirect to http://127.0.0.1:1"],
  ];
  for (const [answer, says] of cases) {
    await withHost(answer, async (url) => {
      const options = { patience: 20, every: 1 };
      const error = await assertRejects(
        () => pinAtService({ url, token: SECRET }, file, options),
        DemlError,
        says,
      );
      assert(!error.message.includes(SECRET));
    });
  }
});

Deno.test("a CAR file is written whole or not at all, and read as it was", async () => {
  const { store, file, spec } = await published();
  const folder = await Deno.makeTempDir();
  try {
    const path = `${folder}/x.car`;
    const bytes = await publishToCar(path, publicationOf([file, spec], store));
    const written = await Deno.readFile(path);
    assertEquals(written.length, bytes);
    for (const size of [1_000_003, written.length]) {
      const { roots, blocks } = await readCar(parts(written, size));
      assertEquals(roots.map(String), [String(file), String(spec)]);
      const read = new Map<string, Uint8Array>();
      for await (const [cid, block] of blocks) read.set(String(cid), block);
      assertEquals([...read.keys()].sort(), [...store.blocks.keys()].sort());
    }
    const leaf = [...store.blocks.keys()].find((name) => name !== String(file))!;
    store.blocks.delete(leaf);
    await assertRejects(
      () => publishToCar(`${folder}/y.car`, publicationOf([file, spec], store)),
      DemlError,
      "ipfs/not-found",
    );
    assertEquals([...Deno.readDirSync(folder)].map(({ name }) => name), ["x.car"]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("a CAR file that is cut, damaged or hostile is refused", async () => {
  const bytes = random(1_000);
  const cid = await cidOfBytes(bytes);
  const car = await joined(carOf([cid], [[cid, bytes]]));
  const damaged = car.slice();
  damaged[car.length - 1]! ^= 1;
  const pragma = [0x0a, 0xa1, 0x67, ...new TextEncoder().encode("version"), 0x02];
  const cases: [bytes: Uint8Array, says: string][] = [
    [car.subarray(0, car.length - 1), "ipfs/car-unreadable"],
    [damaged, `ipfs/car-other-bytes {"cid":"${cid}"}`],
    [new TextEncoder().encode("a,b\n1,2\n"), "ipfs/car-unreadable"],
    [new Uint8Array(), "ipfs/car-unreadable"],
    [Uint8Array.from([...pragma, ...new Uint8Array(40)]), "ipfs/car-"],
    // It claims a header, then a block, of 1 TiB.
    [Uint8Array.of(0x80, 0x80, 0x80, 0x80, 0x80, 0x20, 1), "ipfs/car-unreadable"],
    [
      Uint8Array.from([
        ...await joined(carOf([cid], [])),
        0x80,
        0x80,
        0x80,
        0x80,
        0x80,
        0x20,
        ...cid.bytes,
      ]),
      "ipfs/car-large-block",
    ],
    [await joined(carOf([], [])), 'ipfs/car-roots {"roots":0'],
  ];
  for (const [hostile, says] of cases) {
    await assertRejects(
      async () => {
        const { blocks } = await readCar(parts(hostile, 77));
        for await (const _ of blocks);
      },
      DemlError,
      says,
    );
  }
});

Deno.test("a CARv2 file is read as the CARv1 within it", async () => {
  const bytes = random(1_000);
  const cid = await cidOfBytes(bytes);
  const inside = await joined(carOf([cid], [[cid, bytes]]));
  const header = new DataView(new ArrayBuffer(40));
  header.setBigUint64(16, 51n, true);
  header.setBigUint64(24, BigInt(inside.length), true);
  const pragma = [0x0a, 0xa1, 0x67, ...new TextEncoder().encode("version"), 0x02];
  const index = random(500);
  const car = Uint8Array.from([...pragma, ...new Uint8Array(header.buffer), ...inside, ...index]);
  const { roots, blocks } = await readCar(parts(car, 100));
  const read: unknown[] = [];
  for await (const block of blocks) read.push(block);
  assertEquals(roots.map(String), [String(cid)]);
  assertEquals(read, [[cid, bytes]]);
});
