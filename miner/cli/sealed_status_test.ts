import { assertEquals } from "@std/assert";
import type { Competition } from "../chain/read_competition.ts";
import type { Model } from "../chain/read_models.ts";
import { describeKeys, describeOwnModels } from "./sealed_status.ts";

const AUTHOR = "0x00000000000000000000000000000000000000aA";
const OTHER = "0x0000000000000000000000000000000000000002";
const model = (id: number, author: string, status: string) => ({ id, author, status }) as Model;
const MODELS = [
  model(0, AUTHOR, "sealed"),
  model(1, OTHER, "sealed"),
  model(2, AUTHOR, "waiting"),
  model(3, AUTHOR, "sealed"),
];
const at = (now: number, testKey?: string) =>
  ({ now, submissionEnd: 20, openingEnd: 30, testKey }) as Competition;

Deno.test("status tells which keys are out", () => {
  assertEquals(describeKeys(at(10), []), "test set sealed");
  assertEquals(describeKeys(at(25, "0x01"), MODELS), "test set opened, 1 of 4 models opened");
  assertEquals(describeKeys(at(30), MODELS), "test set never opened, 1 of 4 models opened");
});

Deno.test("an author is told what to open, while it is time", () => {
  const own = AUTHOR.toLowerCase() as typeof AUTHOR;
  const told = (now: number) => describeOwnModels(at(now), MODELS, own);
  assertEquals(told(19), "models 0, 3 sealed: keep the key for the opening");
  assertEquals(told(20), "models 0, 3 to be opened now with `deml open`");
  assertEquals(told(30), "models 0, 3 not opened in time: disqualified");
  assertEquals(
    describeOwnModels(at(20), MODELS, OTHER),
    "model 1 to be opened now with `deml open`",
  );
  assertEquals(describeOwnModels(at(20), MODELS.slice(2, 3), AUTHOR), undefined);
});
