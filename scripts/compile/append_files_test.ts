import { assertEquals, assertRejects } from "@std/assert";
import { appendFiles, joinFiles } from "./append_files.ts";

/** A program as the compiler writes it: the runtime, its own part, and that part's length. */
function compiled(runtime: string, part: string, mark = "d3n0l4nd"): Uint8Array<ArrayBuffer> {
  const tail = new Uint8Array(8);
  const length = part.length + mark.length + 8 + tail.length;
  new DataView(tail.buffer).setBigUint64(0, BigInt(length), true);
  const text = new TextEncoder().encode(`${runtime}${part}${mark}12345678`);
  return new Uint8Array([...text, ...tail]);
}

Deno.test("files lie between the runtime and the compiler's part, each content once", async () => {
  const folder = await Deno.makeTempDir();
  try {
    for (const [name, text] of [["b", "two"], ["a", "one!"], ["c", "two"]]) {
      await Deno.writeTextFile(`${folder}/${name}`, text!);
    }
    const { index, contents } = await joinFiles(
      ["b", "a", "c"].map((name) => ({ name: `page/${name}`, path: `${folder}/${name}` })),
    );
    assertEquals(index, {
      length: 7,
      files: {
        "page/a": { offset: 0, length: 4 },
        "page/b": { offset: 4, length: 3 },
        "page/c": { offset: 4, length: 3 },
      },
    });
    const program = `${folder}/program`;
    await Deno.writeFile(program, compiled("RUNTIME", "PART"));
    await appendFiles(program, contents);
    const expected = compiled("RUNTIME", "PART");
    assertEquals(
      await Deno.readTextFile(program),
      new TextDecoder().decode(expected).replace("PART", "one!twoPART"),
    );
    await Deno.writeFile(program, compiled("RUNTIME", "PART", "d3n0l5nd"));
    await assertRejects(() => appendFiles(program, contents), Error, "another way");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
