/**
 * Text of strangers on its way to a person: no escape sequence, no forged line, nothing that turns
 * text around, and nothing present but invisible; nor does JSON.
 */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { encodeSpec } from "../../protocol/spec/spec.ts";
import { listen } from "../../miner/evaluation/host/last_words.ts";
import { openJournal } from "../../miner/journal/journal.ts";
import { abstain, invalid } from "../../protocol/score/judgement.ts";
import { openTerminal, safeLine } from "../../miner/cli/terminal.ts";
import { renderTable } from "../../miner/cli/render_table.ts";
import { visible } from "../../protocol/text/visible.ts";
import { deml } from "../deml.ts";
import { dense, encode, end, node, SPEC } from "./build.ts";

/** Paints, moves the cursor, renames the window, forges a line, turns around, hides. */
const HOSTILE = "a\u001b[31mR\u001b[2J\u001b]0;title\u0007b\r\nVALID\u009bc\u202ed\u2066e\u200bf" +
  "\u061cg\u00adh\ufeffi\u2028j\u{e0041}k\u007f";

function assertVisible(text: string, label: string): void {
  // Line breaks are the program's own; those of strangers are counted by each test.
  for (const line of text.split("\n")) assertEquals(visible(line), line, label);
}

/** A model that is a stranger's wherever it may be. */
function model(change: (made: ReturnType<typeof dense>) => void): Uint8Array {
  const made = dense();
  made.producerName = HOSTILE;
  made.producerVersion = HOSTILE.repeat(1_000);
  change(made);
  return encode(made);
}

const MODELS: Record<string, Uint8Array> = {
  operator: model(({ graph }) => graph.node!.push(node(HOSTILE, ["scores"], ["again"]))),
  domain: model(({ graph, opsetImport }) => {
    opsetImport!.push({ domain: HOSTILE, version: 1 });
    graph.node!.push(node("Relu", ["scores"], ["again"], [], HOSTILE));
  }),
  output: model(({ graph }) => {
    graph.node![1]!.output = [HOSTILE];
    graph.output = [end(HOSTILE, 1, ["n", 3])];
  }),
  input: model(({ graph }) => {
    graph.node![0]!.input = [HOSTILE];
    graph.input = [end(HOSTILE, 1, ["n", 1, 2, 2])];
  }),
  tensor: model(({ graph }) => {
    graph.node![1]!.input![1] = HOSTILE;
    graph.initializer![0]!.name = HOSTILE;
    graph.initializer![0]!.dims = [-1];
  }),
  node: model(({ graph }) => {
    graph.node![1]!.name = HOSTILE;
    graph.node![1]!.input![1] = "nobody made it";
  }),
  missing: model(({ graph }) => graph.node![1]!.input![1] = HOSTILE),
  protobuf: new TextEncoder().encode(HOSTILE),
};

Deno.test("inspect and check show a model's names, and none steers the terminal", async () => {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeFile(`${folder}/spec.json`, encodeSpec(SPEC));
    for (const [name, bytes] of Object.entries(MODELS)) {
      const path = `${folder}/${name}.onnx`;
      await Deno.writeFile(path, bytes);
      for (const json of [[], ["--json"]]) {
        for (const limits of [[], ["--competition", `${folder}/spec.json`]]) {
          const { out, err, code } = await deml(["inspect", path, ...limits, ...json]);
          assertVisible(out, `${name}, stdout`);
          assertVisible(err, `${name}, stderr`);
          assert(code === 0 || code === 3, `${name}: ${code} ${err}`);
          if (json.length > 0) JSON.parse(out);
          assert(!/^VALID/m.test(out + err), `${name} forges a line`);
          assert(json.length > 0 || out.length < 2_500, `${name}: ${out.length} characters`);
        }
      }
    }
    // What a script reads is what is in the file.
    const { out } = await deml(["inspect", `${folder}/output.onnx`, "--json"]);
    assertEquals(JSON.parse(out).outputs[0].name, HOSTILE);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("a spec's unknown field, and a spec that is not JSON", async () => {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeFile(`${folder}/x.onnx`, encode(dense()));
    const specs = [
      JSON.stringify({ ...SPEC, [HOSTILE]: 1 }),
      JSON.stringify({ ...SPEC, input: { ...SPEC.input, [HOSTILE]: 1 } }),
      JSON.stringify({ ...SPEC, test: { ...SPEC.test, format: HOSTILE } }),
      `{"a":${HOSTILE}`,
    ];
    for (const [index, text] of specs.entries()) {
      await Deno.writeTextFile(`${folder}/spec.json`, text);
      const given = ["inspect", `${folder}/x.onnx`, "--competition", `${folder}/spec.json`];
      for (const json of [[], ["--json"]]) {
        const { code, out, err } = await deml([...given, ...json]);
        assertEquals(code, 1, out + err);
        assertVisible(out, `${index}, stdout`);
        assertVisible(err, `${index}, stderr`);
        assertEquals(err.trim().split("\n").length, 1, err);
      }
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("the terminal keeps its own colours, and removes all other control characters", () => {
  const { paint } = openTerminal({ color: true });
  const painted = `${paint.red("no")} ${paint.bold(paint.green("yes"))} ${paint.dim("x")}`;
  assertEquals(safeLine(painted, true), painted);
  const pixel = "\x1b[38;2;1;2;3m\x1b[48;2;4;5;255m▀\x1b[0m";
  assertEquals(safeLine(pixel, true), pixel);
  for (
    const hostile of ["\x1b[2J", "\x1b[8m", "\x1b[5m", "\x1b]8;;x\x07", "\x1bc", "\x9b2J", "\n"]
  ) {
    assertEquals(safeLine(`a${hostile}b`, true), visible(`a${hostile}b`));
  }
  // A pipe or a journal gets no colour at all.
  assertEquals(safeLine("\x1b[31mred", false), "\\u{1b}[31mred");
});

Deno.test("a table keeps its columns, whatever a cell contains", () => {
  const text = renderTable([{ heading: "name" }, { heading: "n", right: true }], [
    [HOSTILE, "1"],
    ["b", "22"],
  ]);
  assertVisible(text, "table");
  const widths = text.split("\n").map((line) => line.length);
  assertEquals(widths.length, 3);
  assertEquals(new Set(widths).size, 1, text);
});

Deno.test("reasons are visible and truncated before they reach log and journal", () => {
  const long = HOSTILE.repeat(1_000);
  const found = invalid("graph", long);
  const failed = abstain({ code: "failed", step: "bytes", error: "chain", detail: long });
  for (const { because } of [found, failed]) {
    const text = JSON.stringify(because);
    assertVisible(text, "reason");
    assert(text.length < 500, text);
  }
  const journal = openJournal(":memory:");
  const key = {
    digest: "0x01",
    place: "0x03",
    specDigest: "0x02",
    engine: "wasm",
    engineVersion: "1.30.0",
    program: "1",
  } as const;
  assert(journal.verdicts.keep(key, found));
  const kept = journal.verdicts.find(key);
  assert(kept.kind === "kept" && kept.judgement.because?.code === "invalid");
  assertVisible(kept.judgement.because.found, "journal");
  assert(kept.judgement.because.found.length <= 200);
  journal.close();
});

Deno.test("a child's last words are one visible line", () => {
  const child = listen();
  child.add(`Error: ${HOSTILE}\n`);
  const { line } = child.words();
  assertVisible(line, "last words");
  assertStringIncludes(line, "Error: a");
});
