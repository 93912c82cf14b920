import { assert, assertEquals, assertRejects } from "@std/assert";
import { DemlError } from "../../../protocol/errors.ts";
import { countsProcessesApart, type SandboxBounds } from "./bubblewrap.ts";
import { chooseSandbox, confine, openProbe, type Sandbox, tryLimits } from "./sandbox.ts";

const BOUNDS: SandboxBounds = {
  visible: ["/srv/deml"],
  env: { ONE: "1" },
  folder: "/",
  memory: 2 ** 31,
  processor: 90,
};

async function limits(bounds: SandboxBounds): Promise<Record<string, string>> {
  const line = confine({ kind: "off" }, bounds, "/bin/cat", ["/proc/self/limits"]);
  const { stdout } = await new Deno.Command(line.program, {
    args: line.args,
    cwd: line.cwd,
    clearEnv: true,
    env: line.env,
  }).output();
  const rows = new TextDecoder().decode(stdout).split("\n");
  return Object.fromEntries(rows.map((row) => [row.slice(0, 26).trim(), row.slice(26, 68).trim()]));
}

Deno.test({
  name: "the kernel's limits apply to the command itself",
  ignore: Deno.build.os !== "linux",
  fn: async () => {
    const found = await limits(BOUNDS);
    assertEquals(found["Max data size"]!.split(/\s+/), [String(2 ** 31), String(2 ** 31)]);
    assertEquals(found["Max cpu time"]!.split(/\s+/), ["90", "90"]);
    assertEquals(found["Max core file size"]!.split(/\s+/), ["0", "0"]);
    assertEquals(await tryLimits(2 ** 31), true);
  },
});

Deno.test("bubblewrap shows only named paths, and nothing of home or network", () => {
  const { args, env } = confine({ kind: "bwrap" }, BOUNDS, "/opt/deml", ["evaluator-child"]);
  const line = args.join(" ");
  assert(line.includes("--unshare-all") && !line.includes("--share-net"));
  assert(line.includes("--ro-bind /srv/deml /srv/deml --ro-bind /opt/deml /opt/deml"));
  assert(line.includes("--clearenv") && line.includes("--setenv ONE 1"));
  assert(line.includes("--remount-ro /") && line.endsWith("/opt/deml evaluator-child"));
  assert(!line.includes("--bind ") && !line.includes("--dev-bind"));
  assertEquals(env, { PATH: "/usr/bin:/bin:/usr/local/bin" });
  assert(line.includes("--remount-ro /proc") && line.includes("--remount-ro /dev"));
  assert(!line.includes("--disable-userns") && !line.includes("prlimit"));
});

Deno.test("what else bubblewrap and the kernel can close is closed", () => {
  const closed = ["namespaces", "processes"] as const;
  const { args } = confine({ kind: "bwrap", closed }, BOUNDS, "/opt/deml", ["evaluator-child"]);
  const line = args.join(" ");
  assert(line.includes("--unshare-user --disable-userns"));
  assert(line.endsWith("/usr/bin/prlimit --nproc=64:64 /opt/deml evaluator-child"));
});

Deno.test("processes are counted by namespace since Linux 5.14", () => {
  assertEquals(
    ["6.18.44-fc", "5.14.0", "5.13.9", "4.4.0", "10.1", ""].map(countsProcessesApart),
    [true, true, false, false, true, false],
  );
});

Deno.test("off is off, and auto is bubblewrap only if the exact command line works", async () => {
  assertEquals((await chooseSandbox("off")).kind, "off");
  const { kind, because } = await chooseSandbox("auto");
  assert(kind === "bwrap" ? because.startsWith("bubblewrap ") : because.length > 0);
});

/** A probe of a machine that finds this when it tries bubblewrap, and what it was asked. */
function probing(found: Sandbox) {
  const asked = { finds: 0, starts: [] as Sandbox["kind"][] };
  const { startIn } = openProbe(() => {
    asked.finds++;
    return Promise.resolve(found);
  });
  const starting = (works: Sandbox["kind"][]) => (sandbox: Sandbox) => {
    asked.starts.push(sandbox.kind);
    return works.includes(sandbox.kind)
      ? Promise.resolve(sandbox.kind)
      : Promise.reject(new Error(`no ${sandbox.kind}`));
  };
  return { asked, startIn, starting };
}

Deno.test({
  name: "a child is the trial of its sandbox: bubblewrap alone is only tried if it does not start",
  ignore: Deno.build.os !== "linux",
  fn: async () => {
    const off: Sandbox = { kind: "off", because: "bubblewrap is not installed" };
    const closed = ["namespaces", "processes"] as const;
    const works = probing({ kind: "bwrap", because: "", closed });
    for (let start = 0; start < 2; start++) {
      const { sandbox } = await works.startIn("auto", works.starting(["bwrap"]));
      assertEquals([sandbox.kind, sandbox.closed?.length], ["bwrap", 2]);
      assert(sandbox.because.startsWith("bubblewrap"));
    }
    assertEquals(works.asked, { finds: 0, starts: ["bwrap", "bwrap"] });

    const lacks = probing(off);
    for (let start = 0; start < 2; start++) {
      const { sandbox, started } = await lacks.startIn("auto", lacks.starting(["off"]));
      assertEquals([sandbox, started], [off, "off"]);
    }
    assertEquals(lacks.asked, { finds: 1, starts: ["bwrap", "off", "off"] });
    await assertRejects(
      () => lacks.startIn("bwrap", lacks.starting(["off"])),
      DemlError,
      "evaluator/no-sandbox",
    );

    // bubblewrap works, so something else kept the child from starting.
    const fails = probing({ kind: "bwrap", because: "", closed });
    await assertRejects(() => fails.startIn("auto", fails.starting([])), Error, "no bwrap");
    assertEquals(fails.asked, { finds: 1, starts: ["bwrap"] });

    // One that can close less is used nevertheless.
    const older = probing({ kind: "bwrap", because: "", closed: [] });
    await assertRejects(() => older.startIn("auto", older.starting([])), Error);
    assertEquals(older.asked, { finds: 1, starts: ["bwrap", "bwrap"] });

    const never = probing(off);
    assertEquals((await never.startIn("off", never.starting(["off"]))).sandbox.kind, "off");
    assertEquals(never.asked.finds, 0);
  },
});
