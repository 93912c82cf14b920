import { assertEquals } from "@std/assert";
import { Buffer } from "node:buffer";
import type { Core, CoreErrorCode } from "../mod.ts";
import { refusal } from "./refusal.ts";
import { assertSame, random, utf8 } from "./samples.ts";

export function testBase64(core: Core): void {
  const test = (name: string, run: () => void) => Deno.test(`${core.build}: ${name}`, run);

  test("base64 decodes the vectors of RFC 4648, section 10", () => {
    const vectors = {
      "": "",
      "Zg==": "f",
      "Zm8=": "fo",
      "Zm9v": "foo",
      "Zm9vYg==": "foob",
      "Zm9vYmE=": "fooba",
      "Zm9vYmFy": "foobar",
    };
    for (const [text, content] of Object.entries(vectors)) {
      assertSame(core.base64Decode(utf8(text)), utf8(content), text);
    }
  });

  test("base64 decodes what Node encodes, of every length, with and without white space", () => {
    const next = random(3);
    for (let length = 0; length < 300; length++) {
      const bytes = Uint8Array.from({ length }, () => next() * 256);
      const text = Buffer.from(bytes).toString("base64");
      assertSame(core.base64Decode(utf8(text)), bytes, `${length} bytes`);
      for (const width of [1, 4, 19, 32, 76]) {
        const lines = ` ${text.replace(new RegExp(`.{${width}}`, "g"), "$&\r\n")}\t\n`;
        assertSame(core.base64Decode(utf8(lines)), bytes, `${length} bytes, lines of ${width}`);
      }
    }
    const large = Uint8Array.from({ length: 300_001 }, () => next() * 256);
    assertSame(core.base64Decode(utf8(Buffer.from(large).toString("base64"))), large, "large");
  });

  test("base64 refuses every byte outside its alphabet at every position", () => {
    const alphabet = /[A-Za-z0-9+/ \t\r\n]/;
    const text = utf8("QUJD".repeat(24));
    for (const at of [0, 1, 15, 16, 31, 32, 33, 63, 64, 95]) {
      for (let byte = 0; byte < 256; byte++) {
        if (alphabet.test(String.fromCharCode(byte)) && byte < 128) continue;
        const wrong = Uint8Array.from(text);
        wrong[at] = byte;
        assertEquals(refusal(() => core.base64Decode(wrong), `${byte} at ${at}`), "corrupt");
      }
    }
  });

  test("base64 refuses wrong padding and unused bits", () => {
    const wrong: Record<string, CoreErrorCode> = {
      "A": "truncated",
      "AA": "truncated",
      "AAA": "truncated",
      "AA=": "truncated",
      "AAAAA": "truncated",
      "AAA=A": "corrupt",
      "A===": "corrupt",
      "=AAA": "corrupt",
      "=": "corrupt",
      "AAAA=": "corrupt",
      "AAAA====": "corrupt",
      "AA==AA==": "corrupt",
      "AA===": "corrupt",
      "AB==": "corrupt",
      "AAB=": "corrupt",
      "AAA_": "corrupt",
      "AAA-": "corrupt",
    };
    for (const [text, code] of Object.entries(wrong)) {
      assertEquals(refusal(() => core.base64Decode(utf8(text)), text), code, text);
    }
  });
}
