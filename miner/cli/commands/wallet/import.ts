import { promptSecret } from "@std/cli/prompt-secret";
import { told } from "../../../../protocol/errors.ts";
import { learnSecret } from "../../../../protocol/text/secrets.ts";
import { readFile } from "../../../base/read_file.ts";
import { FIRST_ACCOUNT, keyOfText } from "../../../wallet/key_of_text.ts";
import type { Command, Invocation } from "../../command.ts";
import { passwordIn, passwordOf } from "../../password_option.ts";
import { KEYSTORE_OPTIONS, saveKey } from "../../wallet/save_key.ts";
import { warnOpenFile } from "../../warn_open_file.ts";

export const importKey: Command = {
  name: "wallet import",
  summary: "Put a key that you have into a keystore: hex, mnemonic or another keystore",
  positional: "[FILE]",
  options: [
    ...KEYSTORE_OPTIONS,
    { name: "path", value: "PATH", help: "Which account of a mnemonic", default: FIRST_ACCOUNT },
    {
      name: "old-password-file",
      value: "FILE",
      help: "The password of the keystore that is imported; otherwise as the new one's",
    },
  ],
  notes: `FILE has a private key in hex, the 12 to 24 English words of BIP-39, or a keystore; - is
standard input. Without FILE, a terminal asks, and shows nothing of what you type. There is no
flag for a key: other programs see the command line.

The checksum of a mnemonic is checked. Mnemonics with an additional passphrase are not supported.

There is no support for hardware wallets: their libraries need native USB modules that are not
part of the single binary.`,
  examples: [
    "deml wallet import",
    "deml wallet import key.txt --output miner.json",
    "deml wallet import UTC--2026-01-02T03-04-05.678000000Z--9fe4… --old-password-file old.txt",
    "pass show miner | deml wallet import - --password-file password.txt",
  ],
  async run(invocation) {
    const [file] = invocation.positional;
    const { text, origin } = await read(invocation, file);
    const key = await keyOfText(text, origin, {
      path: invocation.required("path"),
      password: async () => {
        const old = invocation.text("old-password-file");
        return old === undefined
          ? await passwordOf(invocation, origin)
          : await passwordIn(invocation, old);
      },
    });
    return await saveKey(invocation, key);
  },
};

async function read(
  invocation: Invocation,
  file: string | undefined,
): Promise<{ text: string; origin: string }> {
  if (file === "-") {
    return { text: await new Response(Deno.stdin.readable).text(), origin: "standard input" };
  }
  if (file === undefined) {
    const typed = Deno.stdin.isTerminal()
      ? promptSecret("Private key in hex, or the words of a mnemonic:")
      : null;
    if (typed !== null) return { text: typed, origin: "the input" };
    throw told(
      "usage",
      "There is no terminal to ask for the key",
      "Give FILE, or - for standard input",
    );
  }
  if (/^(0x)?[0-9a-f]{64}$/i.test(file)) {
    learnSecret(file.replace(/^0x/i, ""));
    throw told(
      "usage",
      "The command line has a private key, and other programs can see it",
      "Consider the key known to others. Give it in a file, on standard input, or at the prompt",
    );
  }
  await warnOpenFile(invocation.terminal, file);
  return { text: new TextDecoder().decode(await readFile(file)), origin: file };
}
