/** What a program finds of itself in the sandbox, as the kernel tells it. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { chooseSandbox, confine } from "../../miner/evaluation/host/sandbox.ts";
import { withoutBubblewrap } from "../lacks.ts";

const BOUNDS = { visible: [], env: {}, folder: "/", memory: 2 ** 31, processor: 10 };
const ignore = await withoutBubblewrap() !== undefined;

/** A file of /proc, as a program in the sandbox reads it. */
async function inside(file: string): Promise<string> {
  const line = confine(await chooseSandbox("bwrap"), BOUNDS, "/usr/bin/cat", [file]);
  const { success, stdout } = await new Deno.Command(line.program, {
    args: line.args,
    cwd: line.cwd,
    clearEnv: true,
    env: line.env,
  }).output();
  assert(success, file);
  return new TextDecoder().decode(stdout);
}

Deno.test({
  name: "in the sandbox nobody has a capability, root neither, nor can get one",
  ignore,
  fn: async () => {
    const status = await inside("/proc/self/status");
    for (const set of ["CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"]) {
      assertMatch(status, new RegExp(`^${set}:\\s0{16}$`, "m"));
    }
    assertMatch(status, /^NoNewPrivs:\s1$/m);
  },
});

Deno.test({
  name:
    "in the sandbox a program has a session of its own: it cannot type into its user's terminal",
  ignore,
  fn: async () => {
    const stat = await inside("/proc/self/stat");
    const [, , , , , session] = stat.split(" ");
    // A session that began outside the sandbox has no number in it.
    assert(Number(session) > 0, `session ${session}`);
    assertEquals(stat.split(" ")[6], "0", "and no terminal");
  },
});
