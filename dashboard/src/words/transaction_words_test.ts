import { assert, assertEquals, assertMatch } from "@std/assert";
import { isPending, type Stage, type Tracked } from "../transactions/tracked.ts";
import { stageWords, twinWords } from "./transaction_words.ts";

const STAGES: Stage[] = [
  "asked",
  "submitted",
  "unseen",
  "unclear",
  "mined",
  "confirmed",
  "reverted",
  "replaced",
  "cancelled",
];
const one = {
  account: "0xaa",
  purpose: "create the competition “A”",
  stage: "unseen",
  sentAt: 7,
  block: 9n,
  confirmations: 1,
} as unknown as Tracked;

Deno.test("nobody is advised to send again, or told that nothing was done, while it is pending", () => {
  for (const stage of STAGES) {
    const words = stageWords({ ...one, stage, replacedBy: "0x1234567890" }, 2);
    if (isPending({ ...one, stage })) {
      assert(!/again|nothing|dropped|lost|fail/i.test(words), words);
    }
  }
  assertMatch(stageWords(one, 2), /Our node does not see it; your wallet may have sent it/);
});

Deno.test("a signature of another account is said", () => {
  assertMatch(stageWords({ ...one, signedBy: "0xbb" }, 2), /signed with 0xbb, not with 0xaa/);
});

Deno.test("a second one is described by what the first waits for, and by its money", () => {
  const time = (at: number) => `at ${at}`;
  assertEquals(
    twinWords([one], 10n ** 19n, time).what,
    "A transaction to create the competition “A” (at 7) can still be mined. " +
      "If you sign this as well, both may take effect. Each sends 10 ETH.",
  );
  assertEquals(
    twinWords([{ ...one, stage: "asked" }, one], 0n, time).what,
    "Your wallet was asked to create the competition “A” (at 7) and may still sign it. " +
      "So can 1 more. If you sign this as well, both may take effect.",
  );
});
