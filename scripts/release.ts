/**
 * `deno task release`: builds the programs for every system into build/release, with a bill of
 * materials and SHA256SUMS. docs/RELEASE.md has the steps around it. With `--runtime npm` it is a
 * rehearsal, in build/rehearsal: its output contains a runtime that is not Deno's own download.
 *
 * @module
 */
import { parseArgs } from "@std/cli/parse-args";
import { fromFileUrl } from "@std/path/from-file-url";
import { VERSION } from "../miner/base/version.ts";
import { sha256File } from "./compile/run.ts";
import { parseSource } from "./compile/runtime.ts";
import { TARGETS } from "./compile/targets.ts";
import { writeBill } from "./release/write_bill.ts";
import { runSteps } from "./steps.ts";

const root = fromFileUrl(new URL("../", import.meta.url));
const options = parseArgs(Deno.args, { string: ["runtime"] });
const source = parseSource((options.runtime as string) ?? Deno.env.get("DEML_RUNTIME"));
if (Deno.env.has("DENORT_BIN")) throw new Error("DENORT_BIN names one system's runtime: unset it");
const folder = `${root}build/${source === "deno" ? "release" : "rehearsal"}`;

await runSteps([
  {
    title: "Programs",
    args: ["run", "-A", "scripts/compile.ts", "--target", "all", "--runtime", source],
  },
]);
await Deno.remove(folder, { recursive: true }).catch(() => {});
await Deno.mkdir(folder);
for (const { name, suffix } of TARGETS) {
  await Deno.rename(
    `${root}build/deml-${name}${suffix}`,
    `${folder}/deml-${VERSION}-${name}${suffix}`,
  );
}
await writeBill(root, `${folder}/deml-${VERSION}.cdx.json`);
const files = [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
const sums = await Promise.all(
  files.map(async (name) => `${await sha256File(`${folder}/${name}`)}  ${name}\n`),
);
await Deno.writeTextFile(`${folder}/SHA256SUMS`, sums.join(""));
console.log(sums.join("") + `${folder}/SHA256SUMS`);
