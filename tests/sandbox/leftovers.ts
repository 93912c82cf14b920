/**
 * What evaluations may leave behind: nothing.
 *
 * @module
 */
import { assertEquals } from "@std/assert";

/**
 * Runs a test with a temporary folder of its own, and looks that no process and no folder is left
 * when it is over.
 */
export async function leavingNothing(test: () => Promise<void>): Promise<void> {
  const before = Deno.env.get("TMPDIR");
  const folder = await Deno.makeTempDir({ prefix: "deml-leftovers-" });
  const running = await children();
  Deno.env.set("TMPDIR", folder);
  try {
    await test();
    assertEquals([...Deno.readDirSync(folder)], [], "no folder is left behind");
    assertEquals(await children(), running, "no process is left behind");
  } finally {
    if (before === undefined) Deno.env.delete("TMPDIR");
    else Deno.env.set("TMPDIR", before);
    await Deno.remove(folder, { recursive: true });
  }
}

/** How many processes this one has started that still run. */
export async function children(): Promise<number> {
  let count = 0;
  for await (const { name } of Deno.readDir("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    const status = await Deno.readTextFile(`/proc/${name}/status`).catch(() => "");
    if (Number(/^PPid:\s*(\d+)/m.exec(status)?.[1]) === Deno.pid) count++;
  }
  return count;
}
