import { assertEquals } from "@std/assert";
import { code, escaped, item, paragraphs } from "./roff.ts";

Deno.test("nothing in a text is a command of roff, and signs stay those that a shell knows", () => {
  assertEquals(escaped(".deml\nfile.deml"), "\\&.deml\nfile.deml");
  assertEquals(escaped("--a-b"), "\\-\\-a\\-b");
  assertEquals(escaped("a\\b '`^~"), "a\\eb \\(aq\\(ga\\(ha\\(ti");
  assertEquals(escaped("0x5FbD…"), "0x5FbD\\[u2026]");
});

Deno.test("paragraphs flow, lists and examples keep their lines", () => {
  assertEquals(paragraphs("one\ntwo\n\n- a\n- b"), [
    ".PP",
    "one two",
    ...[".PP", ".nf", "\\- a", "\\- b", ".fi"],
  ]);
  assertEquals(code(["deml  x"]), [".PP", ".nf", "deml  x", ".fi"]);
  assertEquals(item("T", "means"), [".TP", "T", "means"]);
});
