/**
 * Where a keystore's password comes from: a file, the environment, or the terminal.
 *
 * @module
 */
import { promptSecret } from "@std/cli/prompt-secret";
import type { Invocation, Option } from "./command.ts";
import { warnOpenFile } from "./warn_open_file.ts";
import { told } from "../../protocol/errors.ts";
import { readFile } from "../base/read_file.ts";
import { PASSWORD_VARIABLE } from "../base/variables.ts";

export const PASSWORD_OPTION: Option = {
  name: "password-file",
  value: "FILE",
  variable: PASSWORD_VARIABLE,
  help:
    `File whose first line is the keystore's password; otherwise ${PASSWORD_VARIABLE} or a prompt`,
};

/** Gets the password of a keystore from the first source that exists. */
export async function passwordOf(invocation: Invocation, origin: string): Promise<string> {
  const path = invocation.text("password-file");
  if (path !== undefined) {
    await warnOpenFile(invocation.terminal, path);
    // Editors end a file with a line break, which is not part of the password.
    const [line = ""] = new TextDecoder().decode(await readFile(path)).split(/\r?\n/, 1);
    return line;
  }
  const password = Deno.env.get(PASSWORD_VARIABLE) ??
    (Deno.stdin.isTerminal() ? promptSecret(`Password of ${origin}:`) : null);
  if (password !== null) return password;
  throw told(
    "wallet",
    `${origin} is an encrypted keystore`,
    `Give --password-file FILE, set its password in ${PASSWORD_VARIABLE}, or use a terminal`,
  );
}
