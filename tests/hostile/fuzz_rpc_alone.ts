/**
 * Nodes' answers, read in a separate process, whose memory is that of the readings: prints how many
 * there were and their peak memory in bytes.
 *
 * @module
 */
import { fuzz } from "./fuzz_rpc.ts";
import { random } from "./mutate.ts";

const [seed, milliseconds] = Deno.args.map(Number) as [number, number];
let peak = 0;
const before = Deno.memoryUsage().rss;
const timer = setInterval(() => peak = Math.max(peak, Deno.memoryUsage().rss), 20);
const readings = await fuzz(random(seed), performance.now() + milliseconds);
clearInterval(timer);
console.log(JSON.stringify({ readings, held: peak - before }));
