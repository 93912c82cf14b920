/**
 * The flags that choose which config file a command changes.
 *
 * @module
 */
import type { Option } from "../command.ts";

export const FILE_OPTIONS: Option[] = [
  { name: "home", value: "FOLDER", help: "The config file in this home, instead of the user's" },
];

export const WHICH_FILE =
  `The file is the user's, which \`deml config path\` prints: config.toml in $XDG_CONFIG_HOME/deml, by
default ~/.config/deml. With --home it is the one in that folder, with --config any other.`;
