import { assertEquals, assertRejects } from "@std/assert";
import type { Invocation } from "./command.ts";
import { DemlError } from "../../protocol/errors.ts";
import { PASSWORD_VARIABLE } from "../base/variables.ts";
import { passwordOf } from "./password_option.ts";

/** A command line with this --password-file, and its warnings. */
function commandLine(file?: string): { invocation: Invocation; notes: string[] } {
  const notes: string[] = [];
  const terminal = {
    note: (line: string) => notes.push(line),
    paint: { yellow: (text: string) => text },
  };
  return { invocation: { text: () => file, terminal } as never, notes };
}

Deno.test("a password is the first line of its file, which takes precedence over the environment", async () => {
  const path = await Deno.makeTempFile();
  Deno.env.set(PASSWORD_VARIABLE, "of the environment");
  try {
    for (const end of ["", "\n", "\r\n", "\nanother line\n"]) {
      await Deno.writeTextFile(path, ` with spaces ${end}`);
      const { invocation, notes } = commandLine(path);
      assertEquals(await passwordOf(invocation, "key.json"), " with spaces ");
      assertEquals(notes, []);
    }
    await Deno.chmod(path, 0o644);
    const { invocation, notes } = commandLine(path);
    await passwordOf(invocation, "key.json");
    assertEquals(notes.length, 1, "others may read it");
    assertEquals(await passwordOf(commandLine().invocation, "key.json"), "of the environment");
  } finally {
    Deno.env.delete(PASSWORD_VARIABLE);
    await Deno.remove(path);
  }
});

Deno.test({
  name: "without a password or a terminal, the message lists the ways to give one",
  ignore: Deno.stdin.isTerminal(),
  async fn() {
    const error = await assertRejects(
      () => passwordOf(commandLine().invocation, "key.json"),
      DemlError,
      "key.json is an encrypted keystore",
    );
    assertEquals(error.code, "wallet");
  },
});
