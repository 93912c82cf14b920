import { EXIT } from "../../../../protocol/errors.ts";
import { readFile } from "../../../base/read_file.ts";
import { accountOfText } from "../../../wallet/signer.ts";
import { PRIVATE_KEY_VARIABLE } from "../../../base/variables.ts";
import type { Command } from "../../command.ts";
import { HOME_OPTION, homeOf } from "../../home_option.ts";
import { toJson } from "../../json.ts";
import { passwordOf } from "../../password_option.ts";
import { SIGNER_OPTIONS } from "../../signer_option.ts";
import { listKeystores, ownAddress, statedAddress } from "../../wallet/keystores.ts";

export const address: Command = {
  name: "wallet address",
  summary: "Print the address of a key, or of each in the home",
  positional: "[FILE]",
  options: [...SIGNER_OPTIONS, HOME_OPTION],
  notes:
    `FILE is a keystore or a key in hex. A keystore that states its address is believed, and needs
no password; the statement is not proved before the key is used.

Without FILE it is the key that signs: --key-file, or DEML_PRIVATE_KEY. Without a key, the
keystores of the home are listed.`,
  examples: ["deml wallet address miner.json", "deml wallet address", "deml wallet address --json"],
  async run(invocation) {
    const { terminal, json } = invocation;
    const [file] = invocation.positional;
    const key = (Deno.env.get(PRIVATE_KEY_VARIABLE) ?? "") !== "";
    if (file === undefined && !key && invocation.text("key-file") === undefined) {
      const keystores = await listKeystores(homeOf(invocation));
      if (json) terminal.out(toJson({ keystores }));
      else if (keystores.length === 0) {
        terminal.note("No keystore: make one with `deml wallet new`");
      } else for (const { address, path } of keystores) terminal.out(`${address}  ${path}`);
      return EXIT.ok;
    }
    const address = file === undefined
      ? await ownAddress(invocation)
      : await statedAddress(file) ?? (await accountOfText(
        new TextDecoder().decode(await readFile(file)),
        file,
        () => passwordOf(invocation, file),
      )).address;
    terminal.out(json ? toJson({ address }) : address);
    return EXIT.ok;
  },
};
