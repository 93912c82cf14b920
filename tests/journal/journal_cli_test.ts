/** `deml journal`: what is exported comes back, is merged, and replaces nothing. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { type Hex, keccak256 } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { commitmentOf } from "../../protocol/round/commitment.ts";
import type { Attempt } from "../../miner/journal/call.ts";
import {
  type Journal,
  type Opening,
  openJournal,
  type RoundKey,
} from "../../miner/journal/journal.ts";
import { lockAccount } from "../../miner/journal/lock.ts";
import { assertClear, deml } from "../deml.ts";

const ACCOUNT = privateKeyToAccount(`0x${"22".repeat(32)}`);
const GENESIS: Hex = `0x${"ee".repeat(32)}`;
const WHOSE = { chainId: 31337, genesis: GENESIS, sender: ACCOUNT.address };
const NAME = ACCOUNT.address.toLowerCase();

const round = (index: number): RoundKey => ({
  chainId: 31337,
  genesis: GENESIS,
  contract: `0x${"aa".repeat(20)}`,
  competition: 4n,
  miner: ACCOUNT.address,
  round: index,
  identity: `0x${"ff".repeat(32)}`,
});

function opening(index: number, salt: Hex): Opening {
  const parts = { scores: "0x017bb6", evidence: `0x${"02".repeat(32)}`, salt } as const;
  return { ...parts, commitment: commitmentOf({ ...round(index), ...parts }) };
}
const [ONE, OTHER]: [Hex, Hex] = [`0x${"03".repeat(32)}`, `0x${"04".repeat(32)}`];

async function attempt(nonce: number, maxFee: bigint) {
  const raw = await ACCOUNT.signTransaction({
    type: "eip1559",
    chainId: 31337,
    to: round(0).contract,
    data: "0x01",
    gas: 50_000n,
    nonce,
    maxFeePerGas: maxFee,
    maxPriorityFeePerGas: 1n,
  });
  return { hash: keccak256(raw), raw, maxFee, tip: 1n, sentAt: 5 };
}

async function addCall(
  journal: Journal,
  key: string,
  nonce: number,
  [first, ...raised]: [bigint, ...bigint[]],
) {
  const attempts: [Attempt, ...Attempt[]] = [await attempt(nonce, first)];
  for (const fee of raised) attempts.push(await attempt(nonce, fee));
  return journal.calls.add(WHOSE, {
    key,
    purpose: `${key} round 0 of competition 4`,
    to: round(0).contract,
    data: "0x01",
    value: 0n,
    urgent: true,
    worth: 10n ** 20n,
    nonce,
    gas: 50_000n,
    state: "open",
    displaced: false,
    attempts,
  });
}

async function inHomes(
  test: (homes: { here: string; there: string; file: string }) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "deml-journal-" });
  const [here, there] = [`${folder}/here`, `${folder}/there`];
  try {
    for (const home of [here, there]) await Deno.mkdir(home, { mode: 0o700 });
    await test({ here, there, file: `${folder}/miner.json` });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const open = (home: string) => openJournal(`${home}/${NAME}.sqlite`);

Deno.test("a journal is restored completely on another machine, and importing twice does no harm", () =>
  inHomes(async ({ here, there, file }) => {
    // It stays open: the miner runs while it is exported.
    const journal = open(here);
    journal.recordOpening(round(0), opening(0, ONE));
    journal.recordDeposit(round(0), { stake: 7n, since: 100 });
    journal.endDeposit(round(0), "lost");
    journal.recordDeposit(round(0), { stake: 9n, since: 200 });
    await addCall(journal, "reveal", 3, [9n, 12n]);
    const exported = await deml(["journal", "export", file, "--home", here, "--json"]);
    assertEquals(exported.code, 0, exported.err);
    const { openings, deposits, calls } = JSON.parse(exported.out);
    assertEquals({ openings, deposits, calls }, { openings: 1, deposits: 2, calls: 1 });
    assertEquals((await Deno.stat(file)).mode! & 0o777, 0o600);
    assertClear(await deml(["journal", "export", file, "--home", here]), 1, "already exists");

    const take = () => deml(["journal", "import", file, "--home", there, "--json"]);
    const first = JSON.parse((await take()).out);
    assertEquals([first.openings, first.deposits, first.calls, first.known], [1, 2, 1, 0]);
    const second = JSON.parse((await take()).out);
    assertEquals([second.openings, second.deposits, second.calls, second.known], [0, 0, 0, 4]);
    const copy = open(there);
    assertEquals(copy.opening(round(0)), opening(0, ONE));
    assertEquals([copy.lostStakes(round(0)), copy.deposit(round(0))?.stake], [7n, 9n]);
    assertEquals(copy.calls.open(WHOSE), journal.calls.open(WHOSE));
    copy.close();
    journal.close();
  }));

Deno.test("an import adds what is missing, and another commitment never replaces one", () =>
  inHomes(async ({ here, there, file }) => {
    const [journal, other] = [open(here), open(there)];
    journal.recordOpening(round(0), opening(0, ONE));
    journal.recordOpening(round(1), opening(1, ONE));
    await addCall(journal, "reveal", 3, [9n]);
    other.recordOpening(round(0), opening(0, OTHER));
    await addCall(other, "commit", 3, [10n]);
    journal.close();
    other.close();
    assertEquals((await deml(["journal", "export", file, "--home", here])).code, 0);
    const found = await deml(["journal", "import", file, "--home", there]);
    assertEquals(found.code, 1, "somebody has to look at it");
    assertStringIncludes(found.err, "another commitment exists here, and stays");
    const merged = open(there);
    assertEquals(merged.opening(round(0)), opening(0, OTHER));
    assertEquals(merged.opening(round(1)), opening(1, ONE));
    assertEquals(
      merged.calls.open(WHOSE).map(({ key, displaced }) => [key, displaced]),
      [["commit", false], ["reveal", true]],
    );
    merged.close();
  }));

Deno.test("a file of the previous version is accepted: its calls have no genesis, and belong to this chain", () =>
  inHomes(async ({ here, there, file }) => {
    const journal = open(here);
    await addCall(journal, "reveal", 3, [9n]);
    const wanted = journal.calls.open(WHOSE);
    journal.close();
    await deml(["journal", "export", file, "--home", here]);
    const portable = JSON.parse(await Deno.readTextFile(file));
    assertEquals([portable.version, portable.calls[0].genesis], [2, GENESIS]);
    portable.version = 1;
    delete portable.calls[0].genesis;
    await Deno.writeTextFile(file, JSON.stringify(portable));
    for (const home of [there, here]) {
      const taken = await deml(["journal", "import", file, "--home", home]);
      assertEquals(taken.code, 0, taken.err);
      const merged = open(home);
      assertEquals(merged.calls.open(WHOSE), wanted);
      merged.close();
    }
  }));

Deno.test("a damaged file, or another account's, is refused, and nothing is imported", () =>
  inHomes(async ({ here, there, file }) => {
    const journal = open(here);
    journal.recordOpening(round(0), opening(0, ONE));
    await addCall(journal, "reveal", 3, [9n]);
    journal.close();
    await deml(["journal", "export", file, "--home", here]);
    const good = await Deno.readTextFile(file);
    const refused = async (text: string, says: string) => {
      await Deno.writeTextFile(file, text);
      assertClear(await deml(["journal", "import", file, "--home", there]), 1, says);
    };
    await refused(good.slice(0, 400), "it is not JSON, or it was cut off");
    await refused(good.replace('"version": 2', '"version": 3'), "its version is 3");
    await refused(good.replaceAll("0x017bb6", "0x017bb7"), "does not hash to its commitment");
    await refused(good.replaceAll("0x017bb6", "x"), "openings[0].scores");
    await refused(good.replaceAll(NAME, `0x${"bb".repeat(20)}`), "does not hash");
    await refused(
      good.replace(`"account": "${NAME}"`, `"account": "0x${"bb".repeat(20)}"`),
      "does not belong",
    );
    const { raw, hash } = await attempt(3, 9n);
    const forged = await privateKeyToAccount(`0x${"33".repeat(32)}`).signTransaction({
      chainId: 31337,
      nonce: 3,
      gas: 21_000n,
      maxFeePerGas: 9n,
    });
    await refused(
      good.replaceAll(raw, forged).replaceAll(hash, keccak256(forged)),
      "does not belong to its account",
    );
    assertEquals([...Deno.readDirSync(there)], []);
  }));

Deno.test("check distinguishes a sound journal from a broken one, and a backup opens", () =>
  inHomes(async ({ here, there }) => {
    assertClear(await deml(["journal", "check", "--home", here]), 1, "No journal in");
    assertClear(await deml(["journal", "chekc", "--home", here]), 2, 'did you mean "check"?');
    const journal = open(here);
    journal.recordOpening(round(0), opening(0, ONE));
    journal.recordDeposit(round(0), { stake: 9n, since: 200 });
    await addCall(journal, "reveal", 3, [9n, 12n]);
    const lock = lockAccount(here, { chainId: 31337, address: ACCOUNT.address });
    const check = async (home: string) =>
      JSON.parse((await deml(["journal", "check", "--home", home, "--json"])).out);
    const found = await check(here);
    assertEquals([found.ok, found.openings, found.deposits[0].stake], [true, 1, "9"]);
    assertEquals(found.open.map((call: { attempts: number }) => call.attempts), [2]);
    assertStringIncludes(found.holders[0], `process ${Deno.pid}`);
    assert(Date.now() - Date.parse(found.lastWrite) < 60_000);

    const backup = `${there}/${NAME}.sqlite`;
    const made = await deml(["journal", "backup", backup, "--home", here]);
    assertEquals(made.code, 0, made.err);
    assertEquals((await Deno.stat(backup)).mode! & 0o777, 0o600);
    const copy = open(there);
    assertEquals(copy.opening(round(0)), opening(0, ONE));
    assertEquals(copy.calls.open(WHOSE), journal.calls.open(WHOSE));
    copy.close();
    assertClear(await deml(["journal", "backup", backup, "--home", here]), 1, "already exists");

    const portable = `${there}/x.json`;
    await deml(["journal", "export", portable, "--home", here]);
    const busy = await deml(["journal", "import", portable, "--home", here]);
    assertClear(busy, 1, "is in use in");
    journal.close();
    lock.release();

    const bytes = await Deno.readFile(backup);
    bytes.fill(0xa5, 4_096, 12_288);
    await Deno.writeFile(backup, bytes);
    const broken = await deml(["journal", "check", "--home", there]);
    assertEquals(broken.code, 1, broken.out);
  }));
