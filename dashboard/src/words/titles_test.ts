import { assertEquals } from "@std/assert";
import { competitionIn, titleOf } from "./titles.ts";

Deno.test("every page is called something else", () => {
  for (
    const [path, title] of [
      ["/", "Competitions · DeML"],
      ["/create", "Create a competition · DeML"],
      ["/account", "Your account · DeML"],
      ["/glossary", "Glossary · DeML"],
      ["/how", "How it works · DeML"],
      ["/competitions/3", "Overview · MNIST digits · DeML"],
      ["/competitions/3/leaderboard", "Leaderboard · MNIST digits · DeML"],
      ["/competitions/3/models/12", "Model #12 · MNIST digits · DeML"],
      ["/competitions/3/balance", "Balance sheet · MNIST digits · DeML"],
      ["/address/0x70997970C51812dc3A010C7d01b50e0d17dc79C8", "0x7099…79C8 · DeML"],
    ] as const
  ) assertEquals(titleOf(path, "MNIST digits"), title);
  assertEquals(titleOf("/competitions/3/data"), "Data · Competition 3 · DeML");
});

Deno.test("an address that names nothing is called so", () => {
  for (
    const path of ["/nonsense", "/account/x", "/competitions/x", "/constructor", "/address/0x1"]
  ) {
    assertEquals(titleOf(path), "Nothing here · DeML", path);
  }
  assertEquals(titleOf("/competitions/1/xyz", "A"), "Nothing here · A · DeML");
});

Deno.test("only a number is a competition's", () => {
  assertEquals(competitionIn("/competitions/12/data"), 12);
  for (const path of ["/competitions/0", "/competitions/1e3", "/competitions/-1", "/create"]) {
    assertEquals(competitionIn(path), undefined, path);
  }
});

Deno.test("a step of creating is named, and an unknown step is not", () => {
  assertEquals(titleOf("/create/money"), "Money · Create a competition · DeML");
  assertEquals(titleOf("/create/created/12"), "Competition 12 is created · DeML");
  for (const path of ["/create/toString", "/create/created/x", "/create/money/1"]) {
    assertEquals(titleOf(path), "Nothing here · DeML", path);
  }
});
