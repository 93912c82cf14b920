/**
 * What evaluations may leave behind: nothing.
 *
 * @module
 */

/** Numbers of children and of their folders; other programs' come and go, so ask right before. */
export async function leftovers(): Promise<{ processes: number; folders: number }> {
  let processes = 0;
  for await (const { name } of Deno.readDir("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    const status = await Deno.readTextFile(`/proc/${name}/status`).catch(() => "");
    if (Number(/^PPid:\s*(\d+)/m.exec(status)?.[1]) === Deno.pid) processes++;
  }
  let folders = 0;
  for await (const { name } of Deno.readDir(Deno.env.get("TMPDIR") ?? "/tmp")) {
    if (name.startsWith("deml-evaluator-") && await isOurs(name)) folders++;
  }
  return { processes, folders };
}

/** Whether a folder was made since this test run began: others' may lie around. */
async function isOurs(name: string): Promise<boolean> {
  const path = `${Deno.env.get("TMPDIR") ?? "/tmp"}/${name}`;
  const { birthtime } = await Deno.stat(path).catch(() => ({ birthtime: null }));
  return birthtime !== null && birthtime.getTime() >= performance.timeOrigin;
}
