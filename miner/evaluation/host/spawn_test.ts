import { assertEquals } from "@std/assert";
import { denoCache } from "./spawn.ts";

/** The folder under these variables, without the others. */
function under(variables: Record<string, string>): string {
  const names = ["DENO_DIR", "XDG_CACHE_HOME", "HOME"];
  const before = names.map((name) => Deno.env.get(name));
  const set = (values: (string | undefined)[]) =>
    names.forEach((name, i) =>
      values[i] === undefined ? Deno.env.delete(name) : Deno.env.set(name, values[i])
    );
  set(names.map((name) => variables[name]));
  try {
    return denoCache();
  } finally {
    set(before);
  }
}

Deno.test("Deno's cache is where Deno keeps it on this system", () => {
  const mac = Deno.build.os === "darwin";
  const home = mac ? "/h/Library/Caches/deno" : "/h/.cache/deno";
  assertEquals(under({ HOME: "/h" }), home);
  assertEquals(under({ HOME: "/h", XDG_CACHE_HOME: "/x" }), mac ? home : "/x/deno");
  assertEquals(under({ HOME: "/h", XDG_CACHE_HOME: "/x", DENO_DIR: "/d" }), "/d");
});
