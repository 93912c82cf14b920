/** `deml config`: what is written, what counts, and what is shown of it. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { assertClear, deml, type Run } from "./deml.ts";

const SECRET = "0a1b2c3d4e5f60718293";

async function inFolders(
  test: (
    config: (...args: string[]) => Promise<Run>,
    paths: { user: string; home: string; env: Record<string, string> },
  ) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "deml-config-" });
  const home = `${folder}/home`;
  const env = { XDG_CONFIG_HOME: `${folder}/xdg`, DEML_HOME: home };
  try {
    await Deno.mkdir(home, { mode: 0o700 });
    const config = (...args: string[]) => deml(["config", ...args], env);
    await test(config, { user: `${folder}/xdg/deml/config.toml`, home, env });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("set writes for its owner alone and keeps comments, unset removes", () =>
  inFolders(async (config, { user }) => {
    assertEquals((await config("path")).out, `${user}\n`);
    const set = await config("set", "rpc", `https://rpc.example/v3/${SECRET}`);
    assertEquals(set.code, 0, set.err);
    assert(!set.err.includes(SECRET));
    assertEquals(((await Deno.stat(user)).mode ?? 0) & 0o777, 0o600);
    const text = await Deno.readTextFile(user);
    await Deno.writeTextFile(user, `# the provider's\n${text}`);
    assertEquals((await config("set", "mine.poll", "30")).code, 0);
    assertEquals(
      await Deno.readTextFile(user),
      `# the provider's\nrpc = "https://rpc.example/v3/${SECRET}"\n\n[mine]\npoll = 30\n`,
    );
    assertEquals((await config("unset", "mine.poll")).code, 0);
    assertEquals((await config("get", "rpc")).out, "https://rpc.example/…\n");
    assertClear(await config("get", "gateway"), 2, "gateway is not set");
    assertClear(await config("unset", "gateway"), 2, "gateway is not in");
  }));

Deno.test("what no command would accept is not written", () =>
  inFolders(async (config, { user }) => {
    assertClear(await config("set", "max-steak", "1"), 2, 'did you mean "max-stake"?');
    assertClear(await config("set", "mine.once", "yes"), 2, "takes true or false");
    assertClear(await config("set", "private-key", "0x11"), 2, "is not a flag");
    assertClear(await config("set", "json", "true"), 2, "is not a flag");
    assertClear(await config("set", "contract", "0x12"), 2, "contract takes an address");
    assertEquals(await Deno.stat(user).then(() => true, () => false), false);
  }));

Deno.test("the home's file is before the user's, the environment before both, and each is shown", () =>
  inFolders(async (config, { user, home, env }) => {
    await config("set", "mine.poll", "30");
    await config("set", "mine.max-stake", "0.5");
    await config("set", "mine.poll", "40", "--home", home);
    const own = `${home}/config.toml`;
    const show = async (more: Record<string, string> = {}) => {
      const { out } = await deml(["config", "show", "mine", "--json"], { ...env, ...more });
      const { values } = JSON.parse(out) as {
        values: { name: string; value?: unknown; from?: string }[];
      };
      return (name: string) => values.find((each) => each.name === name);
    };
    const found = await show();
    assertEquals(found("poll"), { name: "poll", value: "40", from: own });
    assertEquals(found("max-stake"), { name: "max-stake", value: "0.5", from: user });
    assertEquals(found("metrics"), { name: "metrics" });
    const named = await show({ DEML_RPC: "http://127.0.0.1:9", DEML_PRIVATE_KEY: "0x11" });
    assertEquals(named("rpc")?.from, "DEML_RPC");
    assertEquals(named("key-file")?.value, "(secret)");
    const listed = (await config("list")).out.trim().split("\n").map((line) => line.split(/ {2,}/));
    assertEquals(listed.slice(1), [
      ["home", home, "DEML_HOME"],
      ["mine.poll", "40", own],
      ["mine.poll", "30", user],
      ["mine.max-stake", "0.5", user],
    ]);
    // --config takes the place of the home's file, not of the user's.
    const other = `${home}/other.toml`;
    await Deno.writeTextFile(other, "leave = true\n", { mode: 0o600 });
    const help = await deml(["mine", "--help", "--config", other], env);
    const text = help.out.replace(/\s+/g, " ");
    assertStringIncludes(text, `[true, from ${other}]`);
    assertStringIncludes(text, `[30, from ${user}]`);
  }));

Deno.test("the user's file may name the home, whose file then counts", () =>
  inFolders(async (config, { user, home, env }) => {
    await config("set", "home", home);
    await config("set", "mine.poll", "40", "--home", home);
    const { out } = await deml(["config", "get", "mine.poll"], { ...env, DEML_HOME: "" });
    assertEquals(out, "40\n", user);
  }));

Deno.test("a broken file is repaired by the commands that change it", () =>
  inFolders(async (config, { user }) => {
    await config("set", "rpc", `https://rpc.example/v3/${SECRET}`);
    await Deno.chmod(user, 0o644);
    assertClear(await config("list"), 1, "may read the key");
    assertEquals((await config("set", "mine.poll", "30")).code, 0);
    assertEquals((await config("list")).code, 0);
    await Deno.writeTextFile(user, "steak = 1\n");
    assertClear(await config("list"), 2, '"steak" is not a flag');
    assertEquals((await config("unset", "steak")).code, 0);
    assertEquals((await config("list")).code, 0);
  }));
