import { assert } from "@std/assert";
import { fuzz, NAME } from "./fuzz_rpc.ts";
import { random } from "./mutate.ts";

/** Milliseconds; `DEML_FUZZ_SECONDS` looks longer. */
const LONG = 1_000 * Number(Deno.env.get("DEML_FUZZ_SECONDS") ?? 8);
const SEED = Number(Deno.env.get("DEML_FUZZ_SEED") ?? 1);

Deno.test(`${NAME}: whatever a node answers, reading ends soon and holds little`, async () => {
  let peak = 0;
  const before = Deno.memoryUsage().rss;
  const timer = setInterval(() => peak = Math.max(peak, Deno.memoryUsage().rss), 20);
  try {
    const count = await fuzz(random(SEED), performance.now() + LONG);
    assert(count > 20, `${count} readings`);
  } finally {
    clearInterval(timer);
  }
  // The node lives in this process, too, with answers of up to seventeen megabytes.
  assert(peak - before < 700_000_000, `${peak - before} bytes`);
});
