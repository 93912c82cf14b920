/**
 * Changing a config file.
 *
 * @module
 */
import { makeFolder, writeDurably } from "../../base/files.ts";
import type { Invocation } from "../command.ts";
import { homeFrom } from "../home_option.ts";
import { told } from "../../../protocol/errors.ts";
import { configIn, parseConfig, readConfigText } from "./read_config.ts";
import { userConfigFolder } from "./user_config.ts";

/** The file that a command line means: that of --config, the home's with --home, or the user's. */
export async function configPath(invocation: Invocation): Promise<string> {
  const named = invocation.text("config");
  if (named !== undefined) return named;
  const home = invocation.text("home");
  const folder = home === undefined ? userConfigFolder() : homeFrom(home);
  if (folder !== undefined) return await configIn(folder) ?? `${folder}/config.toml`;
  throw told(
    "usage",
    "This user has no home, and so no config file",
    "Set HOME or XDG_CONFIG_HOME, or name a file with --config",
  );
}

/** A config file to change; empty if it does not exist. */
export interface Editable {
  path: string;
  text: string;
  values: Record<string, unknown>;
}

/** Reads a config file to change it. */
export async function openConfig(path: string): Promise<Editable> {
  const exists = await Deno.lstat(path).then(() => true, () => false);
  const text = exists ? (await readConfigText(path)).text : "";
  const values = text.trim() === "" ? {} : parseConfig(path, text);
  return { path, text, values };
}

/** Writes new values into a config file, for its owner alone; comments and order stay. */
export async function saveConfig(
  { path, text }: Editable,
  values: Record<string, unknown>,
): Promise<void> {
  // A link, as people keep their dot files, stays one.
  const target = await Deno.realPath(path).catch(() => path);
  const slash = target.lastIndexOf("/");
  if (slash > 0) await makeFolder(target.slice(0, slash));
  const changed = await render(path, text, values);
  await writeDurably(target, new TextEncoder().encode(changed), { mode: 0o600 });
}

async function render(
  path: string,
  text: string,
  values: Record<string, unknown>,
): Promise<string> {
  if (path.endsWith(".json")) return `${JSON.stringify(values, null, 2)}\n`;
  const { patch } = await import("@decimalturn/toml-patch");
  return `${patch(text, values).trimEnd()}\n`;
}
