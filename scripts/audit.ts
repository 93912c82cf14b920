/**
 * `deno task audit`: asks the npm registry which of the lockfile's packages have known
 * vulnerabilities. `deno audit` of Deno 2.7 asks the same, but does not trust the system's
 * certificates, so it fails behind a proxy with its own.
 *
 * @module
 */
import { readLockfile } from "./release/lockfile.ts";
import { audit, registry } from "./release/advisories.ts";

const lock = readLockfile(JSON.parse(
  await Deno.readTextFile(new URL("../deno.lock", import.meta.url)),
));
const { code, lines } = await audit([...lock.values()], await registry());
for (const line of lines) console.log(line);
Deno.exit(code);
