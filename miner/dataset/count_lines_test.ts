import { assertEquals } from "@std/assert";
import { countLines, LineCounter } from "./count_lines.ts";
import { countArrivingRows, countCsvRows } from "./csv_head.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

Deno.test("only lines with text are counted", () => {
  const count = (text: string) => countLines(new TextEncoder().encode(text));
  assertEquals([count(""), count("a"), count("a\n"), count("a\nb")], [0, 1, 1, 2]);
  assertEquals([count("a\r\n\r\nb\r\n"), count("\n\n"), count("a\n\n\nb\n")], [2, 0, 2]);
});

Deno.test("a text in pieces has as many lines as the whole", () => {
  const texts = ["", "a", "a\r\n\r\nb\r\n", "\n\n", "a\n\n\nbc\rd", "\rab\n\rc\n"];
  for (const text of texts) {
    for (const size of [1, 2, 3]) {
      const counter = new LineCounter();
      for (let at = 0; at < text.length; at += size) counter.add(bytes(text.slice(at, at + size)));
      assertEquals(counter.count, countLines(bytes(text)), JSON.stringify([text, size]));
    }
  }
});

Deno.test("the rows of a CSV in pieces are those after its header, which may have two lines", async () => {
  for (const header of [false, true]) {
    const texts = [
      '"label\nof it",x\n1,2\n3,4\n\n5,6',
      "\ufeff\r\n\r\na,b\r\n1,2\r\n",
      '"a\n\n',
      "\n\n",
      "",
    ];
    for (const text of texts) {
      const whole = countCsvRows(bytes(text), header);
      for (const size of [1, 3, 100]) {
        const pieces = (async function* () {
          const all = bytes(text);
          for (let at = 0; at < all.length; at += size) yield all.slice(at, at + size);
        })();
        const told = JSON.stringify([text, header, size]);
        assertEquals(await countArrivingRows(pieces, header), whole, told);
      }
    }
  }
});
