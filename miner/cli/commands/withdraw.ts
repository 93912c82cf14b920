import type { Command } from "../command.ts";
import { take, TAKE_OPTIONS } from "../money/take.ts";

export const withdraw: Command = {
  name: "withdraw",
  summary: "Take prizes, refunds and an organizer's rest out of competitions",
  options: TAKE_OPTIONS,
  notes:
    `What a competition owes a winner, a refunded participant or its organizer waits in the contract
until it is withdrawn; it does not expire. A competition must have ended:
\`deml competitions finalize\` ends one whose evaluation is over.

Miners' stakes and fees are taken with \`deml claim\`.`,
  examples: ["deml withdraw --all", "deml withdraw --competition 3 --to 0x9fE4…"],
  run: (invocation) =>
    take(invocation, {
      functionName: "withdraw",
      of: ({ owed }) => owed,
      what: "prizes or refunds",
      other: { name: "claim", of: ({ claimable }) => claimable },
    }),
};
