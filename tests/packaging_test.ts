/**
 * The packaging agrees with the program: every figure that alerts and boards query is exported,
 * every alert is explained, every flag exists. `packaging/check.sh` tries the files with their own
 * tools.
 */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { fromFileUrl } from "@std/path/from-file-url";
import { createMetrics } from "../miner/metrics/metrics.ts";
import { mine } from "../miner/cli/commands/mine.ts";
import { COMMON_OPTIONS } from "../miner/cli/command.ts";
import { deml } from "./deml.ts";

const at = (path: string) => fromFileUrl(new URL(`../${path}`, import.meta.url));
const read = (path: string) => Deno.readTextFile(at(path));

/** The names of all series that a miner tells. */
async function seriesNames(): Promise<Set<string>> {
  const { text } = createMetrics({
    heads: () => Promise.resolve([]),
    books: () => ({ atRisk: 0n, forfeited: 0n, openCalls: 0, oldestCall: undefined }),
    unrevealed: () => 0,
    readOnly: () => undefined,
    free: () => 0,
    deadline: (since) => since,
  });
  const names = [...(await text()).matchAll(/^# TYPE (\S+) (\S+)$/gm)];
  return new Set(
    names.flatMap(([, name, type]) =>
      type === "histogram" ? [`${name}_bucket`, `${name}_sum`, `${name}_count`] : [name!]
    ),
  );
}

const asked = (text: string) => new Set([...text.matchAll(/\bdeml_\w+/g)].map(([name]) => name));

Deno.test("alerts and board query figures that a miner exports", async () => {
  const told = await seriesNames();
  for (const path of ["prometheus/alerts.yml", "prometheus/alerts_test.yml", "grafana/deml.json"]) {
    const names = asked(await read(`packaging/${path}`));
    assert(names.size > 5, path);
    assertEquals([...names].filter((name) => !told.has(name)), [], path);
  }
  const board = JSON.parse(await read("packaging/grafana/deml.json"));
  const ids = board.panels.map(({ id }: { id: number }) => id);
  assertEquals(new Set(ids).size, ids.length);
  const drawn = asked(JSON.stringify(board));
  const hidden = [...told].filter((name) =>
    !drawn.has(name) && !/_(sum|count)$|endpoint_up$/.test(name)
  );
  assertEquals(hidden, [], "every figure is on the board");
});

Deno.test("each alert is explained and tested, and nothing else is", async () => {
  const alerts = [...(await read("packaging/prometheus/alerts.yml")).matchAll(/- alert: (\w+)/g)]
    .map(([, name]) => name!).sort();
  const operations = await read("docs/OPERATIONS.md");
  const explained = [...operations.matchAll(/^### (Deml\w+)$/gm)].map(([, name]) => name!).sort();
  assertEquals(explained, alerts);
  const tests = await read("packaging/prometheus/alerts_test.yml");
  for (const alert of alerts) assertStringIncludes(tests, `alertname="${alert}"`);
});

Deno.test("units, image and manifests use existing flags", async () => {
  const flags = new Set([...mine.options, ...COMMON_OPTIONS].map(({ name }) => name));
  for (
    const path of [
      "systemd/deml.service",
      "systemd/deml-once.service",
      "container/Dockerfile",
      "kubernetes/deployment.yaml",
      "kubernetes/cronjob.yaml",
    ]
  ) {
    const text = await read(`packaging/${path}`);
    const command = path.startsWith("systemd")
      ? text.match(/^ExecStart=.*$/m)![0]
      : path.startsWith("container")
      ? text.match(/^CMD .*$/m)![0]
      : text.match(/args:\n(?:\s+- \S+\n)+/)![0];
    const named = [...command.matchAll(/--([a-z-]+)/g)].map(([, name]) => name!);
    assert(named.length > 0, path);
    assertEquals(named.filter((name) => !flags.has(name)), [], path);
  }
});

Deno.test("two files about one miner agree", async () => {
  const hardening = (text: string) =>
    text.slice(text.indexOf("# What a model that breaks out"))
      .split("\n[Install]")[0]!.trim();
  const [stays, once] = await Promise.all([
    read("packaging/systemd/deml.service"),
    read("packaging/systemd/deml-once.service"),
  ]);
  assertEquals(hardening(once), hardening(stays));
  for (const name of ["TasksMax=", "MemoryMax=", "User=deml", "OOMPolicy=continue"]) {
    assertStringIncludes(stays, name);
  }
  const [deployment, job] = await Promise.all([
    read("packaging/kubernetes/deployment.yaml"),
    read("packaging/kubernetes/cronjob.yaml"),
  ]);
  for (const manifest of [deployment, job]) {
    for (const rule of ["runAsNonRoot: true", "procMount: Unmasked", "drop: [ALL]"]) {
      assertStringIncludes(manifest, rule);
    }
  }
});

Deno.test("the config file in the docs is valid", async () => {
  const toml = (await read("docs/OPERATIONS.md")).match(/```toml\n([\s\S]+?)```/)![1]!;
  const folder = await Deno.makeTempDir({ prefix: "deml-docs-" });
  try {
    const path = `${folder}/config.toml`;
    await Deno.writeTextFile(path, toml, { mode: 0o600 });
    const { code, out, err } = await deml(["mine", "--help", "--config", path]);
    assertEquals(code, 0, err);
    for (const shown of ["[0.5, from", "[bwrap, from", "https://rpc.two.example"]) {
      assertStringIncludes(out, shown);
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
