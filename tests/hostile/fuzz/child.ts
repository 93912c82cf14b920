/**
 * One fuzzer, in the process that tests/hostile/fuzz.ts starts for it.
 *
 * @module
 */
import { Finding, onlyCase, SEEDS } from "../fuzzer.ts";
import { FUZZERS } from "../fuzzers.ts";
import { random as randomOf } from "../mutate.ts";

const { name, seconds, seed, single, last, outcome } = JSON.parse(Deno.env.get("DEML_FUZZ")!);
const { fuzz } = FUZZERS.find(({ NAME }) => NAME === name)!;
const source = single === undefined ? randomOf(seed) : onlyCase(single);
const file = await Deno.open(last, { write: true, create: true });

/** Every case begins with a number that is drawn here: it is on the disk before the case is played. */
function recorded(): number {
  const number = source();
  file.seekSync(0, Deno.SeekMode.Start);
  file.writeSync(new TextEncoder().encode(String(Math.floor(number * SEEDS)).padEnd(12)));
  return number;
}

let told: unknown;
let cases = 0;
try {
  cases = await fuzz(recorded, performance.now() + 1_000 * seconds);
  told = { cases };
} catch (error) {
  const reached = error instanceof Finding ? error.seed : Number(await Deno.readTextFile(last));
  const message = error instanceof Error ? error.stack ?? error.message : String(error);
  told = { cases, finding: { case: reached, message: message.slice(0, 4_000) } };
}
await Deno.writeTextFile(outcome, JSON.stringify(told));
// An engine's worker would keep the process.
Deno.exit(0);
