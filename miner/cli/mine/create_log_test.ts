import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { learnSecrets } from "../../../protocol/text/secrets.ts";
import { openTerminal } from "../terminal.ts";
import { createLog } from "./create_log.ts";

function logTo(options: Parameters<typeof createLog>[1]) {
  const lines: string[] = [];
  const { paint } = openTerminal({ color: false });
  return { lines, log: createLog({ log: (line) => lines.push(line), paint }, options) };
}

Deno.test("a JSON entry has time, level, event and place", () => {
  const { lines, log } = logTo({ format: "json", level: "info" });
  log("commit to round 2 of competition 3: sent", {
    event: "sent",
    competition: 3n,
    round: 2,
    hash: "0xab",
  });
  log("plain");
  const [first, second] = lines.map((line) => JSON.parse(line));
  assert(Math.abs(Date.parse(first.time) - Date.now()) < 10_000);
  const { time: _, ...rest } = first;
  assertEquals(rest, {
    level: "info",
    event: "sent",
    competition: 3,
    round: 2,
    hash: "0xab",
    message: "commit to round 2 of competition 3: sent",
  });
  assertEquals([second.level, second.event, second.competition], ["info", "note", undefined]);
});

Deno.test("entries below the level are not logged", () => {
  for (const [level, count] of [["debug", 4], ["info", 3], ["warn", 2], ["error", 1]] as const) {
    const { lines, log } = logTo({ format: "text", level });
    log("a", { level: "debug" });
    log("b");
    log("c", { level: "warn" });
    log("d", { level: "error" });
    assertEquals(lines.length, count, level);
    assertStringIncludes(lines.at(-1)!, "Z error: d");
  }
});

Deno.test("no entry contains a secret, a line break or an invisible character, in either format", () => {
  learnSecrets(["https://rpc.example/v3/0a1b2c3d4e5f60718293"]);
  const evil =
    'Cannot reach https://rpc.example/v3/0a1b2c3d4e5f60718293\n{"level":"info"}\u202e\x1b[2J"';
  for (const format of ["text", "json"] as const) {
    const { lines, log } = logTo({ format, level: "info" });
    log(evil);
    assertEquals(lines.length, 1);
    assert(!["\n", "\x1b", "\u202e"].some((each) => lines[0]!.includes(each)), lines[0]);
    assert(!lines[0]!.includes("0a1b2c3d4e5f60718293"), lines[0]);
    if (format === "json") assertStringIncludes(JSON.parse(lines[0]!).message, '{"level":"info"}');
  }
});
