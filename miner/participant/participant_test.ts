import { assertEquals, assertThrows } from "@std/assert";
import { type Hex, zeroHash } from "viem";
import { DemlError } from "../../protocol/errors.ts";
import type { Model } from "../../protocol/state/model.ts";
import { openTerms, termsHashOf } from "../../protocol/terms/terms.ts";
import type { Sender } from "../transactions/sender.ts";
import { openModelCall } from "./open_sealed.ts";
import { register } from "./register.ts";

const ORGANIZER = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266";
const HASH: Hex = `0x${"11".repeat(32)}`;

/** A sender that records its calls. */
function noting() {
  const sent: { functionName: string; args: unknown; value?: bigint }[] = [];
  const send = ({ functionName, args, value }: typeof sent[number]) => {
    sent.push({ functionName, args, value });
    return Promise.resolve({ hash: HASH });
  };
  return { sender: { send } as unknown as Sender, sent };
}

Deno.test("registering pays the buy-in, for the terms that were read and no others", async () => {
  const { sender, sent } = noting();
  const terms = openTerms({
    specDigest: HASH,
    fund: 100n,
    registrationEnd: 1,
    submissionEnd: 2,
    evaluationEnd: 3,
  });
  const competition = { ...terms, id: 7n, organizer: ORGANIZER, fund: 100n, buyIn: 9n } as never;
  await register(sender, competition);
  await register(sender, competition, HASH);
  const hash = termsHashOf(ORGANIZER, 100n, terms);
  assertEquals(
    sent,
    [zeroHash, HASH].map((reservation) => ({
      functionName: "register",
      args: [7n, hash, reservation],
      value: 9n,
    })),
  );
});

Deno.test("a model's key is published once, if its envelope is complete", () => {
  const call = (status: Model["status"]) =>
    openModelCall(7n, { id: 3, status, size: 2, published: 1 } as Model, HASH);
  const { functionName, args } = call("sealed") ?? {};
  assertEquals([functionName, args], ["openModel", [7n, 3n, HASH]]);
  for (const status of ["waiting", "scored"] as const) assertEquals(call(status), undefined);
  assertThrows(() => call("incomplete"), DemlError, "chain/model-incomplete");
});
