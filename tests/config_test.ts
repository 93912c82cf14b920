/** The config file as a user meets it: precedence, refusals, what is shown. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { assertClear, deml } from "./deml.ts";

const CONTRACT = "0x5FbDB2315678afecb367f032d93F642f64180aa3";

async function inHome(
  test: (
    write: (name: string, text: string, mode?: number) => Promise<string>,
    home: string,
  ) => Promise<void>,
): Promise<void> {
  const home = await Deno.makeTempDir({ prefix: "deml-config-" });
  try {
    await test(async (name, text, mode = 0o600) => {
      await Deno.writeTextFile(`${home}/${name}`, text);
      await Deno.chmod(`${home}/${name}`, mode);
      return `${home}/${name}`;
    }, home);
  } finally {
    await Deno.remove(home, { recursive: true });
  }
}

/** Help without the breaks that the terminal's width made. */
const unwrapped = (text: string) => text.replace(/\s+/g, " ");

/** Which endpoint a run uses: none of them responds, and the error names it. */
async function endpointOf(args: string[], env: Record<string, string>): Promise<string> {
  const { err } = await deml(["status", ...args], { DEML_CONTRACT: CONTRACT, ...env });
  return err.match(/No chain answers at (\S+)\./)?.[1] ?? err;
}

Deno.test("the command line overrides the environment, and both override the file", () =>
  inHome(async (write, home) => {
    await write("config.toml", 'rpc = "http://127.0.0.1:9"\n[status]\ncompetition = 7\n');
    const env = { DEML_HOME: home };
    assertEquals(await endpointOf([], env), "http://127.0.0.1:9");
    const named = { ...env, DEML_RPC: "http://127.0.0.2:9" };
    assertEquals(await endpointOf([], named), "http://127.0.0.2:9");
    assertEquals(await endpointOf(["--rpc", "http://127.0.0.3:9"], named), "http://127.0.0.3:9");
    const none = await endpointOf([], { DEML_HOME: `${home}/none` });
    assertStringIncludes(none, "No chain to talk to");
  }));

Deno.test("the private key in the environment overrides a key file in the config file", () =>
  inHome(async (write, home) => {
    const config = await write(
      "other.json",
      JSON.stringify({ "key-file": `${home}/none.key`, rpc: ["http://127.0.0.1:9"] }),
    );
    const status = (env: Record<string, string>) =>
      deml(["status", "--help", "--config", config], env);
    assertStringIncludes(unwrapped((await status({})).out), `[${home}/none.key, from ${config}]`);
    const keyed = await status({ DEML_PRIVATE_KEY: `0x${"11".repeat(32)}` });
    assertStringIncludes(unwrapped(keyed.out), "[from DEML_PRIVATE_KEY]");
    assert(!keyed.out.includes("none.key"));
  }));

Deno.test("help and doctor show what the file sets, without a provider's key", () =>
  inHome(async (write, home) => {
    const secret = "0a1b2c3d4e5f60718293";
    const path = await write(
      "config.toml",
      `rpc = "https://rpc.example/v3/${secret}"\n[mine]\nmax-stake = 0.25\nleave = true\n`,
    );
    const help = await deml(["mine", "--help"], { DEML_HOME: home });
    const shown = unwrapped(help.out);
    assertStringIncludes(shown, `[0.25, from ${path}]`);
    assertStringIncludes(shown, `[true, from ${path}]`);
    assertStringIncludes(shown, `[https://rpc.example/…, from ${path}]`);
    assert(!help.out.includes(secret));
    const doctor = await deml(["doctor", "--home", home, "--json", "--rpc", "http://127.0.0.1:9"]);
    const { findings } = JSON.parse(doctor.out);
    const found = findings.find(({ check }: { check: string }) => check === "config");
    assertEquals(found.found, `${path} sets rpc, mine`);
    // A key that others can read is refused, a file without one is not.
    await Deno.chmod(path, 0o644);
    const open = await deml(["mine", "--help"], { DEML_HOME: home });
    assertClear(open, 1, "may read the key of a URL");
    assertStringIncludes(open.err, `chmod 600 ${path}`);
    await write("config.toml", "poll = 30\n", 0o644);
    assertEquals((await deml(["mine", "--help"], { DEML_HOME: home })).code, 0);
    await write("config.toml", "poll = 30\n", 0o666);
    assertClear(
      await deml(["mine", "--help"], { DEML_HOME: home }),
      1,
      "may write the config file",
    );
  }));

Deno.test("an invalid file is refused, and the message says what is wrong", () =>
  inHome(async (write, home) => {
    const refused = async (name: string, text: string, code: number, says: string) => {
      const path = await write(name, text);
      const found = await deml(["mine", "--help", "--config", path]);
      assertClear(found, code, says);
      await Deno.remove(path);
    };
    await refused("a.toml", "rpc = ", 2, "is not TOML");
    await refused("a.json", "{", 2, "is not JSON");
    await refused("a.json", "[]", 2, "does not map names to flags");
    await refused("a.toml", "max-steak = 1", 2, '"max-steak" is not a flag');
    await refused("a.toml", "[mine]\nat-least = 1", 2, '"at-least" of [mine] is not a flag');
    await refused("a.toml", "private-key = '0x11'", 2, '"private-key" is not a flag');
    await refused("a.toml", 'leave = "yes"', 2, '"leave" takes true or false, not "yes"');
    await refused("a.toml", "poll = [1, 2]", 2, '"poll" takes SECONDS');
    await refused("a.toml", "json = true", 2, '"json" is not a flag');
    assertClear(await deml(["mine", "--help", "--config", `${home}/none`]), 1, "No file at");
    // Another command's flag is a valid one.
    const path = await write("b.toml", "at-least = 95\n");
    assertEquals((await deml(["mine", "--help", "--config", path])).code, 0);
    await write("config.toml", "");
    await write("config.json", "{}");
    assertClear(await deml(["mine", "--help"], { DEML_HOME: home }), 2, "Keep one");
  }));
