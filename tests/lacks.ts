/**
 * What a machine may lack that some tests need. These are then skipped, and `deno task test` says
 * so before and after the tests.
 *
 * @module
 */
import { chooseSandbox } from "../miner/evaluation/host/sandbox.ts";
import { withoutAnvil } from "./faults/anvil.ts";

/** Debian's; another browser draws and counts otherwise. */
const WITH_WINDOWS = "/usr/bin/chromium";
/** The same browser without what only windows need: the pages' tests take a third less of a processor. */
const SHELL = "/usr/bin/chromium-headless-shell";
export const CHROMIUM = await isThere(SHELL) ? SHELL : WITH_WINDOWS;

/** Debian's as well. */
export const FIREFOX = "/usr/bin/firefox-esr";

/** Why there is no browser here, or undefined. */
export async function withoutChromium(): Promise<string | undefined> {
  if (await isThere(CHROMIUM)) return undefined;
  return `${CHROMIUM} is not there (apt-get install chromium-headless-shell)`;
}

/** Why there is no second browser here, or undefined. */
export async function withoutFirefox(): Promise<string | undefined> {
  if (await isThere(FIREFOX)) return undefined;
  return `${FIREFOX} is not there (apt-get install firefox-esr)`;
}

function isThere(path: string): Promise<boolean> {
  return Deno.stat(path).then(() => true, () => false);
}

/** Why strace cannot run here, or undefined. */
export async function withoutStrace(): Promise<string | undefined> {
  try {
    const { success, stderr } = await new Deno.Command("strace", {
      args: ["-f", "-o", "/dev/null", "/bin/true"],
    }).output();
    return success ? undefined : new TextDecoder().decode(stderr).trim();
  } catch {
    return "strace is not installed (apt-get install strace)";
  }
}

/** Why bubblewrap does not work here, or undefined. */
export async function withoutBubblewrap(): Promise<string | undefined> {
  const { kind, because } = await chooseSandbox("auto");
  return kind === "bwrap" ? undefined : because;
}

/** Why zsh cannot be asked here, or undefined. */
export function withoutZsh(): Promise<string | undefined> {
  return without("zsh", ["-f", "-c", "zmodload zsh/zpty"]);
}

/** Why fish cannot be asked here, or undefined. */
export function withoutFish(): Promise<string | undefined> {
  return without("fish", ["--version"]);
}

/** Why manual pages cannot be set here, or undefined. */
export function withoutGroff(): Promise<string | undefined> {
  return without("groff", ["--version"]);
}

async function without(program: string, args: string[]): Promise<string | undefined> {
  try {
    const { success, stderr } = await new Deno.Command(program, { args }).output();
    return success ? undefined : new TextDecoder().decode(stderr).trim();
  } catch {
    return `${program} is not installed (apt-get install ${program})`;
  }
}

/** A sentence for everything that is missing: what is skipped, and why. */
export async function lacks(): Promise<string[]> {
  const tools: [without: Promise<string | undefined>, leftOut: string][] = [
    [withoutBubblewrap(), "every test of the sandbox behind it"],
    [withoutZsh(), "completions of zsh"],
    [withoutFish(), "completions of fish"],
    [withoutGroff(), "the manual as groff reads it"],
    [withoutStrace(), "what evaluator children ask of the kernel"],
    [withoutChromium(), "the dashboard's pages, the core in a browser, the example of a page"],
    [withoutFirefox(), "the dashboard in Firefox"],
    [withoutAnvil(), "miners among faults, on anvil's chain"],
  ];
  const sentences = await Promise.all(tools.map(async ([without, leftOut]) => {
    const because = await without;
    return because === undefined ? [] : [`Skipped, since ${because}: ${leftOut}`];
  }));
  return sentences.flat();
}
