/**
 * `deno task test:targets`: rehearses a release, checks each program, and runs the linux arm64 one
 * under qemu.
 *
 * @module
 */
import { runSteps } from "./steps.ts";

await runSteps([
  { title: "Rehearsal", args: ["run", "-A", "scripts/release.ts", "--runtime", "npm"] },
  { title: "What they are", args: ["test", "-A", "--quiet", "tests/targets/targets.ts"] },
]);
