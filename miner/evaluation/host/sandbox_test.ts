import { assert, assertEquals } from "@std/assert";
import { countsProcessesApart, type SandboxBounds } from "./bubblewrap.ts";
import { chooseSandbox, confine, tryLimits } from "./sandbox.ts";

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
