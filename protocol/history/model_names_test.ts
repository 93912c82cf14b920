import { assertEquals } from "@std/assert";
import { getAddress, numberToHex } from "viem";
import type { Place } from "./history.ts";
import { modelNamesOf } from "./model_names.ts";

const account = (number: number) => getAddress(numberToHex(number, { size: 20 }));
const place = (author: number, name: string | undefined): Place => ({
  author: account(author),
  submittedIn: 1n,
  submittedAt: 1,
  name,
});

Deno.test("whoever takes another author's name says so, whatever its case, width or spaces", () => {
  const places = new Map([
    // The events of two blocks in any order: the place decides who was first.
    [3, place(3, "le-net 5")],
    [0, place(1, "LeNet-5")],
    [1, place(2, undefined)],
    [2, place(1, "LeNet-5")],
    [4, place(2, "ＬｅＮｅｔ5")],
    [5, place(2, "LeNet-6")],
    [6, place(2, "…")],
    [7, place(1, "!")],
  ]);
  assertEquals([...modelNamesOf({ places })], [
    [0, { name: "LeNet-5" }],
    [2, { name: "LeNet-5" }],
    [3, { name: "le-net 5", sameAs: 0 }],
    [4, { name: "ＬｅＮｅｔ5", sameAs: 0 }],
    [5, { name: "LeNet-6" }],
    [6, { name: "…" }],
    [7, { name: "!" }],
  ]);
});
