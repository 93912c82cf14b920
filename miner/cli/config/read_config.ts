/**
 * A config file: flags that need not be given each time. The command line takes precedence over
 * the environment, and both over the files.
 *
 * @module
 */
import { parse as parseToml } from "@std/toml/parse";
import { told } from "../../../protocol/errors.ts";
import { fileError } from "../../base/read_file.ts";
import { openToOthers, quoted } from "../../base/home.ts";
import { hasSecrets, learnSecrets } from "../../../protocol/text/secrets.ts";

/** A config file, read. */
export interface Config {
  path: string;
  /** Flags of all commands by name, and tables of flags by a command's name */
  values: Readonly<Record<string, unknown>>;
}

/** Names in a folder; at most one of them may exist. */
const NAMES = ["config.toml", "config.json"];
/** More than any config holds, in bytes. */
const LONGEST = 65_536;
/** Permission bits that allow others to write. */
const WRITABLE = 0o022;

/**
 * Reads a config file.
 *
 * @throws DemlError `file` or `usage`
 */
export async function readConfig(path: string): Promise<Config> {
  const { text, info } = await readConfigText(path);
  const values = parseConfig(path, text);
  const urls = texts(values);
  learnSecrets(urls);
  requireClosed(path, info, urls.some((url) => url.split(",").some(hasSecrets)));
  return { path, values };
}

/** Reads a config file's text. */
export async function readConfigText(
  path: string,
): Promise<{ text: string; info: Deno.FileInfo }> {
  let text: string;
  let info: Deno.FileInfo;
  try {
    info = await Deno.stat(path);
    if (info.size > LONGEST) throw new Error("it is too long to be a config file");
    text = await Deno.readTextFile(path);
  } catch (cause) {
    throw fileError(path, cause);
  }
  return { text, info };
}

/** The config file in a folder, if there is one. */
export async function configIn(folder: string): Promise<string | undefined> {
  const there: string[] = [];
  for (const name of NAMES) {
    const path = `${folder}/${name}`;
    if (await Deno.stat(path).then(() => true, () => false)) there.push(path);
  }
  if (there.length < 2) return there[0];
  throw told(
    "usage",
    `There are ${there.join(" and ")}`,
    "Keep one, or choose with --config",
  );
}

/** Parses a config file's text as its name says: TOML or JSON. */
export function parseConfig(path: string, text: string): Record<string, unknown> {
  let values: unknown;
  try {
    values = path.endsWith(".json") ? JSON.parse(text) : parseToml(text);
  } catch (cause) {
    const format = path.endsWith(".json") ? "JSON" : "TOML";
    throw told(
      "usage",
      `The config file ${path} is not ${format}: ${(cause as Error).message}`,
      "Fix it, or choose another with --config",
      { cause },
    );
  }
  if (isTable(values)) return values;
  throw told("usage", `The config file ${path} does not map names to flags`, "Fix it");
}

/** A writer of it decides where the money goes; a reader may see a provider's key. */
function requireClosed(path: string, info: Deno.FileInfo, secret: boolean): void {
  const writable = info.mode !== null && (info.mode & WRITABLE) !== 0;
  if (!writable && !(secret && openToOthers(info))) return;
  throw told(
    "file",
    writable
      ? `Other users of this machine may write the config file ${path}`
      : `Other users of this machine may read the key of a URL in the config file ${path}`,
    `Run chmod 600 ${quoted(path)}`,
  );
}

/** Whether a value is a table of others. */
export function isTable(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function texts(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (typeof value === "object" && value !== null) return Object.values(value).flatMap(texts);
  return [];
}
