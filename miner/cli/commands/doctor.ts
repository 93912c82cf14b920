import { CHAIN_OPTIONS, contractOf, rpcOf } from "../chain_option.ts";
import { EXIT } from "../../../protocol/errors.ts";
import { ENGINES } from "../../evaluation/engine/engine.ts";
import { VERSION } from "../../base/version.ts";
import type { Command, Invocation } from "../command.ts";
import { checkChain } from "../doctor/check_chain.ts";
import { checkEngine } from "../doctor/check_engine.ts";
import { checkGateway } from "../doctor/check_gateway.ts";
import { checkHome } from "../doctor/check_home.ts";
import { checkLimits, checkSandbox } from "../doctor/check_sandbox.ts";
import { checkUser } from "../doctor/check_user.ts";
import { examine, type Finding } from "../doctor/finding.ts";
import { EVALUATOR_OPTIONS, evaluatorOptions } from "../evaluator_option.ts";
import { GATEWAY_OPTION, gatewaysOf, HOME_OPTION, homeOf } from "../home_option.ts";
import { toJson } from "../json.ts";
import { renderTable } from "../render_table.ts";

export const doctor: Command = {
  name: "doctor",
  summary: "Check what this machine offers a miner, and what is missing",
  options: [
    ...CHAIN_OPTIONS,
    GATEWAY_OPTION,
    HOME_OPTION,
    ...EVALUATOR_OPTIONS.filter(({ name }) => name === "sandbox"),
  ],
  notes: `Each engine is started in its child process and judges a model; the sandbox and the limits
are tried, not guessed. Chain, contract, gateways and the clock are checked if they are
given. It sends nothing and needs no key.

A line is ok, warn (mining works, but read what the line says) or fail. The exit code is
1 if a line fails. docs/SECURITY.md says what each engine and sandbox promises.`,
  examples: [
    "deml doctor",
    "deml doctor --rpc https://rpc.example --contract 0x5FbD… --gateway https://ipfs.example",
    "deml doctor --sandbox bwrap --json",
  ],
  run,
};

async function run(invocation: Invocation): Promise<number> {
  const { terminal, json, signal } = invocation;
  const { sandbox = "auto" } = evaluatorOptions(invocation);
  const findings: Finding[] = [program(), checkUser(), ...configFindings(invocation)];
  const look = async (check: string, work: () => Promise<Finding>) => {
    signal.throwIfAborted();
    terminal.progress(`Checking ${check}`);
    findings.push(await examine(check, work));
  };
  await look("sandbox", () => checkSandbox(sandbox));
  await look("limits", checkLimits);
  for (const engine of ENGINES) {
    await look(`engine ${engine}`, () => checkEngine(engine, sandbox, signal));
  }
  await look("journal", () => checkHome(homeOf(invocation)));
  const rpcs = rpcOf(invocation);
  for (const url of rpcs) await look("rpc", () => checkChain(url, () => contractOf(invocation)));
  const gateways = gatewaysOf(invocation);
  for (const url of gateways) await look("gateway", () => checkGateway(url));
  terminal.clear();
  const failed = findings.some(({ level }) => level === "fail");
  if (json) terminal.out(toJson({ ok: !failed, findings }));
  else {
    print(invocation, findings);
    if (rpcs.length + gateways.length === 0) {
      terminal.note("Chain, gateway and clock were not checked: give --rpc and --gateway");
    }
  }
  return failed ? EXIT.failed : EXIT.ok;
}

/** Which flags each config file sets. */
function configFindings({ configs }: Invocation): Finding[] {
  return configs.map(({ path, values }) => {
    const names = Object.keys(values).join(", ");
    return { check: "config", level: "ok", found: `${path} sets ${names || "nothing"}` };
  });
}

function program(): Finding {
  const { deno, v8 } = Deno.version;
  const { os, arch } = Deno.build;
  const cores = navigator.hardwareConcurrency;
  return {
    check: "program",
    level: "ok",
    found: `deml ${VERSION}, Deno ${deno}, V8 ${v8}, ${os} ${arch}, ${cores} cores`,
    details: { version: VERSION, deno, v8, os, arch, cores },
  };
}

function print({ terminal: { out, block, paint } }: Invocation, findings: Finding[]): void {
  const painted = { ok: paint.green("ok"), warn: paint.yellow("warn"), fail: paint.red("fail") };
  // Colours have no width: the table would count their characters.
  block(
    renderTable(
      [{ heading: "check" }, { heading: "found" }],
      findings.map(({ check, found }) => [check, found]),
    ).split("\n").map((line, index) => {
      const finding = findings[index - 1];
      if (finding === undefined) return `      ${line}`;
      return `${painted[finding.level]}${" ".repeat(6 - finding.level.length)}${line}`;
    }).join("\n"),
  );
  const open = findings.filter(({ remedy }) => remedy !== undefined);
  if (open.length > 0) out();
  for (const { check, remedy } of open) out(`${check}: ${remedy}`);
}
