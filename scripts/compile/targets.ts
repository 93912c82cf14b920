/**
 * What the program is built for: every system that onnxruntime-node has libraries for and that Deno
 * compiles for.
 *
 * @module
 */

/** A system. */
export interface Target {
  name: string;
  /** Deno's name for it */
  triple: string;
  /** onnxruntime-node's folder for it */
  libraries: string;
  /** The library that the addon is linked to */
  library: string;
  /** Whether large files are appended to the runtime: `append_files.ts` says why */
  appends: boolean;
  /** The suffix of a program's name */
  suffix: string;
  /** The runtime in an npm package */
  npm: NpmRuntime;
}

/** A program compiled with Deno 2.7.11, which therefore contains the runtime of that version. */
export interface NpmRuntime {
  package: string;
  version: string;
  file: string;
  sha256: string;
}

/** onnxruntime-node's addon, which has one name everywhere. */
export const ADDON = "onnxruntime_binding.node";

function npm(platform: string, file: string, sha256: string): NpmRuntime {
  return { package: `@stdy/cli-${platform}`, version: "0.22.2", file, sha256 };
}

export const TARGETS: readonly Target[] = [
  {
    name: "linux-x64",
    triple: "x86_64-unknown-linux-gnu",
    libraries: "linux/x64",
    library: "libonnxruntime.so.1",
    appends: true,
    suffix: "",
    npm: npm(
      "linux-x64",
      "bin/steady",
      "9716bb192746f093b86a280c5e30f87b5461fcefde4c275648357273b468bc8b",
    ),
  },
  {
    name: "linux-arm64",
    triple: "aarch64-unknown-linux-gnu",
    libraries: "linux/arm64",
    library: "libonnxruntime.so.1",
    appends: true,
    suffix: "",
    npm: npm(
      "linux-arm64",
      "bin/steady",
      "bfb5dc0426e446334956acc0c5df610e28bd8bfb31b3c5cead7a17820c4b68ef",
    ),
  },
  {
    name: "macos-arm64",
    triple: "aarch64-apple-darwin",
    libraries: "darwin/arm64",
    library: "libonnxruntime.1.dylib",
    appends: false,
    suffix: "",
    npm: npm(
      "darwin-arm64",
      "bin/steady",
      "bbea9a6e5e39516958cebc3bafd97abce1a4b192d8a8d4e18725d3eee8ef444c",
    ),
  },
  {
    name: "windows-x64",
    triple: "x86_64-pc-windows-msvc",
    libraries: "win32/x64",
    // The rest of the folder is for graphics processors.
    library: "onnxruntime.dll",
    appends: false,
    suffix: ".exe",
    npm: npm(
      "win32-x64",
      "bin/steady.exe",
      "f61a8733b07d8fe6746543e8c602a0f583cd9baa591a94d63ea59c2349a7ef85",
    ),
  },
];

/**
 * The target with a name, or this machine's.
 *
 * @throws Error when there is none
 */
export function findTarget(name: string | undefined): Target {
  const found = TARGETS.find((target) =>
    name === undefined ? target.triple === Deno.build.target : target.name === name
  );
  if (found !== undefined) return found;
  const names = TARGETS.map((target) => target.name).join(", ");
  throw new Error(`There is no target ${name ?? Deno.build.target}, only ${names}`);
}
