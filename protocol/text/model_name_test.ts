import { assertEquals } from "@std/assert";
import { bytesToHex, zeroHash } from "viem";
import { keptOfName, modelNameOf, packModelName, showModel } from "./model_name.ts";

/** A word as an author may send it, whatever a client would. */
function word(text: string): `0x${string}` {
  const bytes = new Uint8Array(32);
  new TextEncoder().encodeInto(text, bytes);
  return bytesToHex(bytes);
}

Deno.test("a name comes back as it was given, tidied, and cut after a whole character", () => {
  for (
    const [given, kept] of [
      ["LeNet 5", "LeNet 5"],
      ["  two \n words\t", "two words"],
      ["x".repeat(40), "x".repeat(32)],
      // 31 bytes and one of two, one of four: neither is cut in half.
      [`${"x".repeat(31)}é`, "x".repeat(31)],
      [`${"x".repeat(29)}🐢`, "x".repeat(29)],
      // A family is one character of 25 bytes, and goes whole.
      [`12345678👨‍👩‍👧‍👦`, "12345678"],
      // A space that the cut leaves at the end.
      [`${"x".repeat(31)} y`, "x".repeat(31)],
      ["e\u0301", "é"],
      ["模型", "模型"],
    ] as const
  ) {
    assertEquals(keptOfName(given), kept);
    assertEquals(modelNameOf(packModelName(given)), kept);
  }
});

Deno.test("a name that cannot be seen is none", () => {
  assertEquals(packModelName(" \u00a0\u3000\n"), zeroHash);
  for (const text of ["", " ", "\u3000\u00a0"]) assertEquals(modelNameOf(word(text)), undefined);
  assertEquals(modelNameOf(zeroHash), undefined);
});

Deno.test("a stranger's bytes are escaped, bounded, and stay on one line", () => {
  // A name that turns the text after it around, one with zeros inside, one that rings the bell.
  assertEquals(modelNameOf(word("a\u202eb")), "a\\u{202e}b");
  assertEquals(modelNameOf(word("a\0b")), "a\\u{0}b");
  assertEquals(modelNameOf(word("\x07\x1b[31mred")), "\\u{7}\\u{1b}[31mred");
  assertEquals(modelNameOf(word("a\nb\r\nc")), "a b c");
  assertEquals(modelNameOf(word("<b>x</b>")), "<b>x</b>");
  const endless = modelNameOf(word("\u200b".repeat(20)))!;
  assertEquals([endless.length <= 65, endless.at(-1)], [true, "…"]);
  assertEquals(modelNameOf(word(`x${"\u0300".repeat(15)}`)), `x${"\u0300".repeat(3)}`);
  assertEquals(modelNameOf(`0x${"ff".repeat(32)}`), "\ufffd".repeat(32));
  // A mark of the byte order is skipped, and hides nothing.
  assertEquals(modelNameOf(word("\ufeffx")), "x");
});

Deno.test("the number stands before the name, whatever the name says", () => {
  assertEquals(showModel(7, modelNameOf(word("#0"))), "#7 #0");
  assertEquals(showModel(7, undefined), "#7");
});
