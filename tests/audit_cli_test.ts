/** `deml data audit`, as a process: files, a plan, a report that can be published. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { mnistIdx } from "../miner/dataset/mnist.ts";
import { assertClear, deml } from "./deml.ts";

async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "deml-audit-" });
  try {
    await work(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** A table with shuffled labels, which one column may give away. */
function table(rows: number, leaks: boolean, seed = 1): string {
  let state = seed;
  const random = () => (state = state * 48_271 % 0x7fffffff) / 0x7fffffff;
  for (let i = 0; i < 10; i++) random();
  const lines = Array.from({ length: rows }, () => {
    const label = Math.floor(random() * 3);
    const noise = () => (random() * 4 + label).toFixed(4);
    return [noise(), leaks ? `${10 - label}.5` : noise(), noise(), label].join(",");
  });
  return `length,account,width,label\n${lines.join("\n")}\n`;
}

Deno.test("a leak fails with the column's name, and the report is the same bytes each time", () =>
  inFolder(async (folder) => {
    const test = `${folder}/test.csv`;
    await Deno.writeTextFile(test, table(300, true));
    const one = await deml(["data", "audit", test, "--out", `${folder}/one.json`]);
    assertEquals(one.code, 1, one.err);
    assertStringIncludes(one.out, "One column alone decides the label: column 2 (account) (100 %)");
    const again = await deml(["data", "audit", test, "--out", `${folder}/two.json`, "--json"]);
    const text = await Deno.readTextFile(`${folder}/one.json`);
    assertEquals(await Deno.readTextFile(`${folder}/two.json`), text);
    assertEquals(again.out, text);
    const { worst, files, findings } = JSON.parse(text);
    assertEquals([worst, files.length, files[0].bytes], ["serious", 1, table(300, true).length]);
    const serious = findings.filter(({ level }: { level: string }) => level === "serious");
    assertEquals(serious.map(({ check }: { check: string }) => check), ["leak"]);
    assert(serious[0].remedy.length > 20);
    const taken = await deml(["data", "audit", test, "--out", `${folder}/one.json`]);
    assertClear(taken, 1, "already exists");
  }));

Deno.test("a plan's files, its sealing and its byte limit are what is audited", () =>
  inFolder(async (folder) => {
    const validation = table(300, false, 2);
    const [head = "", ...rows] = table(300, false).trimEnd().split("\n");
    // Ten rows of the validation set among those of the test set.
    rows.splice(100, 10, ...validation.split("\n").slice(51, 61));
    await Deno.writeTextFile(`${folder}/test.csv`, `${[head, ...rows].join("\n")}\n`);
    await Deno.writeTextFile(`${folder}/validation.csv`, validation);
    const plan = `${folder}/plan.yaml`;
    const written = (sealed: boolean) =>
      `name: Plan\nsealed: ${sealed}\ntest: { file: test.csv, labelColumn: label }\n` +
      "validation: { file: validation.csv, labelColumn: label }\nterms: { byteLimit: 5000 }\n";
    await Deno.writeTextFile(plan, written(true));
    const sealed = await deml(["data", "audit", plan, "--json"]);
    assertEquals(sealed.code, 1, sealed.err);
    const found = JSON.parse(sealed.out).findings;
    const of = (check: string) => found.find((each: { check: string }) => each.check === check);
    assertEquals([of("overlap").level, of("overlap").equal], ["serious", 10]);
    assertEquals(of("overlap").examples[0], { row: 101, equals: 51 });
    assertEquals([of("memory").byteLimit, of("memory").level], [5_000, "fine"]);
    assertEquals(of("trivial").from, "validation");
    await Deno.writeTextFile(plan, written(false));
    const open = JSON.parse((await deml(["data", "audit", plan, "--json"])).out).findings;
    assertEquals(open.find((each: { check: string }) => each.check === "memory").level, "look");
  }));

Deno.test("nothing serious is said of MNIST, and nothing false", () =>
  inFolder(async (folder) => {
    const { images, labels } = await mnistIdx("test");
    await Deno.writeFile(`${folder}/images`, images);
    await Deno.writeFile(`${folder}/labels`, labels);
    const run = await deml(["data", "audit", `${folder}/images`, `${folder}/labels`, "--json"]);
    assertEquals(run.code, 0, run.err);
    const { findings } = JSON.parse(run.out);
    assertEquals(
      findings.filter(({ level }: { level: string }) => level !== "fine")
        .map(({ check }: { check: string }) => check),
      ["memory"],
    );
    const of = (check: string) => findings.find((each: { check: string }) => each.check === check);
    assertEquals([of("constant").constant, of("duplicates").equal], [116, 0]);
    assertEquals(of("balance").largest, { label: 1, share: 0.1135 });
  }));
