import { assertEquals } from "@std/assert";
import { stepOf } from "./standing.ts";

Deno.test("a participant sees the one next step", () => {
  const may = (registered: boolean, mayRegister: boolean, maySubmit: boolean) => ({
    registered,
    mayRegister,
    maySubmit,
  });
  const steps = [
    stepOf({ phase: "registration" }, undefined),
    stepOf({ phase: "registration" }, may(false, true, false)),
    stepOf({ phase: "registration" }, may(true, false, false)),
    stepOf({ phase: "submission" }, may(true, false, true)),
    stepOf({ phase: "submission" }, may(true, false, false)),
    stepOf({ phase: "submission" }, may(false, false, false)),
    stepOf({ phase: "opening" }, may(true, false, false)),
    stepOf({ phase: "evaluation" }, may(true, false, false)),
    stepOf({ phase: "settled" }, undefined),
  ];
  assertEquals(steps, [
    "connect",
    "register",
    "wait",
    "submit",
    "full",
    "late",
    "open",
    "over",
    "over",
  ]);
});
