/** What people call is explained where it is declared: explorers and wallets show nothing else. */
import { assertEquals } from "@std/assert";
import { fromFileUrl } from "@std/path/from-file-url";

const SOURCES = fromFileUrl(new URL("../contracts/src/", import.meta.url));
const INTERFACES = [
  "IDeMLTypes",
  "IDeMLEvents",
  "IDeMLEntry",
  "IDeMLRounds",
  "IDeMLMoney",
  "IDeMLViews",
];
const DECLARATION = /^ {4}(event|error|function|struct|enum) (\w+)/;
const FIELD = /^ {8}(?:[\w[\]]+ )?(\w+)[;,]?$/;

Deno.test("every function, event, error, struct and field of the interfaces has a sentence", async () => {
  for (const name of INTERFACES) {
    const lines = (await Deno.readTextFile(`${SOURCES}${name}.sol`)).split("\n");
    const bare = lines.flatMap((line, i) => {
      const declared = line.match(DECLARATION);
      if (declared === null) return [];
      const above = lines.slice(0, i).reverse();
      const doc = above.slice(0, above.findIndex((text) => !text.startsWith("    ///")));
      return doc.some((text) => text.includes("@notice")) ? [] : [declared[2]!];
    });
    assertEquals(bare, [], `${name}: no @notice`);
    let within = "";
    const mute = lines.flatMap((line) => {
      within = line.match(/^ {4}(struct|enum) (\w+)/)?.[2] ??
        (line.startsWith("    }") ? "" : within);
      const field = within === "" ? null : line.match(FIELD);
      return field ? [`${within}.${field[1]}`] : [];
    });
    assertEquals(mute, [], `${name}: no comment beside the field`);
  }
});
