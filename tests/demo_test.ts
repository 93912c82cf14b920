/** The main job, as the README's first command runs it, with fewer miners. */
import { assert, assertEquals } from "@std/assert";
import { fromFileUrl } from "@std/path/from-file-url";

const ROOT = fromFileUrl(new URL("../", import.meta.url));

function start(args: string[], folder: string) {
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", `${ROOT}miner/main.ts`, "demo", ...args],
    env: { NO_COLOR: "1", TMPDIR: folder },
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

/**
 * Processes of the demo that has this folder for temporary files: those that inherited it, and
 * evaluators, which have no environment but work below it. Other tests run at the same time.
 */
async function processesOf(folder: string): Promise<string[]> {
  const found: string[] = [];
  for await (const { name } of Deno.readDir("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    const inherited = await Deno.readTextFile(`/proc/${name}/environ`).catch(() => "");
    const works = await Deno.readLink(`/proc/${name}/cwd`).catch(() => "");
    if (!inherited.includes(`TMPDIR=${folder}\0`) && !works.startsWith(`${folder}/`)) continue;
    found.push(await Deno.readTextFile(`/proc/${name}/cmdline`).catch(() => name));
  }
  return found;
}

Deno.test("a competition from creation to the last wei: scores, ranks, evaluations, balance", async () => {
  const folder = await Deno.makeTempDir({ prefix: "deml-demo-test-" });
  const { code, stdout, stderr } = await start(["--miners", "7", "--json"], folder).output();
  assertEquals(code, 0, new TextDecoder().decode(stderr));
  const { models, evaluations, verified, winner, balance } = JSON.parse(
    new TextDecoder().decode(stdout),
  );
  assertEquals([evaluations, verified], [21, true]);
  const facts = await Promise.all(["lenet", "mlp", "logreg"].map(async (name) => {
    const text = await Deno.readTextFile(`${ROOT}examples/models/${name}.json`);
    return { name, ...JSON.parse(text) };
  }));
  for (const [index, { name, correct }] of facts.entries()) {
    const { rank, name: found, score, average, evaluations, agreement } = models[index];
    const median = correct * 10;
    assertEquals(
      { rank, found, score, average, evaluations, agreement },
      {
        rank: index + 1,
        found: name,
        score: median,
        average: median,
        evaluations: 7,
        agreement: 1,
      },
    );
  }
  assertEquals(winner.name, "lenet");
  assertEquals(new Set(models.map(({ author }: { author: string }) => author)).size, 3);
  // 10 ETH fund, 3 buy-ins of 1 ETH, 7 stakes of 2 × 8 ETH / 7 seats.
  const stakes = 7n * (16n * 10n ** 18n / 7n);
  assertEquals(balance.in, String(13n * 10n ** 18n + stakes));
  assertEquals(balance.out, balance.in);
  assertEquals([balance.burnt, balance.held, balance.difference], ["0", "0", "0"]);
  assertEquals(await processesOf(folder), [], "no process is left behind");
  await Deno.remove(folder, { recursive: true });
});

Deno.test("an interrupted demo ends soon and leaves no process behind", async () => {
  const folder = await Deno.makeTempDir({ prefix: "deml-demo-test-" });
  const child = start(["--miners", "50"], folder);
  const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  for (let text = ""; !text.includes("deposited");) {
    const { value, done } = await reader.read();
    assert(!done, "it ended before it was interrupted");
    text += value;
  }
  const nodes = (await processesOf(folder)).filter((line) => line.includes("npm:hardhat@"));
  assertEquals(nodes.length, 1, "its local chain is seen while it runs");
  child.kill("SIGINT");
  const [{ code }] = await Promise.all([
    child.status,
    reader.cancel(),
    child.stderr.cancel(),
  ]);
  assertEquals(code, 130);
  assertEquals(await processesOf(folder), [], "no process is left behind");
  await Deno.remove(folder, { recursive: true });
});
