/**
 * Two builds of the same sources, in two folders, are the same bytes. `deno task test` makes the
 * first one.
 */
import { assertEquals } from "@std/assert";
import { fromFileUrl } from "@std/path/from-file-url";
import { run, sha256File } from "../../scripts/compile/run.ts";

const ROOT = fromFileUrl(new URL("../../", import.meta.url));
/**
 * Folders that no build reads, and the packages, which are linked. The contracts' are written while
 * other tests run.
 */
const LEFT_OUT = [".git", "build", "node_modules", "artifacts", "cache", "coverage"];

/** Copies a checkout; its packages are the same files under other paths, if the disk allows it. */
async function copyCheckout(to: string): Promise<void> {
  const copy = async (from: string, to: string) => {
    for await (const { name } of Deno.readDir(from)) {
      if (LEFT_OUT.includes(name)) continue;
      if (name !== "contracts") await run("cp", ["-a", `${from}/${name}`, `${to}/${name}`]);
      else await Deno.mkdir(`${to}/${name}`).then(() => copy(`${from}/${name}`, `${to}/${name}`));
    }
  };
  await copy(ROOT, to);
  const packages = [`${ROOT}node_modules`, `${to}/node_modules`];
  await run("cp", ["-al", ...packages]).catch(async () => {
    await Deno.remove(packages[1]!, { recursive: true }).catch(() => {});
    await run("cp", ["-a", ...packages]);
  });
  // The runtimes that were already fetched.
  await Deno.mkdir(`${to}/build`);
  for await (const { name } of Deno.readDir(`${ROOT}build`)) {
    if (name.startsWith("denort-")) {
      await Deno.copyFile(`${ROOT}build/${name}`, `${to}/build/${name}`);
    }
  }
}

Deno.test({
  name: "a second build, in another folder, gives the same program",
  ignore: Deno.build.os === "windows",
  fn: async () => {
    const folder = await Deno.makeTempDir({ prefix: "deml-reproducible-" });
    try {
      const copy = `${folder}/a folder elsewhere`;
      await Deno.mkdir(copy);
      await copyCheckout(copy);
      await run(
        Deno.execPath(),
        ["run", "-A", "scripts/compile.ts", "--runtime", "npm"],
        copy,
        { DENO_TLS_CA_STORE: "system,mozilla" },
      );
      assertEquals(
        await sha256File(`${copy}/build/deml`),
        await sha256File(`${ROOT}build/deml`),
        "Is build/deml of these sources, and compiled with --runtime npm?",
      );
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});
