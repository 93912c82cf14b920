import { assert, assertEquals } from "@std/assert";
import { fromFileUrl } from "@std/path/from-file-url";
import { NAME } from "./fuzz_rpc.ts";

/** Milliseconds; `DEML_FUZZ_SECONDS` looks longer. */
const LONG = 1_000 * Number(Deno.env.get("DEML_FUZZ_SECONDS") ?? 8);
const SEED = Number(Deno.env.get("DEML_FUZZ_SEED") ?? 1);

Deno.test(`${NAME}: whatever a node answers, reading ends soon and holds little`, async () => {
  const alone = fromFileUrl(new URL("fuzz_rpc_alone.ts", import.meta.url));
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", alone, String(SEED), String(LONG)],
  }).output();
  assertEquals(code, 0, new TextDecoder().decode(stderr));
  const { readings, held } = JSON.parse(new TextDecoder().decode(stdout));
  assert(readings > 20, `${readings} readings`);
  // The node is also in that process, with answers of up to seventeen megabytes; the garbage of
  // some hundred of them is collected at some later time.
  assert(held < 1_000_000_000, `${held} bytes`);
});
