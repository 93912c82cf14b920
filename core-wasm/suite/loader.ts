import { assert, assertEquals, assertThrows } from "@std/assert";
import { deflateSync } from "node:zlib";
import { type Core, CoreError, loadCore, loadCoreAsync, type Region, type Views } from "../mod.ts";
import { refusal } from "./refusal.ts";
import { assertSame, random, utf8 } from "./samples.ts";

export function testLoader(core: Core): void {
  const { build } = core;
  const test = (name: string, run: () => void) => Deno.test(`${build}: ${name}`, run);
  const next = random(47);
  const floats = Float32Array.from({ length: 60_000 }, () => next() - 0.5);
  const bytes = new Uint8Array(floats.buffer);

  test("package to weights without a copy in between: inflate, then unshuffle", () => {
    const planes = new Uint8Array(bytes.length);
    bytes.forEach((byte, at) => planes[(at % 4) * floats.length + (at >> 2)] = byte);
    const content = new Uint8Array(3 + planes.length); // a head of odd length before the planes
    content.set(planes, 3);
    const stream = deflateSync(content);
    for (const size of [undefined, content.length]) {
      const weights = core.scope((views) => {
        const inflated = views.inflate(views.put(stream), 1_000_000, size);
        return views.unshuffle(inflated.subarray(3), 4).as(Float32Array).copy();
      });
      assertEquals(weights, floats);
    }
  });

  test("CSV to score without a copy in between: tensor, normalise, argmax, count", () => {
    const table = Array.from(
      { length: 50 },
      () => Array.from({ length: 10 }, () => next() * 256 | 0),
    );
    const expected = table.map((row) => row.indexOf(Math.max(...row)));
    const text = utf8(table.map((row) => row.join(",")).join("\n"));
    const options = { plane: 10, channels: 1, scale: 1, mean: [0], std: [255] };
    const right = core.scope((views) => {
      const inputs = views.normalise(views.readCsvBytes(views.put(text), 10, 50), options);
      return views.countEqual(views.argmax(inputs, 10), views.put(Int32Array.from(expected)));
    });
    assertEquals(right, 50);
  });

  test("regions survive growth of the memory, whatever causes it", () => {
    const fresh = loadCore({ build });
    fresh.scope((views) => {
      const kept = views.put(bytes);
      const stale = kept.view;
      const before = fresh.memoryBytes;
      const zeros = deflateSync(new Uint8Array(3_000_000));
      assertEquals(views.inflate(views.put(zeros), 3_000_000).length, 3_000_000);
      assert(fresh.memoryBytes > before);
      assertEquals(stale.length, 0); // detached: why a view is never kept
      assertSame(kept.view, bytes, "after growth");
      // A call that copies allocates after this, and leaves it unchanged.
      assertEquals(fresh.argmax(floats, 10).length, 6_000);
      assertSame(kept.copy(), bytes, "after another call");
    });
  });

  test("a scope frees its memory, also when it fails", () => {
    const fresh = loadCore({ build });
    fresh.unshuffle(new Uint8Array(1_000_000), 4);
    const before = fresh.memoryBytes;
    for (let round = 0; round < 50; round++) {
      assertEquals(refusal(() => fresh.inflate(new Uint8Array(1_000_000), 100)), "bad-header");
      assertThrows(() =>
        fresh.scope(() => {
          throw new TypeError("of the caller's");
        }), TypeError);
      fresh.scope((views) => fresh.scope(() => void views.put(new Uint8Array(1_000_000))));
    }
    assertEquals(fresh.memoryBytes, before);
  });

  test("every kernel works after every kernel's refusal", () => {
    const stream = deflateSync(bytes);
    const failures: (() => unknown)[] = [
      () => core.inflate(stream.subarray(0, 5_000), 1_000_000),
      () => core.inflate(stream, 1_000),
      () => core.base64Decode(utf8("A*")),
      () => core.readCsv(utf8("1,x"), 2, 1),
      () => core.readCsvBytes(utf8("1,300"), 2, 1),
    ];
    for (const failure of failures) {
      refusal(failure);
      assertSame(core.inflate(stream, bytes.length), bytes, "inflate");
      assertSame(core.base64Decode(utf8("QUJD")), utf8("ABC"), "base64");
      assertEquals(core.readCsv(utf8("1,2"), 2, 1), Float32Array.of(1, 2));
    }
  });

  test("a region that outlives its scope is refused, not read", () => {
    let leaked: Region<Uint8Array> | undefined;
    let views: Views | undefined;
    core.scope((mine) => {
      views = mine;
      leaked = mine.put(bytes);
    });
    assertEquals(refusal(() => leaked!.view), "released");
    assertEquals(refusal(() => leaked!.copy()), "released");
    assertEquals(refusal(() => core.scope((mine) => mine.adler32(leaked!))), "released");
    assertEquals(refusal(() => views!.put(bytes)), "released");
    assertThrows(() => core.scope(() => Promise.resolve()), TypeError);
  });

  test("regions check their bounds and their types", () => {
    core.scope((views) => {
      const region = views.put(Uint8Array.of(0, 0, 128, 63, 0, 0, 0, 64));
      assertEquals(region.as(Float32Array).copy(), Float32Array.of(1, 2));
      assertEquals(region.subarray(4).as(Float32Array).copy(), Float32Array.of(2));
      assertEquals(region.subarray(8).length, 0);
      assertThrows(() => region.subarray(2, 9), RangeError);
      assertThrows(() => region.subarray(3, 2), RangeError);
      assertThrows(() => region.subarray(1, 5).as(Float32Array), RangeError);
      assertThrows(() => region.subarray(0, 6).as(Float32Array), RangeError);
    });
  });

  test("cores share nothing", () => {
    const cores = Array.from({ length: 20 }, () => loadCore({ build }));
    const streams = cores.map((_, i) => deflateSync(new Uint8Array(1_000 + i).fill(i)));
    cores[0]!.scope((views) => {
      const kept = views.put(Uint8Array.of(1, 2, 3));
      cores.forEach((other, i) => {
        assertEquals(other.inflate(streams[i]!, 2_000), new Uint8Array(1_000 + i).fill(i));
      });
      assertEquals(kept.copy(), Uint8Array.of(1, 2, 3));
      // A region belongs to one core: in another, its address would mean other bytes.
      assertThrows(() => cores[1]!.scope((others) => others.adler32(kept)), TypeError);
    });
  });

  test("invalid lengths and counts are refused before they reach a kernel", () => {
    const bad: (() => unknown)[] = [];
    for (const count of [NaN, -1, 0, 0.5, 2.5]) {
      bad.push(
        () => core.readCsv(utf8("1,2"), count, 1),
        () => core.argmax(floats.subarray(0, 10), count),
        () => core.unshuffle(bytes.subarray(0, 10), count),
        () => core.swapAxes(bytes.subarray(0, 10), count, 10 / count),
      );
    }
    for (const count of [NaN, -1, 0.5]) {
      bad.push(
        () => core.inflate(bytes, count),
        () => core.inflate(bytes, 100, count),
        () => core.readCsvBytes(utf8("1,2"), 2, count),
        () => core.topK(floats.subarray(0, 10), 5, new Int32Array(2), count),
      );
    }
    for (const call of bad) assertThrows(call, RangeError);
    assertThrows(() => core.adler32(new Float64Array(1) as never), TypeError);
  });

  test("a memory that cannot grow is an error, and the core still works afterwards", () => {
    const fresh = loadCore({ build });
    assertEquals(refusal(() => fresh.readCsvBytes(utf8("1"), 3, 2 ** 31 - 1)), "memory");
    const error = assertThrows(() => fresh.readCsv(utf8("1"), 60_000, 60_000), CoreError);
    assert(/MB$/.test(error.message), error.message);
    assertEquals(fresh.readCsv(utf8("1"), 1, 1), Float32Array.of(1));
  });

  Deno.test(`${build}: a core compiled off the calling thread is the same`, async () => {
    const other = await loadCoreAsync({ build });
    assertEquals(other.build, build);
    assertSame(other.inflate(deflateSync(bytes), bytes.length), bytes, "inflate");
  });
}
