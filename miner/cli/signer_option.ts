/**
 * The flags of commands that sign, and their account: a key in the environment or a file.
 *
 * @module
 */
import type { PrivateKeyAccount } from "viem/accounts";
import { told } from "../../protocol/errors.ts";
import { readFile } from "../base/read_file.ts";
import { PRIVATE_KEY_VARIABLE } from "../base/variables.ts";
import { accountOfText } from "../wallet/signer.ts";
import type { Invocation, Option } from "./command.ts";
import { PASSWORD_OPTION, passwordOf } from "./password_option.ts";
import { warnOpenFile } from "./warn_open_file.ts";

/** The flags of every command that signs. */
export const SIGNER_OPTIONS: Option[] = [
  {
    name: "key-file",
    value: "FILE",
    variable: PRIVATE_KEY_VARIABLE,
    help: `File with a private key in hex, or a JSON keystore; without it, the key in ` +
      PRIVATE_KEY_VARIABLE,
  },
  PASSWORD_OPTION,
];

/** Opens the account that a command line names. */
export async function openSigner(invocation: Invocation): Promise<PrivateKeyAccount> {
  const path = invocation.text("key-file");
  if (path !== undefined) {
    await warnOpenFile(invocation.terminal, path);
    const text = new TextDecoder().decode(await readFile(path));
    return await accountOfText(text, path, () => passwordOf(invocation, path));
  }
  const key = Deno.env.get(PRIVATE_KEY_VARIABLE);
  if (key === undefined || key === "") {
    throw told(
      "wallet",
      "No key to sign with",
      `Give --key-file FILE, or set ${PRIVATE_KEY_VARIABLE}`,
    );
  }
  return await accountOfText(
    key,
    PRIVATE_KEY_VARIABLE,
    () => passwordOf(invocation, PRIVATE_KEY_VARIABLE),
  );
}
