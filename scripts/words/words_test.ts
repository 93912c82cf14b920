import { assertEquals } from "@std/assert";
import { findIn, readRules } from "./rules.ts";
import { proseOf, textOf } from "./texts.ts";

const read = (path: string) => Deno.readTextFile(new URL(path, import.meta.url));
const RULES = readRules(await read("rules.toml"));
const namesIn = (text: string) => findIn(text, RULES).map(({ rule }) => rule.name);

Deno.test("every rule finds what it is named for, and not what to write instead", () => {
  for (const rule of RULES) {
    assertEquals(findIn(rule.not, [rule]).length, 1, `${rule.name}: ${rule.not}`);
    assertEquals(namesIn(rule.but), [], `${rule.name}: ${rule.but}`);
  }
});

Deno.test("docs/WORDS.md lists every rule", async () => {
  const [, table] = (await read("../../docs/WORDS.md")).split("## Not written here");
  const rows = [...table!.matchAll(/^\| (?!not |-)(.+?) +\| (.+?) +\|$/gm)];
  assertEquals(
    rows.map(([, not, but]) => [not, but]),
    RULES.map(({ not, but }) => [not, but]),
  );
});

Deno.test("a rule reads across a line's end, and not across a paragraph's", () => {
  assertEquals(namesIn("100 evaluations\na model"), ["per"]);
  assertEquals(namesIn("100 evaluations\n\na model"), []);
});

Deno.test("in documents, code, examples and what a program wrote are not read", () => {
  const find = (text: string) => namesIn(proseOf(text));
  assertEquals(find("It is encoded anew."), ["anew"]);
  assertEquals(find("It is `encoded anew`."), []);
  assertEquals(find("```ts\nanew\n```"), []);
  assertEquals(find("```\nmain.ts  encoded anew\n```"), ["anew"]);
  assertEquals(find("    anew --once  # looks anew"), ["anew"]);
  assertEquals(find("<!-- x: begin -->\nanew\n<!-- end -->"), []);
});

Deno.test("in sources, comments, strings and text between tags are read, code is not", () => {
  const find = (text: string, jsx = false) => namesIn(textOf(text, jsx));
  assertEquals(find("// encoded anew\nanew();"), ["anew"]);
  assertEquals(find("/**\n * 100 evaluations\n * a model\n */"), ["per"]);
  assertEquals(find("/** See `encoded anew`. */"), []);
  assertEquals(find('call("encoded anew", "anew");'), ["anew"]);
  assertEquals(find("call(`${n} evaluations a model, ${anew(`x`)}`);"), ["per"]);
  assertEquals(find('x.replace(/"/g, ""); anew; call("it is fine");'), []);
  assertEquals(find("<p>It's encoded anew.</p>", true), ["anew"]);
});
