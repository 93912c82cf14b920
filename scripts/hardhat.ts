/**
 * Hardhat under Deno: `deno run -A scripts/hardhat.ts COMMAND…` in contracts/.
 *
 * @module
 */
import { fromFileUrl } from "@std/path/from-file-url";

const FOLDER = fromFileUrl(new URL("../contracts/", import.meta.url));

/**
 * Occasionally Hardhat under Deno reads the compiler's answer in the wrong order and reports it
 * with these words; its output is then not reliable, and a second attempt works.
 */
const MISREAD = /Invalid file format: .*stdout\.txt|Hex decoding error while parsing bytecode/;
const ATTEMPTS = 6;
/** In its cache: the compiler's answers, and what running nodes use. */
const OTHERS = ["solc", "node"];

/**
 * Runs a command of Hardhat.
 * @param built Where its configuration builds, within contracts/
 */
export async function hardhat(
  args: string[],
  built = "",
): Promise<{ code: number; printed: string }> {
  for (let attempt = 1;; attempt++) {
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "npm:hardhat@3.18.0", ...args],
      cwd: FOLDER,
      env: { HARDHAT_DISABLE_TELEMETRY_PROMPT: "true", RUST_BACKTRACE: "0" },
    }).output();
    const printed = new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
    if (!MISREAD.test(printed) || attempt === ATTEMPTS) return { code, printed };
    await forget(`${FOLDER}${built}`);
  }
}

/** What Hardhat built; not what others keep beside it. */
async function forget(folder: string): Promise<void> {
  const inCache = await Array.fromAsync(Deno.readDir(`${folder}cache`)).catch(() => []);
  const own = inCache.filter(({ name }) => !OTHERS.includes(name)).map(({ name }) =>
    `cache/${name}`
  );
  for (const path of ["artifacts", ...own]) {
    await Deno.remove(`${folder}${path}`, { recursive: true }).catch(() => {});
  }
}

if (import.meta.main) {
  const { code, printed } = await hardhat(Deno.args);
  console.log(printed.trim());
  Deno.exit(code);
}
