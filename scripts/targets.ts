/**
 * `deno task test:targets`: builds the program for every system, looks into each one, and runs the
 * linux arm64 one under qemu.
 *
 * @module
 */
import { runSteps } from "./steps.ts";

await runSteps([
  {
    title: "Programs",
    args: ["run", "-A", "scripts/compile.ts", "--target", "all", "--runtime", "npm"],
  },
  { title: "What they are", args: ["test", "-A", "--quiet", "tests/targets/targets.ts"] },
]);
