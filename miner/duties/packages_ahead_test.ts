import { assert, assertEquals, assertRejects } from "@std/assert";
import { zeroHash } from "viem";
import { packagesAhead } from "./packages_ahead.ts";

const KB = 1_024;
const model = (id: number, size: number, published = size) => ({
  id,
  size,
  published,
  digest: zeroHash,
});
const bytesOf = (id: number) => new Uint8Array([id]);

/** A source that records its requests. */
function noting(fails: (ids: number[]) => boolean = () => false) {
  const asked: number[][] = [];
  return {
    asked,
    one({ id }: { id: number }) {
      asked.push([id]);
      return fails([id]) ? Promise.reject(new Error(`no ${id}`)) : Promise.resolve(bytesOf(id));
    },
    several(models: { id: number }[]) {
      const ids = models.map(({ id }) => id);
      assert(ids.length > 1, "one alone is asked for alone");
      asked.push(ids);
      if (fails(ids)) return Promise.reject(new Error(`no ${ids}`));
      return Promise.resolve(new Map(ids.map((id) => [id, () => bytesOf(id)])));
    },
  };
}

Deno.test("packages on the chain come with one request, and nothing before the first is needed", async () => {
  const models = Array.from({ length: 32 }, (_, id) => model(id, 20 * KB));
  const source = noting();
  const packages = packagesAhead(models, source);
  assertEquals(source.asked, []);
  assert(packages.holds(models[3]!));
  assert(!packages.holds({ ...models[3]!, digest: `0x${"11".repeat(32)}` }), "another one");
  for (const each of models) assertEquals(await packages.take(each), bytesOf(each.id));
  assert(!packages.holds(models[3]!));
  assertEquals(source.asked, [models.map(({ id }) => id)]);
});

Deno.test("the first request is small, and each next one twice as large", async () => {
  const models = Array.from({ length: 100 }, (_, id) => model(id, 200 * KB));
  const source = noting();
  const packages = packagesAhead(models, source);
  for (const each of models) await packages.take(each);
  // Bytes per request: 1, 2 and then 4 MiB.
  assertEquals(source.asked.map(({ length }) => length), [5, 10, 20, 20, 20, 20, 5]);
});

Deno.test("the next packages are fetched ahead, and no more than may wait", async () => {
  const models = Array.from({ length: 6 }, (_, id) => model(id, 3_000 * KB));
  const source = noting();
  const packages = packagesAhead(models, source, 6_500 * KB);
  packages.begin();
  packages.begin();
  assertEquals(source.asked, [[0]], "what is needed first");
  await packages.take(models[0]!);
  assertEquals(source.asked, [[0], [1], [2]], "the first was taken, two wait");
  await packages.take(models[1]!);
  assertEquals(source.asked, [[0], [1], [2], [3]]);
  // One that was not waited for is fetched when it is needed.
  await packages.take(models[5]!);
  assert(source.asked.some(([id]) => id === 5));
});

Deno.test("a package above the limit of waiting bytes is fetched when it is needed", async () => {
  const models = [model(0, 10), model(1, 100 * KB, 0)];
  const source = noting();
  const packages = packagesAhead(models, source, KB);
  await packages.take(models[0]!);
  assertEquals(source.asked, [[0]]);
  assertEquals(await packages.take(models[1]!), bytesOf(1));
});

Deno.test("packages on IPFS come one by one, and a failed one does not affect the others", async () => {
  const models = [model(0, 10, 0), model(1, 10, 0), model(2, 10), model(3, 10)];
  const source = noting((ids) => ids.join() === "1" || ids.join() === "2,3");
  const packages = packagesAhead(models, source);
  assertEquals(await packages.take(models[0]!), bytesOf(0));
  await assertRejects(() => packages.take(models[1]!), Error, "no 1");
  // The request for both failed: each is requested alone.
  assertEquals(await packages.take(models[2]!), bytesOf(2));
  assertEquals(await packages.take(models[3]!), bytesOf(3));
});
