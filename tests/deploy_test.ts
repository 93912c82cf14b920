/** The deployment script as its user meets it: a process, its output, its records. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { fromFileUrl } from "@std/path/from-file-url";
import { type Hex, keccak256, parseEther } from "viem";
import { generatePrivateKey, privateKeyToAddress } from "viem/accounts";
import { demlBytecode } from "../protocol/generated/deml.ts";
import { connect } from "../miner/chain/client.ts";
import { call } from "../miner/chain/call.ts";
import { type LocalChain, startLocalChain } from "../miner/demo/local_chain.ts";

const ROOT = fromFileUrl(new URL("../", import.meta.url));

async function run(script: string, args: string[], env: Record<string, string> = {}, input = "") {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", `${ROOT}${script}`, ...args],
    env: { NO_COLOR: "1", DEML_RPC: "", DEML_PRIVATE_KEY: "", ...env },
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(input));
  await writer.close();
  const { code, stdout, stderr } = await child.output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, out: text(stdout), err: text(stderr) };
}

async function fundedKey(chain: LocalChain): Promise<Hex> {
  const key = generatePrivateKey();
  await chain.control.setBalance({ address: privateKeyToAddress(key), value: parseEther("9") });
  return key;
}

Deno.test("a deployment has one address on every chain, happens once, and is checked and recorded", async () => {
  const folder = await Deno.makeTempDir();
  const deploy = (key: Hex, ...args: string[]) =>
    run("scripts/deploy.ts", ["--json", "--deployments", folder, ...args], {
      DEML_PRIVATE_KEY: key,
    });
  const chain = await startLocalChain();
  try {
    const key = await fundedKey(chain);
    const rpc = ["--rpc", chain.url];
    const planned = JSON.parse((await deploy(key, "--dry-run")).out);
    const empty = JSON.parse((await deploy(key, "--dry-run", ...rpc)).out);
    assertEquals([empty.address, empty.status], [planned.address, "not deployed"]);
    const before = await chain.control.request({ method: "evm_snapshot" as never });

    // Hardhat's chain begins without the proxy, as a young one does.
    const poor = await deploy(key, ...rpc);
    assertEquals(poor.code, 1);
    assertStringIncludes(poor.err, "give --fund-proxy");
    const { sender, shortfall } = JSON.parse(poor.out).error.details;

    const first = await deploy(key, ...rpc, "--record", "--fund-proxy");
    assertEquals(first.code, 0, first.err);
    const deployed = JSON.parse(first.out);
    assertEquals([deployed.address, deployed.status], [planned.address, "deployed"]);
    const kept = await Deno.readTextFile(`${folder}/31337.json`);
    const record = JSON.parse(kept);
    assertEquals(record.transaction, deployed.transaction);
    assertEquals(record.creationCodeHash, keccak256(demlBytecode));
    assertMatch(record.compiler, /^0\.8\.30\+commit/);
    const connection = await connect([chain.url], record.address);
    assertEquals(keccak256((await connection.client.getCode(record))!), record.codeHash);
    assertEquals(await call(connection, "competitions", []), 0n);

    const second = JSON.parse((await deploy(key, ...rpc, "--record")).out);
    assertEquals([second.address, second.status], [planned.address, "already deployed"]);
    assertEquals(await Deno.readTextFile(`${folder}/31337.json`), kept);

    // Another chain, where somebody else paid for the proxy, and another deployer.
    await chain.control.request({ method: "evm_revert" as never, params: [before] as never });
    await chain.control.setBalance({ address: sender, value: BigInt(shortfall) });
    const again = await deploy(await fundedKey(chain), ...rpc);
    assertEquals(again.code, 0, again.err);
    const other = JSON.parse(again.out);
    assertEquals([other.address, other.status], [planned.address, "deployed"]);

    // All three codes are checked; each changed one stays changed, and the next is changed as well.
    for (const address of [record.views, record.money, planned.address]) {
      await chain.control.setCode({ address, bytecode: "0x00" });
      const wrong = await deploy(key, ...rpc);
      assertEquals(wrong.code, 1);
      assertStringIncludes(wrong.err, `The code at ${address} is not what the sources compile to`);
    }
  } finally {
    await chain.close();
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("the verification input compiles to the exact code that is deployed", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const path = `${folder}/verification.json`;
    const written = await run("scripts/deploy.ts", [
      "--dry-run",
      "--compile",
      "--verification",
      path,
    ]);
    assertEquals(written.code, 0, written.err);
    const input = await Deno.readTextFile(path);
    const { code, out, err } = await run("contracts/solc.ts", ["--standard-json"], {}, input);
    assertEquals(code, 0, err);
    const { contracts, errors = [] } = JSON.parse(out);
    assertEquals(errors, []);
    const { evm, metadata } = contracts["project/src/DeML.sol"].DeML;
    assert(`0x${evm.bytecode.object}` === demlBytecode, "other bytecode");
    assertEquals(JSON.parse(metadata).settings.viaIR, true);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("the deployment reports in a sentence what is missing", async () => {
  for (
    const [args, code, says] of [
      [[], 2, "--rpc and DEML_RPC are missing"],
      [["--fast"], 2, "Unknown flag --fast"],
      [["--rpc", "ftp://x"], 1, "No key to sign with"],
      [["--rpc", "ftp://x", "--dry-run"], 2, "is not an HTTP URL"],
      [["--rpc", "http://127.0.0.1:9", "--dry-run"], 1, "No chain answers at"],
    ] as const
  ) {
    const found = await run("scripts/deploy.ts", [...args]);
    assertEquals(found.code, code, found.err);
    assertStringIncludes(found.err, says);
  }
  const help = await run("scripts/deploy.ts", ["--help"]);
  assertEquals(help.code, 0);
  assertStringIncludes(help.out, "Usage: deno task deploy [flags]");
});
