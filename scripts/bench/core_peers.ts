/**
 * The other implementations, each called in the way that is fastest for the core's task: the size
 * of the content is known, and those that can write into a given buffer do.
 *
 * @module
 */
import { unzlibSync } from "fflate";
import { fromFileUrl } from "@std/path/from-file-url";
import { inflateSync } from "node:zlib";

/** Decodes a zlib stream whose content has `content.length` bytes. */
export type Inflate = (stream: Uint8Array<ArrayBuffer>, content: Uint8Array<ArrayBuffer>) => void;

/** fflate with its output buffer given. It does not check Adler-32. */
export const inflateFflate: Inflate = (stream, content) => {
  unzlibSync(stream, { out: content });
};

/**
 * Node's zlib, the native one in Deno, with the known size. One byte of room is left; otherwise it
 * would ask for another buffer before it sees the end.
 */
export const inflateZlib: Inflate = (stream, content) => {
  const size = content.length + 1;
  inflateSync(stream, { chunkSize: Math.max(size, 64), maxOutputLength: size });
};

/**
 * zip.js's WASM, driven as its own streams drive it (32 KB in, 64 KB out), without their copy of
 * the output: its output stays in its memory until the next chunk.
 */
export async function loadZipJs(): Promise<Inflate> {
  interface ZipJs {
    memory: WebAssembly.Memory;
    malloc(bytes: number): number;
    inflate_new(): number;
    inflate_init(stream: number): number;
    inflate_process(
      stream: number,
      source: number,
      length: number,
      target: number,
      room: number,
      flush: number,
    ): number;
    inflate_last_consumed(stream: number): number;
    inflate_end(stream: number): number;
  }
  const path = new URL("../../node_modules/@zip.js/zip.js/dist/zip-module.wasm", import.meta.url);
  const { instance } = await WebAssembly.instantiate(await Deno.readFile(fromFileUrl(path)));
  const zip = instance.exports as unknown as ZipJs;
  const [IN, OUT] = [32 * 1024, 64 * 1024];
  const source = zip.malloc(IN);
  const target = zip.malloc(OUT);
  return (stream, content) => {
    const handle = zip.inflate_new();
    zip.inflate_init(handle);
    const heap = new Uint8Array(zip.memory.buffer);
    let produced = 0;
    for (let at = 0, code = 0; at < stream.length && code === 0;) {
      const length = Math.min(IN, stream.length - at);
      heap.set(stream.subarray(at, at + length), source);
      const result = zip.inflate_process(handle, source, length, target, OUT, 0);
      code = result >> 24;
      produced += result & 0xffffff;
      at += zip.inflate_last_consumed(handle);
    }
    zip.inflate_end(handle);
    if (produced !== content.length) throw new Error(`zip.js gave ${produced} bytes`);
  };
}

/**
 * Debian's libdeflate through FFI; installs it if possible.
 *
 * @returns Or why it is skipped
 */
export async function loadLibdeflate(): Promise<Inflate | string> {
  const library = open() ?? (await install() ? open() : undefined);
  if (!library) return "libdeflate is skipped: install Debian's package libdeflate0";
  const decompressor = library.libdeflate_alloc_decompressor();
  return (stream, content) => {
    const status = library.libdeflate_zlib_decompress(
      decompressor,
      stream,
      BigInt(stream.length),
      content,
      BigInt(content.length),
      null,
    );
    if (status !== 0) throw new Error(`libdeflate returns ${status}`);
  };
}

function open() {
  try {
    return Deno.dlopen("libdeflate.so.0", {
      libdeflate_alloc_decompressor: { parameters: [], result: "pointer" },
      libdeflate_zlib_decompress: {
        parameters: ["pointer", "buffer", "usize", "buffer", "usize", "pointer"],
        result: "i32",
      },
    }).symbols;
  } catch {
    return undefined;
  }
}

async function install(): Promise<boolean> {
  if (Deno.uid() !== 0) return false;
  const args = ["install", "--yes", "--no-install-recommends", "libdeflate0"];
  const command = new Deno.Command("apt-get", { args, stdout: "null", stderr: "null" });
  return await command.output().then(({ success }) => success, () => false);
}
