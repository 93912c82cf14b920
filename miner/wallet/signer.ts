/**
 * The account that signs: a private key from the environment or a file, or an encrypted keystore.
 *
 * @module
 */
import { type PrivateKeyAccount, privateKeyToAccount } from "viem/accounts";
import type { Hex } from "viem";
import type { Invocation, Option } from "../cli/command.ts";
import { warnOpenFile } from "../cli/warn_open_file.ts";
import { DemlError, readFile } from "../errors.ts";
import { PASSWORD_VARIABLE, PRIVATE_KEY_VARIABLE } from "../variables.ts";

/** The flag of every command that signs. */
export const SIGNER_OPTIONS: Option[] = [{
  name: "key-file",
  value: "FILE",
  help: `File with a private key in hex, or a JSON keystore (password in ${PASSWORD_VARIABLE}); ` +
    `without it, the key in ${PRIVATE_KEY_VARIABLE}`,
}];

/** Opens the account that a command line names. */
export async function openSigner(invocation: Invocation): Promise<PrivateKeyAccount> {
  const path = invocation.text("key-file");
  if (path !== undefined) {
    await warnOpenFile(invocation.terminal, path);
    return accountOfText(new TextDecoder().decode(await readFile(path)), path);
  }
  const key = Deno.env.get(PRIVATE_KEY_VARIABLE);
  if (key === undefined || key === "") {
    throw new DemlError(
      "wallet",
      "No key to sign with",
      `Give --key-file FILE, or set ${PRIVATE_KEY_VARIABLE}`,
    );
  }
  return accountOfText(key, PRIVATE_KEY_VARIABLE);
}

/**
 * Reads a key in hex or a Web3 Secret Storage keystore (version 3).
 *
 * @param text What the file or variable holds
 * @param origin What to call it in errors; its content is never shown
 * @throws DemlError `wallet`
 */
export async function accountOfText(text: string, origin: string): Promise<PrivateKeyAccount> {
  const trimmed = text.trim();
  if (trimmed.startsWith("{")) return await accountOfKeystore(trimmed, origin);
  const hex = trimmed.replace(/^0x/i, "");
  if (!/^[0-9a-f]{64}$/i.test(hex)) {
    throw new DemlError(
      "wallet",
      `${origin} holds no private key`,
      "A key is 64 hex digits, with or without 0x, or a JSON keystore",
    );
  }
  try {
    return privateKeyToAccount(`0x${hex}` as Hex);
  } catch {
    throw new DemlError("wallet", `The key in ${origin} is out of range`, "Make a new key");
  }
}

async function accountOfKeystore(json: string, origin: string): Promise<PrivateKeyAccount> {
  const Keystore = await import("ox/Keystore");
  const password = Deno.env.get(PASSWORD_VARIABLE);
  if (password === undefined) {
    throw new DemlError(
      "wallet",
      `${origin} is an encrypted keystore`,
      `Set its password in ${PASSWORD_VARIABLE}`,
    );
  }
  let secret: Hex;
  try {
    const keystore = JSON.parse(json);
    const key = await Keystore.toKeyAsync(keystore, { password });
    secret = Keystore.decrypt(keystore, key) as Hex;
  } catch (cause) {
    throw new DemlError(
      "wallet",
      `Cannot open the keystore ${origin}`,
      `Check the password in ${PASSWORD_VARIABLE}, and that the file is a version 3 keystore`,
      { cause },
    );
  }
  return privateKeyToAccount(secret);
}
