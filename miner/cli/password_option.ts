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
  if (path !== undefined) return await passwordIn(invocation, path);
  const password = Deno.env.get(PASSWORD_VARIABLE) ??
    (Deno.stdin.isTerminal() ? promptSecret(`Password of ${origin}:`) : null);
  if (password !== null) return password;
  throw told(
    "wallet",
    `${origin} is an encrypted keystore`,
    `Give --password-file FILE, set its password in ${PASSWORD_VARIABLE}, or use a terminal`,
  );
}

/** The password in a file: its first line. */
export async function passwordIn({ terminal }: Invocation, path: string): Promise<string> {
  await warnOpenFile(terminal, path);
  // Editors end a file with a line break, which is not part of the password.
  const [line = ""] = new TextDecoder().decode(await readFile(path)).split(/\r?\n/, 1);
  return line;
}

/** Gets the password of a keystore that is about to be written; a person types it twice. */
export async function newPassword(invocation: Invocation): Promise<string> {
  const password = await chosenPassword(invocation);
  if (password !== "") return password;
  throw told("wallet", "The password is empty", "Choose one that nobody guesses");
}

async function chosenPassword(invocation: Invocation): Promise<string> {
  const path = invocation.text("password-file");
  if (path !== undefined) return await passwordIn(invocation, path);
  const given = Deno.env.get(PASSWORD_VARIABLE);
  if (given !== undefined) return given;
  const first = Deno.stdin.isTerminal() ? promptSecret("New password:") : null;
  if (first === null) {
    throw told(
      "wallet",
      "A keystore needs a password",
      `Give --password-file FILE, set ${PASSWORD_VARIABLE}, or use a terminal`,
    );
  }
  if (promptSecret("The same again:") === first) return first;
  throw told("wallet", "The two passwords differ", "Run the command again");
}
