import { assertEquals } from "@std/assert";
import { namesOf } from "./wallet_names.ts";

const wallet = (name: string, id = "test.wallet") => ({ name, id });

Deno.test("wallets of different names keep them", () => {
  assertEquals(namesOf([wallet("Fox"), wallet("Owl")]), ["Fox", "Owl"]);
});

Deno.test("two of one name are distinguished by their makers, or by their order", () => {
  assertEquals(
    namesOf([wallet("MetaMask", "io.metamask"), wallet("Meta Mask ", "evil.example")]),
    ["MetaMask (io.metamask)", "Meta Mask (evil.example)"],
  );
  assertEquals(namesOf([wallet("Fox"), wallet("fox"), wallet("Owl")]), [
    "Fox (test.wallet), announced first",
    "fox (test.wallet), announced second",
    "Owl",
  ]);
});

Deno.test("a name that looks like one with a maker's domain gets its own behind it", () => {
  assertEquals(namesOf([wallet("MetaMask (io.metamask)", "evil.example")]), [
    "MetaMask (io.metamask) (evil.example)",
  ]);
});

Deno.test("what turns text around or hides is shown as such", () => {
  assertEquals(namesOf([wallet("a\u202eb", "c\u200bd"), wallet("(")]), [
    "a\\u{202e}b",
    "( (test.wallet)",
  ]);
});
