/**
 * What confines an untrusted model: bubblewrap, and the kernel's limits.
 *
 * @module
 */
import { memoryLimit } from "../../evaluation/limits.ts";
import { chooseSandbox, type SandboxChoice, tryLimits } from "../../evaluation/host/sandbox.ts";
import type { Finding } from "./finding.ts";

/** Which sandbox an evaluation gets. */
export async function checkSandbox(choice: SandboxChoice): Promise<Finding> {
  const { kind, because } = await chooseSandbox(choice);
  if (kind === "bwrap") return { check: "sandbox", level: "ok", found: because };
  return {
    check: "sandbox",
    level: "warn",
    found: `none: ${because}`,
    remedy: "Install bubblewrap (apt-get install bubblewrap), or mine with --engine wasm",
  };
}

/** Whether memory and processor time of a child are limited, and to how much. */
export async function checkLimits(): Promise<Finding> {
  const { total, available } = Deno.systemMemoryInfo();
  // Of a competition like MNIST: 18 MB of data, models of 8 MB.
  const bytes = memoryLimit(18_000_000, 8_000_000);
  const details = { mechanism: "RLIMIT_DATA, RLIMIT_CPU", total, available, limit: bytes };
  const megabytes = (count: number) => `${Math.round(count / 1e6)} MB`;
  if (!await tryLimits(bytes)) {
    return {
      check: "limits",
      level: "warn",
      found: "a child's memory cannot be limited here",
      remedy: "Run on Linux, where `ulimit -d` may be lowered",
    };
  }
  const found = `RLIMIT_DATA ${megabytes(bytes)} for a model the size of MNIST's, RLIMIT_CPU; ` +
    `${megabytes(available)} of ${megabytes(total)} free`;
  const scarce = available < bytes;
  return {
    check: "limits",
    level: scarce ? "warn" : "ok",
    found,
    remedy: scarce ? "Free memory, or lower --jobs" : undefined,
    details,
  };
}
