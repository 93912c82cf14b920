/**
 * Runs one command line: finds the command, parses its flags, and reports a failure in one
 * sentence.
 *
 * @module
 */
import {
  codeOf,
  type ErrorCode,
  EXIT,
  type Failure,
  failureOf,
  told,
  type ToldFailure,
} from "../../protocol/errors.ts";
import { show } from "../../protocol/text/visible.ts";
import { learnSecret, learnSecrets } from "../../protocol/text/secrets.ts";
import {
  GATEWAY_VARIABLE,
  PASSWORD_VARIABLE,
  PIN_TOKEN_VARIABLE,
  PRIVATE_KEY_VARIABLE,
  RPC_VARIABLE,
} from "../base/variables.ts";
import type { Config } from "./config/read_config.ts";
import { type Command, usage } from "./command.ts";
import { findCommand } from "./find_command.ts";
import { parseInvocation } from "./parse_invocation.ts";
import { toJson } from "./json.ts";
import { allCommands } from "./table.ts";
import { openTerminal, type Terminal } from "./terminal.ts";
import { nearest } from "./nearest.ts";

/** Runs the program and returns its exit code. */
export async function runProgram(argv: string[]): Promise<number> {
  learnGiven(argv);
  const json = argv.includes("--json");
  const terminal = openTerminal({ color: wantsColor(argv), quiet: json });
  const [name] = argv;
  try {
    if (name === undefined || name === "help" || name.startsWith("-")) {
      return await topLevel(name, argv.slice(1), terminal);
    }
    const found = findCommand(argv);
    if ("noun" in found) {
      const { nounHelp } = await import("./program_help.ts");
      terminal.block(await nounHelp(found.noun, found.verbs));
      return argv.length === 1 ? EXIT.usage : EXIT.ok;
    }
    const { load, rest } = found;
    const command = await load();
    return await perform(command, rest, terminal, await configsOf(command, rest));
  } catch (error) {
    return await report(error, json, terminal);
  }
}

/** Runs a command that is its own program, such as a script, and returns its exit code. */
export async function runCommand(command: Command, argv: string[]): Promise<number> {
  learnGiven(argv);
  const json = argv.includes("--json");
  const terminal = openTerminal({ color: wantsColor(argv), quiet: json });
  try {
    return await perform(command, argv, terminal);
  } catch (error) {
    return await report(error, json, terminal);
  }
}

/** Learns which of the program's inputs must not be printed. */
function learnGiven(argv: string[]): void {
  const variable = (name: string) => Deno.env.get(name) ?? "";
  learnSecrets([...argv, variable(RPC_VARIABLE), variable(GATEWAY_VARIABLE)]);
  learnSecret(variable(PASSWORD_VARIABLE));
  learnSecret(variable(PIN_TOKEN_VARIABLE).trim());
  learnSecret(variable(PRIVATE_KEY_VARIABLE).trim().replace(/^0x/i, ""));
}

/** The config files that a command line means. */
async function configsOf(command: Command, argv: string[]): Promise<Config[]> {
  if (command.ignoresConfigs) return [];
  const named = { config: valueOf(argv, "config"), home: valueOf(argv, "home") };
  // Loaded only for a command that may have any.
  const { findConfigs } = await import("./config/find_configs.ts");
  const { requireKnown } = await import("./config/configured.ts");
  const configs = await findConfigs(command, named);
  const known = new Set(command.options.map(({ name }) => name));
  for (const config of configs) {
    // Other commands are loaded only for flags that this one does not know.
    if (Object.keys(config.values).every((name) => known.has(name))) continue;
    requireKnown(config, await allCommands());
  }
  return configs;
}

/** The value of a flag before the command's flags are known, or undefined. */
function valueOf(argv: string[], name: string): string | undefined {
  const at = argv.findIndex((each) => each === `--${name}` || each.startsWith(`--${name}=`));
  const given = argv[at];
  if (given === undefined) return undefined;
  const value = given === `--${name}` ? argv[at + 1] : given.slice(name.length + 3);
  // The command's own parser reports what is missing.
  return value === "" || value?.startsWith("--") ? undefined : value;
}

async function perform(
  command: Command,
  argv: string[],
  terminal: Terminal,
  configs: readonly Config[] = [],
): Promise<number> {
  if (argv.includes("--help") || argv.includes("-h")) {
    const { commandHelp } = await import("./command_help.ts");
    terminal.block(commandHelp(command, configs));
    return EXIT.ok;
  }
  const interrupt = onInterrupt(terminal);
  try {
    return await command.run(
      await parseInvocation(command, argv, terminal, interrupt.signal, configs, allCommands),
    );
  } catch (error) {
    if (interrupt.signal.aborted) {
      throw told("interrupted", "Interrupted", "Run the command again to continue", {
        cause: error,
      });
    }
    throw error;
  } finally {
    interrupt.close();
  }
}

async function topLevel(
  name: string | undefined,
  rest: string[],
  terminal: Terminal,
): Promise<number> {
  if (name === "help" && rest[0] !== undefined) {
    const { commandHelp } = await import("./command_help.ts");
    const { nounHelp } = await import("./program_help.ts");
    const found = findCommand([...rest, "--help"]);
    terminal.block(
      "noun" in found ? await nounHelp(found.noun, found.verbs) : commandHelp(await found.load()),
    );
    return EXIT.ok;
  }
  if (name !== undefined && name !== "help" && name !== "--help" && name !== "-h") {
    const near = nearest(name.replace(/^-+/, ""), ["version", "help"]);
    const rather = near === undefined ? "flags come after the command" : `did you mean --${near}?`;
    throw usage(undefined, `No flag ${show(name, 60)} of \`deml\` itself; ${rather}`);
  }
  const { programHelp } = await import("./program_help.ts");
  terminal.block(await programHelp());
  return name === undefined ? EXIT.usage : EXIT.ok;
}

async function report(error: unknown, json: boolean, terminal: Terminal): Promise<number> {
  // Every evaluator child also starts here; it needs neither the words nor the chain's client.
  const { tellFailure } = await import("./failures/tell.ts");
  const failure = failureOf(error);
  const { message, remedy } = tellFailure(failure);
  const code = codeOf(failure);
  if (json) terminal.out(toJson({ error: { code, message, remedy, ...dataOf(failure) } }));
  const loud = openTerminal({ color: terminal.paint.red("") !== "" });
  terminal.clear();
  const sentence = /[.?!]$/.test(message) ? message : `${message}.`;
  loud.note(`${loud.paint.red("Error:")} ${sentence} ${remedy}.`);
  if (debugging()) {
    const { cause, stack } = error as Error;
    for (const line of String((cause as Error)?.stack ?? stack).split("\n")) loud.note(line);
  }
  return exitCodeOf(code);
}

/** What `--json` adds to the words of a failure. */
function dataOf({ kind, ...fields }: Failure): { kind?: string; details: object } {
  // The words are the program's own: there are no further data.
  if (kind.endsWith("/told")) return { details: (fields as Partial<ToldFailure>).details ?? {} };
  return { kind, details: fields };
}

function exitCodeOf(code: ErrorCode): number {
  if (code === "usage") return EXIT.usage;
  if (code === "interrupted") return EXIT.interrupted;
  return EXIT.failed;
}

/** The first signal asks the command to stop cleanly, the second ends it at once. */
function onInterrupt(terminal: Terminal): { signal: AbortSignal; close(): void } {
  const controller = new AbortController();
  const handle = () => {
    if (controller.signal.aborted) Deno.exit(EXIT.interrupted);
    terminal.note("Stopping; Ctrl-C again stops at once");
    controller.abort(told("interrupted", "Interrupted", "Run the command again to continue"));
  };
  const signals: Deno.Signal[] = ["SIGINT", "SIGTERM"];
  for (const signal of signals) Deno.addSignalListener(signal, handle);
  return {
    signal: controller.signal,
    close: () => {
      for (const signal of signals) Deno.removeSignalListener(signal, handle);
    },
  };
}

function wantsColor(argv: string[]): boolean {
  if (argv.includes("--no-color") || argv.includes("--json")) return false;
  return !Deno.noColor && Deno.stdout.isTerminal();
}

function debugging(): boolean {
  return Deno.permissions.querySync({ name: "env", variable: "DEML_DEBUG" }).state === "granted" &&
    Deno.env.get("DEML_DEBUG") === "1";
}
