/**
 * The config files that count for a command.
 *
 * @module
 */
import { type Command, isInEnvironment } from "../command.ts";
import { HOME_OPTION, homeFrom } from "../home_option.ts";
import { configured } from "./configured.ts";
import { type Config, configIn, readConfig } from "./read_config.ts";
import { userConfigFolder } from "./user_config.ts";

/** What a command line says about its config files. */
export interface Named {
  /** --config */
  config: string | undefined;
  /** --home */
  home: string | undefined;
}

/**
 * Reads the config files, in order of precedence: that of --config, or else the home's; then the
 * user's. The user's may name the home.
 *
 * @throws DemlError `file` or `usage`
 */
export async function findConfigs(command: Command, named: Named): Promise<Config[]> {
  const folder = userConfigFolder();
  const userPath = folder === undefined ? undefined : await configIn(folder);
  const user = userPath === undefined ? [] : [await readConfig(userPath)];
  const path = named.config ?? await configIn(homeThrough(command, named.home, user));
  // Either may be named as the other, and then is read once.
  if (path === undefined || path === userPath) return user;
  return [await readConfig(path), ...user];
}

/** The home, if need be by the user's config file. */
function homeThrough(command: Command, given: string | undefined, user: Config[]): string {
  if (given !== undefined || isInEnvironment(HOME_OPTION)) return homeFrom(given);
  return homeFrom(configured(command, HOME_OPTION, user)?.value as string | undefined);
}
