/** A full or read-only disk, a real one: what was recorded is enough to reveal. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { fromFileUrl } from "@std/path/from-file-url";
import { withoutBubblewrap } from "../lacks.ts";

const SCRIPT = fromFileUrl(new URL("./on_a_full_disk.ts", import.meta.url));
/** Of the small file system, in bytes. */
const DISK = 96 * 1024 * 1024;
const MIB = 1024 * 1024;
const name = (index: number) => `0x${String(index).padStart(64, "0")}`;

/** Runs steps in their own sandbox, whose /disk is this. */
async function run(disk: string[], step: string, readable = true): Promise<Deno.CommandOutput> {
  return await new Deno.Command("bwrap", {
    args: [
      ...["--dev-bind", "/", "/", ...disk],
      ...[Deno.execPath(), "run", "-A", "--quiet", "--no-check", SCRIPT, "/tmp/disk", step],
    ],
    stdout: readable ? "piped" : "null",
    stderr: "piped",
  }).output();
}

async function told(disk: string[], step: string) {
  const { stdout, stderr, code } = await run(disk, step);
  assertEquals(code, 0, new TextDecoder().decode(stderr));
  return JSON.parse(new TextDecoder().decode(stdout));
}

const SMALL = ["--size", `${DISK}`, "--tmpfs", "/tmp/disk"];
const ignore = await withoutBubblewrap() !== undefined;

Deno.test({
  name: "a full disk uses up the reserve, then accepts nothing, and returns what was recorded",
  ignore,
  async fn() {
    const found = await told(SMALL, "filling");
    assertEquals([found.kept, found.given], [4 * MIB, 0]);
    assertEquals(found.full, "journal");
    assertEquals(found.still, [name(0), name(1)]);
    assertEquals([found.second.found, found.second.recorded], [[name(0), name(1)], "journal"]);
    assertEquals(found.third, {
      found: [name(0), name(1)],
      readOnly: false,
      recorded: name(5_000),
    });
    assertEquals(found.again, 4 * MIB);
    assertStringIncludes(found.said[0], "disk is full: its reserve is released");
  },
});

Deno.test({
  name: "a miner that starts on a full disk uses its reserve and records",
  ignore,
  async fn() {
    const { found, reserve, said } = await told(SMALL, "starting");
    assertEquals(found, { found: [], readOnly: false, recorded: name(0) });
    assertEquals(reserve, 0);
    assertStringIncludes(said[0], "Free space there");
  },
});

Deno.test({
  name: "a cleanly closed journal is readable on a full disk, even without a reserve",
  ignore,
  async fn() {
    const found = await told(SMALL, "full");
    assertEquals(found, { found: [name(0)], readOnly: true, recorded: "journal" });
  },
});

Deno.test({
  name:
    "a journal that is lost on a full or read-only disk is an empty one, which can be read alone",
  ignore,
  async fn() {
    const nothing = { found: [null], readOnly: true, recorded: "journal" };
    assertEquals(await told(SMALL, "lost"), [nothing, nothing]);
    const home = await Deno.makeTempDir({ prefix: "deml-full-" });
    try {
      const disk = ["--dir", "/tmp/disk", "--ro-bind", home, "/tmp/disk"];
      assertEquals(await told(disk, "look"), nothing);
    } finally {
      await Deno.remove(home, { recursive: true });
    }
  },
});

Deno.test({
  name: "a journal on a disk that became read-only is readable, also after a crash",
  ignore,
  async fn() {
    for (const step of ["well", "crash"]) {
      const home = await Deno.makeTempDir({ prefix: "deml-full-" });
      try {
        await run(["--dir", "/tmp/disk", "--bind", home, "/tmp/disk"], step);
        const log = await Deno.stat(`${home}/a.sqlite-wal`).then(({ size }) => size, () => 0);
        assertEquals(log > 0, step === "crash");
        const found = await told(["--dir", "/tmp/disk", "--ro-bind", home, "/tmp/disk"], "look");
        assert(found.readOnly);
        assertEquals([found.found, found.recorded], [[name(0)], "journal"]);
      } finally {
        await Deno.remove(home, { recursive: true });
      }
    }
  },
});
