/** Taking part from the terminal: registering, submitting in parts, resuming, looking, withdrawing. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { fromFileUrl } from "@std/path/from-file-url";
import { parseEther, zeroHash } from "viem";
import { readModels } from "../miner/chain/read_models.ts";
import { FUND, openStage, type Stage } from "../miner/demo/stage.ts";
import { readKeyFile } from "../miner/model/key_file.ts";
import { testKeyCommitment } from "../protocol/round/key_commitment.ts";
import { openTerms, sealedTerms } from "../protocol/terms/terms.ts";
import { assertClear, deml } from "./deml.ts";

const ROOT = fromFileUrl(new URL("../", import.meta.url));
const DAY = 86_400;
const TEST_KEY = `0x${"11".repeat(32)}` as const;

interface Scene {
  stage: Stage;
  folder: string;
  /** Of the author */
  env: Record<string, string>;
  author: `0x${string}`;
}

async function onStage(work: (scene: Scene) => Promise<void>): Promise<void> {
  const stage = await openStage();
  try {
    const folder = `${stage.folder}/author`;
    await Deno.mkdir(folder, { mode: 0o700 });
    const { key, address } = await stage.actor("author");
    await work({
      stage,
      folder,
      author: address,
      env: {
        DEML_HOME: `${folder}/home`,
        DEML_RPC: stage.chain.url,
        DEML_CONTRACT: stage.connection.contract,
        DEML_GATEWAY: stage.gateway.url,
        DEML_PRIVATE_KEY: key,
      },
    });
  } finally {
    await stage.close();
  }
}

async function create(stage: Stage, sealed: boolean): Promise<{ registrationEnd: number }> {
  const now = await stage.now();
  const choices = {
    specDigest: stage.specDigest,
    fund: FUND,
    registrationEnd: now + DAY,
    submissionEnd: now + 2 * DAY,
    evaluationEnd: now + 9 * DAY,
    seats: 15,
  };
  const testKey = testKeyCommitment(TEST_KEY);
  const terms = sealed
    ? sealedTerms({ ...choices, openingEnd: now + 4 * DAY, testKeyCommitment: testKey })
    : openTerms(choices);
  const organizer = await stage.actor("organizer");
  await organizer.sender.send({
    functionName: "createCompetition",
    args: [terms],
    value: FUND,
    purpose: "create a competition",
  });
  return choices;
}

Deno.test("an author registers and submits, all commands agree on it, and nothing is paid twice", async () => {
  await onStage(async ({ stage, folder, env, author }) => {
    const { registrationEnd } = await create(stage, false);
    const model = `${folder}/lenet.onnx`;
    await Deno.copyFile(`${ROOT}examples/models/lenet.onnx`, model);
    const submit = (...flags: string[]) =>
      deml(["submit", model, "--competition", "1", ...flags], env);

    assertStringIncludes((await deml(["register", "1"], env)).err, "give --yes");
    const dry = await deml(["register", "1", "--dry-run"], env);
    assertEquals(dry.code, 0, dry.err);
    assertStringIncludes(dry.err, "buy-in");
    const bill = JSON.parse((await deml(["register", "1", "--dry-run", "--json"], env)).out);
    assertEquals([bill.transactions, bill.account, bill.payments[0].what], [1, author, "buy-in"]);
    // In registration it registers, and reserves a place for this model.
    const early = JSON.parse((await submit("--yes", "--json")).out);
    assertEquals([early.model, early.registered, early.transactions.length], [null, true, 1]);
    const balance = await stage.connection.client.getBalance({ address: author });
    const again = JSON.parse((await deml(["register", "1", "--yes", "--json"], env)).out);
    assertEquals([again.registered, again.transactions], [false, []]);
    assertEquals(await stage.connection.client.getBalance({ address: author }), balance);
    const due = await deml(["submissions"], env);
    assertStringIncludes(due.out, "Submit from");

    await stage.warpTo(registrationEnd);
    const sent = await submit("--yes");
    assertEquals(sent.code, 0, sent.err);
    assertStringIncludes(sent.err, "9910 of 10000 test samples");
    const once = JSON.parse((await submit("--yes", "--json")).out);
    assertEquals([once.model, once.transactions], [0, []]);
    const csv = await deml(["leaderboard", "--competition", "1", "--csv"], env);
    const [head, row, ...others] = csv.out.trimEnd().split("\n");
    assertEquals([head?.split(",")[0], row?.split(",")[2], others], ["rank", author, []]);
    // A name is one more transaction, and the same name none.
    for (const transactions of [1, 0]) {
      const named = await submit("--yes", "--json", "--name", "=Läufer");
      assertEquals([named.code, JSON.parse(named.out).transactions.length], [0, transactions]);
    }
    const table = await deml(["leaderboard", "--competition", "1", "--csv"], env);
    assertEquals(table.out.trimEnd().split(",").slice(-2), ["'=Läufer", ""]);
    const own = JSON.parse((await deml(["submissions", "--json"], env)).out);
    assertEquals([own.submissions.length, own.submissions[0].status], [1, "waiting"]);
    const watched = await deml(["watch", "1", "--until", "submission", "--json"], env);
    const events = watched.out.trimEnd().split("\n").map((line) => JSON.parse(line).event);
    assertEquals([watched.code, events], [0, ["phase", "enrolled", "model"]]);
    assertEquals((await deml(["watch", "1", "--timeout", "1"], env)).code, 4);

    const broken = `${folder}/broken.onnx`;
    await Deno.writeFile(broken, new Uint8Array(100));
    const invalid = await deml(["submit", broken, "--competition", "1", "--yes"], env);
    assertEquals(invalid.code, 3, invalid.err);
    assertEquals((await readModels(stage.connection, 1n, 1)).length, 1);
    assertStringIncludes((await deml(["withdraw", "--all", "--yes"], env)).out, "no prizes");
    assertClear(await deml(["submit", model, "--competition", "9"], env), 1, "9");
  });
});

/** Starts the program. */
function begin(args: string[], env: Record<string, string>): Deno.ChildProcess {
  const main = fromFileUrl(new URL("../miner/main.ts", import.meta.url));
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", main, ...args],
    env: { NO_COLOR: "1", ...env },
    stdout: "null",
    stderr: "piped",
  }).spawn();
}

async function until(reached: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (!await reached()) {
    assert(Date.now() < deadline, "it sends nothing");
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function namesIn(folder: string): Promise<string[]> {
  return (await Array.fromAsync(Deno.readDir(folder), ({ name }) => name)).sort();
}

Deno.test("Ctrl-C while a transaction waits says what is pending; the next run waits for it", async () => {
  await onStage(async ({ stage, env, author }) => {
    await create(stage, false);
    const { connection: { client }, chain: { control } } = stage;
    const nonce = () => client.getTransactionCount({ address: author, blockTag: "pending" });
    await control.setAutomine(false);
    const child = begin(["register", "1", "--yes"], env);
    await until(async () => await nonce() === 1);
    child.kill("SIGINT");
    const { code, stderr } = await child.output();
    const log = new TextDecoder().decode(stderr);
    assertEquals(code, 130, log);
    assertStringIncludes(log, "Not mined yet: register in competition 1");
    const waiting = begin(["register", "1", "--yes"], env);
    await control.mine({ blocks: 1 });
    const waited = await waiting.output();
    const next = new TextDecoder().decode(waited.stderr);
    assertEquals(waited.code, 0, next);
    assertStringIncludes(next, "Mined in block");
    assertEquals(await nonce(), 1, "it is not sent again");
  });
});

Deno.test("a submission killed between its parts continues where the bytes on chain end, with the same key", async () => {
  await onStage(async ({ stage, folder, env, author }) => {
    const { registrationEnd } = await create(stage, true);
    const model = `${folder}/large.deml`;
    const bytes = new Uint8Array(300_000);
    for (let at = 0; at < bytes.length; at += 60_000) {
      crypto.getRandomValues(bytes.subarray(at, at + 60_000));
    }
    await Deno.writeFile(model, bytes);
    assertEquals((await deml(["register", "1", "--yes"], env)).code, 0);
    await stage.warpTo(registrationEnd);

    const args = ["submit", model, "--competition", "1", "--unscored", "--yes"];
    // Nothing is sealed before it is wanted.
    assertEquals((await deml([...args.slice(0, -1), "--dry-run"], env)).code, 0);
    assertEquals((await deml(args.slice(0, -1), env)).code, 2);
    assertEquals(await namesIn(folder), ["home", "large.deml"]);
    const { client } = stage.connection;
    const nonce = () => client.getTransactionCount({ address: author, blockTag: "pending" });
    const first = await nonce();
    const { chain: { control } } = stage;
    await control.setAutomine(false);
    const child = begin(args, env);
    const reaches = (count: number) => until(async () => await nonce() >= first + count);
    await reaches(1);
    await control.mine({ blocks: 1 });
    // The second part is on its way, and nobody will wait for it.
    await reaches(2);
    child.kill("SIGKILL");
    await child.output();
    await control.mine({ blocks: 1 });
    await control.setAutomine(true);

    const [begun] = await readModels(stage.connection, 1n, 1);
    assertEquals([begun?.published, begun?.status], [240_000, "incomplete"]);
    const unfinished = await deml(["submissions"], env);
    assertStringIncludes(unfinished.out, "Send the missing");
    // Neither another name of the model nor a lost envelope makes a second submission.
    const moved = `${folder}/moved.deml`;
    await Deno.rename(model, moved);
    for (const name of await namesIn(folder)) {
      if (name.endsWith(".sealed")) await Deno.remove(`${folder}/${name}`);
    }
    args[1] = moved;
    const resumed = await deml([...args, "--json"], env);
    assertEquals(resumed.code, 0, resumed.err);
    const { model: place, keyFile, transactions } = JSON.parse(resumed.out);
    // That of the killed run, which the journal had, and one more.
    assertEquals([place, transactions.length], [0, 2]);
    assertEquals(await nonce(), first + 3);
    const [whole] = await readModels(stage.connection, 1n, 1);
    assertEquals([whole?.status, whole?.published], ["sealed", whole?.size]);
    const key = await readKeyFile(keyFile);
    assert(key.seals === "model" && key.digest === whole?.digest);
    assertEquals(key.commitment, whole.keyCommitment);
    assert(whole.keyCommitment !== zeroHash);
    // A terminal that a stranger sees does not have it.
    assert(!resumed.err.includes(key.key) && !resumed.out.includes(key.key));
    assertEquals((await Deno.stat(keyFile)).mode! & 0o077, 0);
    assert(await client.getBalance({ address: author }) < parseEther("1000"));
  });
});
