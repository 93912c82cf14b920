/// <reference lib="dom" />
/**
 * A page that inflates a file with the WASM core: a `.deml` package, or any zlib stream.
 *
 *     deno bundle --platform=browser --outdir build/inflate_page examples/inflate_page/index.html
 *     python3 -m http.server --directory build/inflate_page
 *
 * @module
 */
import { CoreError, loadCoreAsync } from "../../core-wasm/mod.ts";

/** A package begins with "DEML", its version and its flags: docs/PROTOCOL.md, section 8. */
const MAGIC = "DEML";
const HEADER = 6;

/** Most bytes that may come out: the file's author may want the page to run out of memory. */
const LIMIT = 64_000_000;

const input = document.querySelector("input")!;
const output = document.querySelector("output")!;
// Compiles off the main thread.
const core = await loadCoreAsync();

input.addEventListener("change", async () => {
  const file = input.files?.[0];
  if (file !== undefined) output.textContent = inflated(new Uint8Array(await file.arrayBuffer()));
});

/** What a file holds, in a sentence. */
function inflated(file: Uint8Array): string {
  const isPackage = new TextDecoder().decode(file.subarray(0, MAGIC.length)) === MAGIC;
  const stream = isPackage ? file.subarray(HEADER) : file;
  try {
    const content = core.inflate(stream, LIMIT);
    return `${content.length} bytes, keccak256 ${core.keccak256(content).toHex()}`;
  } catch (error) {
    if (error instanceof CoreError) return `${error.message} (${error.code})`;
    throw error;
  }
}
