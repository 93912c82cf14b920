import { assert, assertEquals } from "@std/assert";
import { fromFileUrl } from "@std/path/from-file-url";
import { ENVIRONMENT } from "./compile_program.ts";

const MINER = fromFileUrl(new URL("../../miner", import.meta.url));
/** Read by the checkout alone: the binary starts its child in another way. */
const CHECKOUT_ONLY = ["DENO_DIR", "XDG_CACHE_HOME"];

async function* sources(folder: string): AsyncGenerator<string> {
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    if (isDirectory) yield* sources(`${folder}/${name}`);
    else if (/\.ts$/.test(name) && !/_test\.ts$/.test(name)) yield `${folder}/${name}`;
  }
}

Deno.test("the binary may read every variable that the program asks for by name", async () => {
  const asked = new Set<string>();
  for await (const path of sources(MINER)) {
    const text = await Deno.readTextFile(path);
    for (const [, name = ""] of text.matchAll(/Deno\.env\.get\("(\w+)"\)/g)) asked.add(name);
  }
  assert(asked.has("HOME"));
  const allowed = new Set([...ENVIRONMENT, ...CHECKOUT_ONLY]);
  assertEquals([...asked].filter((name) => !allowed.has(name)), []);
  assert(ENVIRONMENT.includes("DEML_PIN_TOKEN") && ENVIRONMENT.includes("DEML_RPC"));
});
