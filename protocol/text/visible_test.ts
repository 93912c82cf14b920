import { assert, assertEquals } from "@std/assert";
import { show, visible, visibleJson } from "./visible.ts";

/** All that must never reach a terminal, a log or a page unescaped. */
const RANGES = [
  [0x00, 0x1f],
  [0x7f, 0x9f],
  [0xad, 0xad],
  [0x061c, 0x061c],
  [0x115f, 0x1160],
  [0x180b, 0x180f],
  [0x200b, 0x200f],
  [0x2028, 0x202e],
  [0x2060, 0x206f],
  [0x2800, 0x2800],
  [0x3164, 0x3164],
  [0xd800, 0xdfff],
  [0xfe00, 0xfe0f],
  [0xfeff, 0xfeff],
  [0xfff9, 0xfffb],
  [0xe0000, 0xe0fff],
] as const;

const HOSTILE = RANGES.flatMap(([first, last]) =>
  Array.from({ length: last - first + 1 }, (_, at) => String.fromCodePoint(first + at))
);

Deno.test("every control, direction, zero-width and ignorable character is shown by its number", () => {
  for (const character of HOSTILE) {
    const number = character.codePointAt(0)!.toString(16);
    assertEquals(visible(`a${character}b`), `a\\u{${number}}b`);
    assertEquals(show(`a${character}b`), `a\\u{${number}}b`);
  }
});

Deno.test("text of all languages, and emoji, stay unchanged", () => {
  for (
    const text of ["Größe", "数字", "цифры", "أرقام", "מספרים", "ひらがな", "🐱", "a b\u00a0c", "é"]
  ) {
    assertEquals(visible(text), text);
  }
});

Deno.test("a value is truncated without splitting an escape or a surrogate pair", () => {
  assertEquals(show("x".repeat(120)), "x".repeat(120));
  assertEquals(show("x".repeat(121)), `${"x".repeat(119)}…`);
  for (let most = 12; most < 40; most++) {
    const shown = show("\u{e0041}\u202e🐱ab".repeat(9), most);
    assert(shown.length <= most && shown.endsWith("…"), shown);
    assert(/^(\\u\{e0041\}|\\u\{202e\}|🐱|a|b)*…$/u.test(shown), shown);
  }
  const started = performance.now();
  assertEquals(show("\u202e".repeat(50_000_000), 20).length <= 20, true);
  assert(performance.now() - started < 1_000);
});

Deno.test("JSON stays the same JSON, without invisible characters", () => {
  const value = { [HOSTILE.join("")]: HOSTILE, pretty: "Größe 🐱" };
  for (const indent of [undefined, 2]) {
    const json = visibleJson(JSON.stringify(value, null, indent));
    assertEquals(JSON.parse(json), JSON.parse(JSON.stringify(value)));
    assertEquals(visible(json.replaceAll("\n", "")), json.replaceAll("\n", ""));
    assert(json.includes("Größe 🐱"));
  }
});
