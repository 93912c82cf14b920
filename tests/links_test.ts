/** Links between the documents lead to existing files and headings. */
import { assert, assertEquals } from "@std/assert";
import { fromFileUrl } from "@std/path/from-file-url";

const ROOT = fromFileUrl(new URL("../", import.meta.url));
/** What is installed or built. */
const FOREIGN = new Set(["node_modules", "build", "dist", ".git", "artifacts", "cache"]);

/** Every Markdown file of the checkout. */
async function* documents(folder = ROOT): AsyncGenerator<string> {
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    if (isDirectory && !FOREIGN.has(name)) yield* documents(`${folder}${name}/`);
    if (name.endsWith(".md")) yield `${folder}${name}`;
  }
}

/** The headings of a document, as GitHub names them in a link. */
function anchorsOf(text: string): string[] {
  return [...text.matchAll(/^#{1,6} (.+)$/gm)].map(([, heading]) =>
    heading!.trim().toLowerCase().replace(/[^\p{L}\p{N}\s_-]/gu, "").replaceAll(" ", "-")
  );
}

/** A document without its blocks of code, which may hold anything. */
const prose = (text: string) => text.replace(/^```[\s\S]*?^```/gm, "").replace(/^ {4}.*$/gm, "");

Deno.test("links between documents lead to something", async () => {
  const broken: string[] = [];
  let links = 0;
  for await (const path of documents()) {
    const text = prose(await Deno.readTextFile(path));
    for (const [, target] of text.matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^[a-z]+:/.test(target!)) continue;
      links++;
      const [file, anchor] = target!.split("#");
      const to = file === "" ? path : fromFileUrl(new URL(file!, `file://${path}`));
      const found = await Deno.stat(to).then(() => true, () => false);
      const leads = found && (anchor === undefined ||
        anchorsOf(prose(await Deno.readTextFile(to))).includes(anchor));
      if (!leads) broken.push(`${path.slice(ROOT.length)}: ${target}`);
    }
  }
  assertEquals(broken, []);
  assert(links > 20, `${links} links`);
});
