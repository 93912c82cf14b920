/** The core, unchanged, in Debian's Chromium, compared with the core in Deno. */
import { assertEquals } from "@std/assert";
import { fromFileUrl } from "@std/path/from-file-url";
import { zlibSync } from "fflate";
import { CHROMIUM, withoutChromium } from "../lacks.ts";
import { answer, type Question } from "./core_page.ts";

const PAGE = fromFileUrl(new URL("./core_page.ts", import.meta.url));

const found = await withoutChromium() === undefined;

function question(): Question {
  const content = Uint8Array.from({ length: 300_000 }, (_, i) => (i * i) >> 7);
  const stream = zlibSync(content, { level: 9 });
  const [columns, rows] = [784, 40];
  const row = (i: number) => Array.from({ length: columns }, (_, j) => (i * 37 + j * 11) % 251);
  const csv = Array.from({ length: rows }, (_, i) => row(i).join(",")).join("\n") + "\n";
  return {
    stream: btoa(Array.from(stream, (byte) => String.fromCharCode(byte)).join("")),
    size: content.length,
    csv,
    columns,
    rows,
  };
}

/** Runs the page's module in a browser; returns what it wrote. */
async function inBrowser(asked: Question, build: string): Promise<unknown> {
  const folder = await Deno.makeTempDir({ prefix: "deml-browser-" });
  try {
    const entry = `${folder}/entry.ts`;
    await Deno.writeTextFile(
      entry,
      `import { answer } from ${JSON.stringify(PAGE)};
let told;
try {
  told = answer(${JSON.stringify(asked)}, ${JSON.stringify(build)});
} catch (error) {
  told = String(error);
}
document.body.textContent = JSON.stringify(told);
`,
    );
    await run(Deno.execPath(), [
      "bundle",
      "--quiet",
      "--platform=browser",
      entry,
      "-o",
      `${folder}/entry.js`,
    ]);
    const script = (await Deno.readTextFile(`${folder}/entry.js`)).replaceAll(
      "</script",
      "<\\/script",
    );
    const page = `${folder}/page.html`;
    await Deno.writeTextFile(
      page,
      `<!doctype html><meta charset="utf-8"><body><script type="module">${script}</script></body>`,
    );
    const dom = await run(CHROMIUM, [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      `--user-data-dir=${folder}/profile`,
      "--virtual-time-budget=20000",
      "--dump-dom",
      `file://${page}`,
    ]);
    const text = /<body[^>]*>([^<]*)<\/body>/.exec(dom)?.[1];
    if (text === undefined) throw new Error(`The page says nothing:\n${dom.slice(0, 500)}`);
    return JSON.parse(text.replaceAll("&quot;", '"').replaceAll("&amp;", "&"));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function run(command: string, args: string[]): Promise<string> {
  const { code, stdout, stderr } = await new Deno.Command(command, { args }).output();
  if (code !== 0) throw new Error(`${command}: ${new TextDecoder().decode(stderr).slice(-800)}`);
  return new TextDecoder().decode(stdout);
}

for (const build of ["simd", "scalar"] as const) {
  Deno.test({
    name: `a browser's core gives the same results as Deno's: ${build}`,
    ignore: !found,
    async fn() {
      const asked = question();
      const expected = answer(asked, build);
      assertEquals(expected.refused, "truncated");
      assertEquals(expected.labels.length, asked.rows);
      assertEquals(await inBrowser(asked, build), expected);
    },
  });
}
