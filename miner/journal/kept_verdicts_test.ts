import { assert, assertEquals } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import { keccak256, zeroHash } from "viem";
import { abstain, invalid, type Judgement } from "../../protocol/score/judgement.ts";
import { judgeOnce, type KeepingNote } from "../duties/judge_once.ts";
import { BAD_DATA_SCORE, INVALID_SCORE } from "../../protocol/score/score.ts";
import { openJournal } from "./journal.ts";
import { keptVerdicts, type VerdictKey, VERDICTS_SCHEMA } from "./kept_verdicts.ts";

const KEY: VerdictKey = {
  digest: keccak256("0x01"),
  place: keccak256("0x04"),
  specDigest: keccak256("0x02"),
  engine: "native",
  engineVersion: "1.30.0",
  crossChecked: 50,
  program: "1.0.0",
};
const SCORED: Judgement = { score: 97_250, root: keccak256("0x03") };
const FAILED = abstain({ code: "failed", step: "bytes", error: "ipfs", detail: "Nobody has it" });

function memory(most?: number) {
  const database = new DatabaseSync(":memory:");
  database.exec(VERDICTS_SCHEMA);
  return { database, verdicts: keptVerdicts(database, most) };
}

const scoreIn = (verdicts: ReturnType<typeof keptVerdicts>, key: VerdictKey) => {
  const found = verdicts.find(key);
  return found.kind === "kept" ? found.judgement.score : found.kind;
};

Deno.test("a verdict survives a restart, whole, and another process reads it", async () => {
  const path = await Deno.makeTempFile();
  const first = openJournal(path);
  const broken = { ...KEY, digest: zeroHash };
  assert(first.verdicts.keep(KEY, SCORED));
  assert(first.verdicts.keep(broken, invalid("output", "its output holds NaN")));
  const beside = openJournal(path);
  assertEquals(scoreIn(beside.verdicts, KEY), 97_250);
  beside.close();
  first.close();
  const second = openJournal(path);
  assertEquals(second.verdicts.find(KEY), { kind: "kept", judgement: SCORED });
  assertEquals(second.verdicts.find(broken), {
    kind: "kept",
    judgement: invalid("output", "its output holds NaN"),
  });
  second.close();
  await Deno.remove(path);
});

Deno.test("a journal of the previous protocol gets the new tables, and keeps its content", async () => {
  const path = await Deno.makeTempFile();
  const old = new DatabaseSync(path);
  old.exec(`CREATE TABLE openings (
    seat TEXT PRIMARY KEY, scores TEXT NOT NULL, evidence TEXT NOT NULL,
    salt TEXT NOT NULL, commitment TEXT NOT NULL, recorded TEXT NOT NULL
  ) STRICT; INSERT INTO openings VALUES ('1/0xaa/1/0/0xbb', '0x01', '0x02', '0x03', '0x04', 'then');
  PRAGMA user_version = 1;`);
  old.close();
  const journal = openJournal(path);
  assert(journal.verdicts.keep(KEY, SCORED));
  const seat = {
    chainId: 1,
    genesis: "0x01",
    competition: 1n,
    round: 0,
    contract: "0xAA",
    miner: "0xbb",
    identity: "0x02",
  } as const;
  const opening = { scores: "0x01", evidence: "0x02", salt: "0x03", commitment: "0x04" } as const;
  assertEquals(journal.recordOpening(seat, opening), opening);
  journal.close();
  openJournal(path).close();
  const again = new DatabaseSync(path);
  assertEquals(again.prepare("SELECT salt FROM openings_before_4").all().length, 1);
  again.close();
  await Deno.remove(path);
});

Deno.test("a verdict belongs to its key alone: each field makes a difference", () => {
  const { verdicts } = memory();
  verdicts.keep(KEY, SCORED);
  assertEquals(scoreIn(verdicts, { ...KEY, digest: KEY.digest.toUpperCase() as "0x" }), 97_250);
  const changes: Partial<VerdictKey>[] = [
    { digest: zeroHash },
    { place: zeroHash },
    { modelKey: zeroHash },
    { specDigest: zeroHash },
    { testKey: zeroHash },
    { engine: "wasm" },
    { engineVersion: "1.31.0" },
    { crossChecked: undefined },
    { crossChecked: 10 },
    { program: "1.0.1" },
  ];
  for (const change of changes) {
    assertEquals(scoreIn(verdicts, { ...KEY, ...change }), "none", JSON.stringify(change));
  }
  // The two keys of sealed competitions are not confused.
  verdicts.keep({ ...KEY, modelKey: zeroHash }, { ...SCORED, score: 1 });
  assertEquals(scoreIn(verdicts, { ...KEY, testKey: zeroHash }), "none");
});

Deno.test("ABSTAIN is not kept, nor is anything that is not a verdict about a model", () => {
  const { verdicts } = memory();
  const refused: Judgement[] = [
    FAILED,
    { ...SCORED, score: BAD_DATA_SCORE },
    { ...SCORED, score: 100_001 },
    { ...SCORED, score: INVALID_SCORE },
  ];
  for (const judgement of refused) assertEquals(verdicts.keep(KEY, judgement), false);
  assertEquals(scoreIn(verdicts, KEY), "none");
  // An abstention does not replace an earlier verdict, either.
  verdicts.keep(KEY, SCORED);
  verdicts.keep(KEY, FAILED);
  assertEquals(scoreIn(verdicts, KEY), 97_250);
});

Deno.test("the oldest are deleted if there are too many", () => {
  const { database, verdicts } = memory(3);
  const key = (index: number) => ({ ...KEY, program: String(index) });
  for (let index = 0; index < 10; index++) verdicts.keep(key(index), { ...SCORED, score: index });
  assertEquals(
    Array.from({ length: 10 }, (_, index) => scoreIn(verdicts, key(index))).slice(6),
    ["none", 7, 8, 9],
  );
  // One that is stored again is among the latest.
  verdicts.keep(key(7), SCORED);
  verdicts.keep(key(10), SCORED);
  assertEquals([8, 7].map((index) => scoreIn(verdicts, key(index))), ["none", 97_250]);
  assertEquals(database.prepare("SELECT count(*) AS n FROM verdicts").get()!.n, 3);
});

Deno.test("kept verdicts stay below 28 MB, however long untrusted models make them", async () => {
  const sealed = { ...KEY, modelKey: zeroHash, testKey: zeroHash };
  // Six characters each as JSON.
  const longest = invalid("external-data", "\u001b".repeat(5_000));
  const sizes = [];
  for (const judgement of [SCORED, longest]) {
    const path = await Deno.makeTempFile();
    const database = new DatabaseSync(path);
    database.exec(`${VERDICTS_SCHEMA} BEGIN`);
    const verdicts = keptVerdicts(database);
    for (let index = 0; index < 12_000; index++) {
      verdicts.keep({ ...sealed, program: String(index) }, judgement);
    }
    database.exec("COMMIT");
    assertEquals(database.prepare("SELECT count(*) AS n FROM verdicts").get()!.n, 10_000);
    database.close();
    sizes.push((await Deno.stat(path)).size / 1e6);
    await Deno.remove(path);
  }
  assert(sizes[0]! < 11 && sizes[1]! < 28, `${sizes} MB`);
});

Deno.test("a broken entry is ignored and logged, and the model judged again", async () => {
  const { database, verdicts } = memory();
  const breaks = [
    `UPDATE verdicts SET verdict = replace(verdict, '97250', '99250')`,
    `UPDATE verdicts SET verdict = 'not JSON'`,
    `UPDATE verdicts SET checksum = ''`,
    `UPDATE verdicts SET verdict = '{"score":0}'`,
    `DROP TABLE verdicts`,
  ];
  for (const sql of breaks) {
    verdicts.keep(KEY, SCORED);
    assertEquals(scoreIn(verdicts, KEY), 97_250);
    database.exec(sql);
    assertEquals(scoreIn(verdicts, KEY), "broken", sql);
    const notes: KeepingNote[] = [];
    const again = { ...SCORED, score: 5 };
    const judge = () => Promise.resolve(again);
    assertEquals(await judgeOnce(verdicts, KEY, judge, (note) => notes.push(note)), again);
    const lost = sql.startsWith("DROP");
    assertEquals(notes, lost ? ["broken-entry", "not-kept"] : ["broken-entry"]);
    assertEquals(scoreIn(verdicts, KEY), lost ? "broken" : 5);
  }
});

Deno.test("a verdict under another key's name is not read for it", () => {
  const { database, verdicts } = memory();
  const other = { ...KEY, digest: zeroHash };
  verdicts.keep(KEY, SCORED);
  verdicts.keep(other, { ...SCORED, score: 1 });
  // One model's row under the other's name: its checksum also covers the name.
  const name = String(database.prepare("SELECT key FROM verdicts WHERE rowid = 2").get()!.key);
  database.exec("DELETE FROM verdicts WHERE rowid = 2");
  database.prepare("UPDATE verdicts SET key = ? WHERE rowid = 1").run(name);
  assertEquals(scoreIn(verdicts, other), "broken");
});

Deno.test("a kept verdict is not judged again; an abstention is tried again", async () => {
  const { verdicts } = memory();
  let judged = 0;
  const answers = [FAILED, SCORED, { ...SCORED, score: 1 }];
  const judge = () => Promise.resolve(answers[judged++]!);
  const notes: KeepingNote[] = [];
  const once = () => judgeOnce(verdicts, KEY, judge, (note) => notes.push(note));
  assertEquals(await once(), FAILED);
  assertEquals(await once(), SCORED);
  assertEquals(await once(), SCORED);
  assertEquals([judged, notes], [2, ["kept"]]);
});
