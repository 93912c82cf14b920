import { assertEquals, assertRejects } from "@std/assert";
import { fromFileUrl } from "@std/path/from-file-url";
import { openCopy, openLibraryWithin } from "./library_in_memory.ts";

const ARCH = Deno.build.arch === "aarch64" ? "arm64" : "x64";
const LIBRARY = fromFileUrl(
  new URL(
    `../bin/napi-v6/linux/${ARCH}/libonnxruntime.so.1`,
    import.meta.resolve("onnxruntime-node"),
  ),
);
const OFFSET = 777;

Deno.test({
  name: "a library within a file is opened in memory, and otherwise in a folder",
  ignore: Deno.build.os !== "linux",
  fn: async () => {
    const folder = await Deno.makeTempDir();
    const library = await Deno.readFile(LIBRARY);
    const file = new Uint8Array(OFFSET + library.length + 5);
    file.set(library, OFFSET);
    await Deno.writeFile(`${folder}/program`, file);
    const place = { offset: OFFSET, length: library.length };
    const maps = async () => (await Deno.readTextFile("/proc/self/maps")).split("\n");

    const inMemory = await openLibraryWithin(`${folder}/program`, place, `${folder}/nowhere`);
    assertEquals((await maps()).some((line) => line.includes("/memfd:library")), true);

    inMemory.close();

    const onDisk = await openCopy(`${folder}/program`, place, folder);
    const [written] = (await Array.fromAsync(Deno.readDir(folder)))
      .filter(({ name }) => name.endsWith(".so"));
    assertEquals((await maps()).some((line) => line.endsWith(`/${written!.name}`)), true);
    assertEquals((await Deno.stat(`${folder}/${written!.name}`)).mode! & 0o777, 0o700);
    onDisk.close();

    const beyond = { offset: OFFSET, length: library.length + 6 };
    await assertRejects(() => openLibraryWithin(`${folder}/program`, beyond, folder), Error);
    await Deno.remove(folder, { recursive: true });
  },
});
