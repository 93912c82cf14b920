import { assertEquals } from "@std/assert";
import type { Tracked } from "./tracked.ts";
import { twinsOf } from "./twins.ts";

const ME = "0x00000000000000000000000000000000000000aa";
const CONTRACT = "0x00000000000000000000000000000000000000cc";
const CREATE = "0x11111111";
const one = {
  account: ME,
  to: CONTRACT,
  data: "0x2222222201",
  purpose: "withdraw from competition 1",
  stage: "unseen",
} as unknown as Tracked;
const twins = (list: Tracked[], more: Partial<Tracked> = {}) =>
  twinsOf(list, { ...one, ...more }, [CREATE]).length;

Deno.test("a pending transaction of the same purpose or call is a twin", () => {
  for (const stage of ["asked", "submitted", "unseen", "unclear"] as const) {
    assertEquals(twins([{ ...one, stage }]), 1, stage);
  }
  assertEquals(twins([{ ...one, data: "0x33" }]), 1, "the same purpose");
  assertEquals(twins([{ ...one, purpose: "take it out" }]), 1, "the same call");
  assertEquals(twins([{ ...one, account: ME.toUpperCase().replace("X", "x") as never }]), 1);
});

Deno.test("what is mined, another's or for something else is none", () => {
  for (const stage of ["mined", "confirmed", "reverted", "replaced", "cancelled"] as const) {
    assertEquals(twins([{ ...one, stage }]), 0, stage);
  }
  assertEquals(twins([{ ...one, account: CONTRACT }]), 0);
  assertEquals(twins([{ ...one, purpose: "register", data: "0x2222222202" }]), 0);
});

Deno.test("a second competition is one, whatever its terms", () => {
  const first = { ...one, data: `${CREATE}01` as const, purpose: "create “A”" };
  assertEquals(twins([first], { data: `${CREATE}02`, purpose: "create “B”" }), 1);
});
