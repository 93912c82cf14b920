import { generatePrivateKey } from "viem/accounts";
import type { Command } from "../../command.ts";
import { KEYSTORE_OPTIONS, saveKey } from "../../wallet/save_key.ts";

export const create: Command = {
  name: "wallet new",
  summary: "Make a new key, in a keystore under a password",
  options: KEYSTORE_OPTIONS,
  notes:
    `It writes a Web3 keystore (version 3, scrypt), which geth, cast, ethers and web3.py also open, and
prints its address. A file is never overwritten, and only you can read it.

The password is asked for twice; scripts give --password-file or DEML_PASSWORD. Nobody can
restore a lost password or a lost file.`,
  examples: [
    "deml wallet new",
    "deml wallet new --output miner.json --password-file password.txt",
  ],
  run: (invocation) => saveKey(invocation, generatePrivateKey()),
};
