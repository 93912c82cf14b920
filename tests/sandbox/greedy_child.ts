/**
 * An evaluator child that says it kept a permission.
 *
 * @module
 */
import { encodeHead } from "../../miner/evaluation/wire/frames.ts";

const header = { type: "ready", engine: Deno.args[0], version: "1.30.0", granted: ["net"] };
await Deno.stdout.write(encodeHead(header, 0));
await Deno.stdin.read(new Uint8Array(1));
