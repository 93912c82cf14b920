/**
 * Keeping a key in a new keystore.
 *
 * @module
 */
import type { Hex } from "viem";
import { EXIT } from "../../../protocol/errors.ts";
import { folderOf, makeFolder, writeNew } from "../../base/files.ts";
import { encryptKey, keystoreName } from "../../wallet/write_keystore.ts";
import type { Invocation, Option } from "../command.ts";
import { HOME_OPTION, homeMade } from "../home_option.ts";
import { toJson } from "../json.ts";
import { newPassword, PASSWORD_OPTION } from "../password_option.ts";
import { KEYSTORES } from "./keystores.ts";

/** The flags of every command that writes a keystore. */
export const KEYSTORE_OPTIONS: Option[] = [
  {
    name: "output",
    value: "FILE",
    help: "Where to write the keystore; the default is a new file in the folder keystore of --home",
  },
  HOME_OPTION,
  PASSWORD_OPTION,
  {
    name: "light",
    help:
      "Weak scrypt (n 4096) as geth's --lightkdf: for test chains, or a machine of little memory",
  },
];

/** Encrypts a key, writes it for its owner alone, and shows where; nothing is overwritten. */
export async function saveKey(invocation: Invocation, key: Hex): Promise<number> {
  const { terminal } = invocation;
  const password = await newPassword(invocation);
  terminal.progress("Encrypting");
  const strength = invocation.flag("light") ? "light" : "standard";
  const { address, text } = await encryptKey(key, password, strength);
  const path = invocation.text("output") ??
    `${await homeMade(invocation)}/${KEYSTORES}/${keystoreName(address, new Date())}`;
  if (invocation.text("output") === undefined) await makeFolder(folderOf(path));
  await writeNew(path, new TextEncoder().encode(text), { mode: 0o600 });
  if (invocation.json) terminal.out(toJson({ address, path }));
  else {
    terminal.out(address);
    terminal.note(`${path} has the key: back it up, and its password; nobody can restore either`);
  }
  return EXIT.ok;
}
