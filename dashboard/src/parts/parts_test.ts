import { assertEquals } from "@std/assert";
import { fromFileUrl } from "@std/path/from-file-url";
import { told } from "../../../protocol/errors.ts";
import { workerFailed } from "./load_part.ts";

const SOURCES = fromFileUrl(new URL("../", import.meta.url));

async function* sources(folder: string): AsyncGenerator<[string, string]> {
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    if (isDirectory) yield* sources(`${folder}${name}/`);
    else if (/(?<!_test)\.tsx?$/.test(name)) {
      yield [name, await Deno.readTextFile(`${folder}${name}`)];
    }
  }
}

Deno.test("no component is loaded without another try, and no worker's failure is mistaken", async () => {
  const wrong: string[] = [];
  for await (const [name, text] of sources(SOURCES)) {
    if (/[^\w]lazy\(/.test(text)) wrong.push(`${name} uses React's lazy`);
    const workers = text.match(/new Worker\(/g)?.length ?? 0;
    const handled = text.match(/workerFailed\(/g)?.length ?? 0;
    if (workers > handled) wrong.push(`${name} starts a worker without workerFailed`);
  }
  assertEquals(wrong, []);
});

Deno.test("a worker's error without a message is one of loading", () => {
  const crashed = told("data", "It crashed", "Try again");
  const event = (message?: string) => ({ message }) as unknown as Event;
  assertEquals(workerFailed(event("out of memory"), crashed), crashed);
  Object.assign(globalThis, { document: { baseURI: "http://127.0.0.1:1/" } });
  assertEquals(workerFailed(event(), crashed).message.includes("not be loaded"), true);
});
