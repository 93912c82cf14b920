import { loadCore } from "../../../core-wasm/mod.ts";
import { EXIT } from "../../../protocol/errors.ts";
import { demlAbi } from "../../../protocol/generated/deml.ts";
import { VERSION } from "../../base/version.ts";
import { packagedVersion } from "../../evaluation/engine/packaged_version.ts";
import type { Command } from "../command.ts";
import { commitOfCheckout } from "../version/commit.ts";
import { toJson } from "../json.ts";

export const version: Command = {
  name: "version",
  summary: "Print the version of the program and of everything that decides its results",
  options: [],
  notes: `\`deml --version\` prints the first line alone, at once.

abi is the SHA-256 of the contract's interface as JSON: two programs with the same one speak to the
same contracts. commit is that of a checkout. The single binary has none, because two builds of the
same sources must be the same bytes; its SHA-256 identifies it, see docs/RELEASE.md.`,
  examples: ["deml version", "deml version --json | jq -r .onnxruntime.native"],
  async run({ terminal, json }) {
    const { deno, v8, typescript } = Deno.version;
    const found = {
      version: VERSION,
      commit: await commitOfCheckout(),
      deno,
      v8,
      typescript,
      onnxruntime: {
        native: await packagedVersion("native"),
        wasm: await packagedVersion("wasm"),
      },
      kernels: loadCore().build,
      platform: `${Deno.build.os}-${Deno.build.arch}`,
      binary: Deno.build.standalone,
      abi: await sha256(JSON.stringify(demlAbi)),
    };
    if (json) {
      terminal.out(toJson(found));
      return EXIT.ok;
    }
    const { onnxruntime: { native, wasm } } = found;
    const lines: [string, string][] = [
      ...(found.commit === undefined ? [] : [["commit", found.commit]] as [string, string][]),
      ["runtime", `Deno ${deno}, V8 ${v8}`],
      ["onnxruntime", `${native} native, ${wasm} wasm`],
      ["kernels", found.kernels],
      ["platform", `${found.platform}, ${found.binary ? "single binary" : "checkout"}`],
      ["abi", found.abi],
    ];
    terminal.out(`deml ${VERSION}`);
    for (const [label, text] of lines) {
      terminal.out(`${terminal.paint.dim(label.padEnd(13))}${text}`);
    }
    return EXIT.ok;
  },
};

async function sha256(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return new Uint8Array(digest).toHex();
}
