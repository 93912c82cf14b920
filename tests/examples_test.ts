/** The programs of examples/ do what their first lines say: run as processes, on real inputs. */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { fromFileUrl } from "@std/path/from-file-url";
import { unzlibSync } from "fflate";
import { bytesToHex, keccak256 } from "viem";
import { openStage } from "../miner/demo/stage.ts";
import { play } from "../miner/demo/play.ts";
import { pack } from "../miner/model/package.ts";
import { hasChromium, launch } from "./dashboard/chromium.ts";

const ROOT = fromFileUrl(new URL("../", import.meta.url));
const MODELS = `${ROOT}examples/models/`;
/** Before a package's stream: docs/PROTOCOL.md, section 8. */
const HEADER = 6;

/** Runs Deno in the checkout; returns its output. */
async function run(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), { args, cwd: ROOT })
    .output();
  assertEquals(code, 0, new TextDecoder().decode(stderr));
  return new TextDecoder().decode(stdout);
}

/** How many digits a model's own framework counted right. */
async function correctOf(name: string): Promise<number> {
  return JSON.parse(await Deno.readTextFile(`${MODELS}${name}.json`)).correct;
}

const packageOf = async (name: string) => pack(await Deno.readFile(`${MODELS}${name}.onnx`));

Deno.test("examples: a model's score is what its framework counted, and a bad one is INVALID", async () => {
  const scored = await run("run", "-A", "examples/score_model.ts", `${MODELS}lenet.onnx`);
  const correct = await correctOf("lenet");
  assertEquals(scored, `${(correct / 100).toFixed(3)} %, ${correct} of 10000 right\n`);

  const bad = `${ROOT}tests/fixtures/hostile/external-proc.deml`;
  assertStringIncludes(
    await run("run", "-A", "examples/score_model.ts", bad),
    "INVALID by the rule external-data: ",
  );
});

Deno.test("examples: a leaderboard is read from a chain, best first", async () => {
  const stage = await openStage();
  try {
    const names = ["logreg", "lenet"];
    const entries = await Promise.all(
      names.map(async (name) => ({ name, package: await packageOf(name) })),
    );
    const quiet = { step() {}, progress() {} };
    const { signal } = new AbortController();
    const { standings } = await play(stage, entries, { miners: 2, signal }, quiet);

    const { chain, connection } = stage;
    const printed = await run(
      "run",
      "-A",
      "examples/read_leaderboard.ts",
      chain.url,
      connection.contract,
      "1",
    );
    const authorOf = (place: number) => standings.find(({ id }) => id === place)!.author;
    assertEquals(printed.trimEnd().split("\n"), [
      "Competition 1 on chain 31337: settled",
      `1. model 1 by ${authorOf(1)}: ${(await correctOf("lenet") / 100).toFixed(3)} %`,
      `2. model 0 by ${authorOf(0)}: ${(await correctOf("logreg") / 100).toFixed(3)} %`,
    ]);
  } finally {
    await stage.close();
  }
});

Deno.test({
  name: "examples: a page inflates a package, under its own policy",
  ignore: !hasChromium,
  async fn() {
    const folder = await Deno.makeTempDir({ prefix: "deml-examples-" });
    await run(
      ...["bundle", "--quiet", "--platform=browser", "--outdir", folder],
      "examples/inflate_page/index.html",
    );
    const server = serveFolder(folder);
    const browser = await launch();
    try {
      const page = await browser.newPage();
      await page.goto(`http://127.0.0.1:${server.addr.port}/index.html`);
      const answerTo = async (name: string, bytes: Uint8Array, until: RegExp) => {
        await Deno.writeFile(`${folder}/${name}`, bytes);
        await page.locator("input").setInputFiles(`${folder}/${name}`);
        const answer = page.locator("output").filter({ hasText: until });
        await answer.waitFor();
        return await answer.textContent();
      };

      const packed = await packageOf("lenet");
      const content = unzlibSync(packed.subarray(HEADER));
      assertEquals(
        await answerTo("whole.deml", packed, /keccak256/),
        `${content.length} bytes, keccak256 ${keccak256(bytesToHex(content)).slice(2)}`,
      );
      const cut = packed.subarray(0, packed.length - 1);
      assertEquals(
        await answerTo("cut.deml", cut, /truncated/),
        "The input ends too early (truncated)",
      );
    } finally {
      await browser.close();
      await server.shutdown();
      await Deno.remove(folder, { recursive: true });
    }
  },
});

/** Serves the files of a folder, as any host would. */
function serveFolder(folder: string): Deno.HttpServer<Deno.NetAddr> {
  return Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, async (request) => {
    const { pathname } = new URL(request.url);
    const type = pathname.endsWith(".js") ? "text/javascript" : "text/html";
    try {
      const file = await Deno.readFile(`${folder}${pathname}`);
      return new Response(file, { headers: { "content-type": type } });
    } catch {
      return new Response("Not found\n", { status: 404 });
    }
  });
}
