import { assert, assertEquals } from "@std/assert";
import { GLOSSARY } from "./glossary.ts";

const WORDS = await Deno.readTextFile(new URL("../../../docs/WORDS.md", import.meta.url));

Deno.test("every term is one of the project's own words, in order", () => {
  const names = Object.keys(GLOSSARY);
  assertEquals(names, names.toSorted((a, b) => a.localeCompare(b, "en")));
  for (const name of names) {
    // `sealed` is there as the verb.
    const stem = name === "sealed" ? "seal" : name;
    assert(new RegExp(`^\\| ${stem}\\b`, "m").test(WORDS), `docs/WORDS.md has ${name}`);
  }
});

Deno.test("each is one short sentence", () => {
  for (const [name, text] of Object.entries(GLOSSARY)) {
    assert(text.length <= 120 && !/[.\s]$/.test(text), name);
    assert(/^[A-Z]/.test(text), name);
  }
});
