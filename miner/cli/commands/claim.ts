import type { Command } from "../command.ts";
import { take, TAKE_OPTIONS } from "../money/take.ts";

export const claim: Command = {
  name: "claim",
  summary: "Take a miner's stakes and fees out of competitions",
  options: TAKE_OPTIONS,
  notes:
    `A miner can leave a competition at any time, except while it has a seat in a running round; it
gets its stake and the fees that it earned. \`deml mine\` claims by itself when a competition
has ended; stop it first if it runs with this account.

Prizes and refunds are taken with \`deml withdraw\`.`,
  examples: ["deml claim --all", "deml claim --competition 3 --yes"],
  run: (invocation) =>
    take(invocation, {
      functionName: "claim",
      of: ({ claimable }) => claimable,
      what: "stakes or fees",
      other: { name: "withdraw", of: ({ owed }) => owed },
    }),
};
