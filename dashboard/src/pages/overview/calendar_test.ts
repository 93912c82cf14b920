import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { datesOf } from "../../words/dates.ts";
import { calendarOf } from "./calendar.ts";

const WHOSE = {
  name: "Digits; a, b",
  page: "https://host/#/competitions/7",
  id: 7n,
  chainId: 1,
  contract: "0xAb",
};
const TIMES = {
  sealed: true,
  registrationEnd: Date.UTC(2030, 0, 2, 3, 4, 0) / 1_000,
  submissionEnd: Date.UTC(2030, 1, 1) / 1_000,
  openingEnd: Date.UTC(2030, 1, 4) / 1_000,
  evaluationEnd: Date.UTC(2030, 2, 1) / 1_000,
};

Deno.test("the calendar file has every date, in UTC, with its text escaped", () => {
  const text = calendarOf(datesOf(TIMES), WHOSE);
  const lines = text.replaceAll("\r\n\t", "").split("\r\n");
  assertEquals(lines.filter((line) => line === "BEGIN:VEVENT").length, 6);
  assert(lines.includes("DTSTART:20300102T030400Z"), text);
  assert(lines.some((line) => line.startsWith("SUMMARY:Digits\\; a\\, b: Registration ends")));
  assertStringIncludes(text, "TRIGGER:-PT24H");
});

Deno.test("importing it twice makes no second event", () => {
  const uids = (name: string) =>
    calendarOf(datesOf(TIMES), { ...WHOSE, name }).match(/^UID:.*$/gm) ?? [];
  assertEquals(uids("one"), uids("another"));
  assertEquals(new Set(uids("one")).size, 6);
});
