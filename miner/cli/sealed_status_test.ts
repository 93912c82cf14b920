import { assertEquals } from "@std/assert";
import type { Competition } from "../../protocol/state/competition.ts";
import type { Model } from "../../protocol/state/model.ts";
import { describeKeys, describeOwnModels, phaseOf } from "./sealed_status.ts";

const AUTHOR = "0x00000000000000000000000000000000000000aA";
const OTHER = "0x0000000000000000000000000000000000000002";
const model = (id: number, author: string, status: string) => ({ id, author, status }) as Model;
const MODELS = [
  model(0, AUTHOR, "sealed"),
  model(1, OTHER, "sealed"),
  model(2, AUTHOR, "waiting"),
  model(3, AUTHOR, "sealed"),
];
const at = (now: number, changes: Partial<Competition> = {}) =>
  ({
    now,
    submissionEnd: 20,
    openingEnd: 50,
    testSet: "unjudged",
    testKey: undefined,
    ...changes,
  }) as Competition;
const OPENED = { testKey: "0x01" } as const;
const GOOD = { ...OPENED, testSet: "good" } as const;

Deno.test("status shows which keys are published, and what round zero found", () => {
  assertEquals(describeKeys(at(10), []), "test set sealed");
  assertEquals(
    describeKeys(at(25, OPENED), MODELS),
    "test set opened, due to be judged by round zero, at the latest in 15 s, 1 of 4 models opened",
  );
  assertEquals(describeKeys(at(40, OPENED), []), "test set opened, but not judged in time");
  assertEquals(
    describeKeys(at(35, GOOD), MODELS),
    "test set opened and found good, 1 of 4 models opened",
  );
  assertEquals(
    describeKeys(at(35, { ...OPENED, testSet: "bad" }), []),
    "test set opened and found bad",
  );
  assertEquals(describeKeys(at(30), []), "test set never opened");
});

Deno.test("an author sees what to open, and when", () => {
  const own = AUTHOR.toLowerCase() as typeof AUTHOR;
  const told = (now: number, changes = {}) => describeOwnModels(at(now, changes), MODELS, own);
  assertEquals(told(19), "models 0, 3 sealed: keep the key for the opening phase");
  assertEquals(
    told(20, OPENED),
    "models 0, 3 sealed: open once round zero has found the test set good",
  );
  assertEquals(told(35, GOOD), "models 0, 3 due now: use `deml open`");
  assertEquals(told(50, GOOD), "models 0, 3 not opened in time: disqualified");
  assertEquals(
    describeOwnModels(at(35, GOOD), MODELS, OTHER),
    "model 1 due now: use `deml open`",
  );
  assertEquals(describeOwnModels(at(20), MODELS.slice(2, 3), AUTHOR), undefined);
});

Deno.test("a competition that anybody may cancel says why", () => {
  const phase = (changes: Partial<Competition>) =>
    phaseOf(at(40, { phase: "opening", canCancel: true, ...changes }));
  assertEquals(phase({ canCancel: false }), "in opening");
  assertEquals(phase({}), "its test set was not opened: anyone may cancel it");
  assertEquals(phase(OPENED), "its test set was not judged in time: anyone may cancel it");
  assertEquals(phase({ ...OPENED, testSet: "bad" }), "its test set is bad: anyone may cancel it");
});
