import { assert, assertEquals, assertRejects } from "@std/assert";
import { fromFileUrl } from "@std/path/from-file-url";
import { Finding, onlyCase, play } from "./fuzzer.ts";
import { FUZZERS } from "./fuzzers.ts";
import { random } from "./mutate.ts";
import { FORMAT_NAMES } from "../../protocol/spec/formats.ts";

const SCRIPT = fromFileUrl(new URL("./fuzz.ts", import.meta.url));

async function fuzz(...args: string[]) {
  const { code, stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", SCRIPT, ...args],
  }).output();
  return { code, text: new TextDecoder().decode(stdout) };
}

Deno.test("a finding names its case, and that case alone finds it again", async () => {
  const seen: number[] = [];
  const one = (next: () => number, seed: number) => {
    seen.push(seed);
    if (next() < 0.2) throw new Error("broken");
  };
  const far = performance.now() + 60_000;
  const found = await assertRejects(() => play(random(7), far, one), Finding, "broken");
  assertEquals(found.seed, seen.at(-1));
  const again = await assertRejects(() => play(onlyCase(found.seed), 0, one), Finding);
  assertEquals(again.seed, found.seed);
  seen.length = 0;
  await assertRejects(() => play(random(7), far, one), Finding);
  assertEquals(seen.at(-1), found.seed, "the same seed plays the same cases");
});

Deno.test("a case that takes long is a finding", async () => {
  const slow = () => new Promise<void>((done) => setTimeout(done, 30));
  await assertRejects(() => play(random(1), 0, slow, 10), Finding, "It takes");
});

Deno.test("every fuzzer plays a case", async () => {
  for (const { NAME, fuzz } of FUZZERS) {
    // These load engines, whose workers a test may not leave behind; their own tests play them.
    if (["operators", "models", "independence"].includes(NAME)) continue;
    assert(await fuzz(random(3), 0) >= 1, NAME);
  }
});

Deno.test("the command reports in a table or in JSON, and refuses unknown arguments", async () => {
  const { code, text } = await fuzz("--seconds", "1", "--only", "idx", "--json");
  const { failed, seed, fuzzers } = JSON.parse(text);
  assertEquals([code, failed, seed, fuzzers[0].name], [0, false, 1, "idx"]);
  assert(fuzzers[0].cases > 1);
  const table = await fuzz("--only", "frames", "--case", "5");
  assertEquals(table.code, 0);
  assert(/frames +1 /.test(table.text), table.text);
  assertEquals((await fuzz("--only", "nothing")).code, 2);
  assertEquals((await fuzz("--case", "5")).code, 2);
});

Deno.test("every data format has its fuzzer", () => {
  const fuzzed = new Set(FUZZERS.map(({ NAME }) => NAME));
  assertEquals(FORMAT_NAMES.filter((name) => !fuzzed.has(name)), []);
});
