/**
 * Before money moves: `deml doctor`'s checks of what this miner uses. While one fails, no stake is
 * deposited; existing stakes are still looked after.
 *
 * @module
 */
import type { PublicClient } from "viem";
import { told } from "../../../protocol/errors.ts";
import type { EngineName } from "../../../protocol/spec/spec.ts";
import type { SandboxChoice } from "../../evaluation/host/sandbox.ts";
import { checkClock } from "../doctor/check_chain.ts";
import { checkEngine } from "../doctor/check_engine.ts";
import { checkGateway } from "../doctor/check_gateway.ts";
import { checkHome } from "../doctor/check_home.ts";
import { checkSandbox } from "../doctor/check_sandbox.ts";
import { examine, type Finding } from "../doctor/finding.ts";

/** What a miner uses. */
export interface Equipment {
  engines: readonly EngineName[];
  sandbox: SandboxChoice;
  gateways: readonly string[];
  home: string;
  client: Pick<PublicClient, "getBlock">;
  /** Whether blocks come without transactions, so that the latest one shows the time */
  ticking: boolean;
  signal: AbortSignal;
}

/** How long a passed check is valid, and a failed one, in milliseconds. */
const WELL_FOR = 600_000;
const ILL_FOR = 30_000;

/**
 * Makes the check of a miner's equipment.
 *
 * @returns A function that throws DemlError `machine` with what fails first
 */
export function createReadiness(equipment: Equipment): () => Promise<void> {
  let known: { until: number; ill: Finding | undefined } | undefined;
  return async () => {
    if (known === undefined || Date.now() >= known.until) {
      const ill = await firstFailure(equipment);
      known = { until: Date.now() + (ill === undefined ? WELL_FOR : ILL_FOR), ill };
    }
    const { ill } = known;
    if (ill === undefined) return;
    throw told(
      "machine",
      `This miner does not enrol yet, because a check fails: ${ill.check}: ${ill.found}`,
      ill.remedy ?? "See `deml doctor`",
      { details: { ...ill } },
    );
  };
}

async function firstFailure(
  { engines, sandbox, gateways, home, client, ticking, signal }: Equipment,
): Promise<Finding | undefined> {
  const checks: [string, () => Promise<Finding>][] = [
    ["journal", () => checkHome(home)],
    ["clock", () => checkClock(client, ticking)],
    ["gateway", () => checkGateways(gateways)],
    ["sandbox", () => checkSandbox(sandbox)],
    ...engines.map((engine): [string, () => Promise<Finding>] => [
      `engine ${engine}`,
      () => checkEngine(engine, sandbox, signal),
    ]),
  ];
  for (const [check, work] of checks) {
    signal.throwIfAborted();
    const finding = await examine(check, work);
    if (finding.level === "fail") return finding;
  }
}

/** One gateway is enough. */
async function checkGateways(urls: readonly string[]): Promise<Finding> {
  const [first, ...others] = await Promise.all(urls.map(checkGateway));
  if (first === undefined) {
    return {
      check: "gateway",
      level: "fail",
      found: "none is given",
      remedy: "Give --gateway URL, or set DEML_GATEWAY",
    };
  }
  return [first, ...others].find(({ level }) => level !== "fail") ?? first;
}
