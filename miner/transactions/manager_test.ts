import { assert, assertEquals, assertRejects } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import { privateKeyToAccount } from "viem/accounts";
import { DemlError, type Failure, told } from "../../protocol/errors.ts";
import { type CallRecord, callRecord, CALLS_SCHEMA } from "../journal/calls.ts";
import type { Wanted } from "../journal/call.ts";
import { openTransactions, type Transactions } from "./manager.ts";
import { type SimulatedNode, simulatedNode } from "./simulated_node.ts";

const account = privateKeyToAccount(`0x${"11".repeat(32)}`);

const always = () => Promise.resolve(true);

const wanted = (key: string, changes: Partial<Wanted> = {}): Wanted => ({
  key,
  purpose: key,
  to: "0x0000000000000000000000000000000000000009",
  data: "0x",
  value: 0n,
  urgent: false,
  ...changes,
});

interface Bench {
  node: SimulatedNode;
  transactions: Transactions;
  lines: string[];
  failures: (Failure | undefined)[];
  /** The same account after a crash: only the record is left */
  restart(): Transactions;
}

function bench(changes: { maxFee?: bigint; record?: Partial<CallRecord> } = {}): Bench {
  const database = new DatabaseSync(":memory:");
  database.exec(CALLS_SCHEMA);
  const node = simulatedNode();
  const lines: string[] = [];
  const failures: (Failure | undefined)[] = [];
  const open = () =>
    openTransactions({
      node,
      account,
      chainId: 1,
      genesis: `0x${"ee".repeat(32)}`,
      record: { ...callRecord(database), ...changes.record },
      maxFee: changes.maxFee,
      log: (line, about) => {
        lines.push(line);
        failures.push(about?.failure);
      },
    });
  return { node, transactions: open(), lines, failures, restart: open };
}

const kinds = async (transactions: Transactions) =>
  (await transactions.tick(always)).map(({ kind, call }) => `${kind} ${call.key}`);

Deno.test("calls are mined in order, and reported once when mined and once when final", async () => {
  const { node, transactions } = bench();
  await transactions.submit(wanted("a"));
  await transactions.submit(wanted("b"));
  assertEquals(await kinds(transactions), []);
  node.mine();
  assertEquals(await kinds(transactions), ["mined a", "mined b"]);
  node.mine();
  assertEquals(await kinds(transactions), []);
  node.mine();
  assertEquals(await kinds(transactions), ["final a", "final b"]);
  assertEquals(transactions.open(), []);
});

Deno.test("while a call is open it is not made twice, not even after a restart", async () => {
  const { node, transactions, restart } = bench();
  const [one, two] = await Promise.all([
    transactions.submit(wanted("a")),
    transactions.submit(wanted("a")),
  ]);
  assertEquals(one, two);
  const again = restart();
  assertEquals((await again.submit(wanted("a"))).nonce, one.nonce);
  node.mine(3);
  assertEquals(await kinds(again), ["mined a", "final a"]);
  assertEquals(node.chain.length, 1);
});

Deno.test("forgotten calls are sent again, and a call whose answer was lost is not made twice", async () => {
  const { node, transactions } = bench();
  node.failNext = { answer: "unclear", taken: false };
  await transactions.submit(wanted("a"));
  node.failNext = { answer: "unclear", taken: true };
  await transactions.submit(wanted("b"));
  await transactions.tick(always);
  node.mine();
  assertEquals(await kinds(transactions), ["mined a", "mined b"]);
  await transactions.submit(wanted("c"));
  node.dropPool();
  await transactions.tick(always);
  node.mine();
  assertEquals((await kinds(transactions)).includes("mined c"), true);
  assertEquals(node.chain.length, 3);
});

Deno.test("an endpoint's failure is logged as data, and the call is sent again", async () => {
  const { node, transactions, lines, failures } = bench();
  const { send } = node;
  const failure: Failure = { kind: "chain/endpoint-late" };
  node.send = () => Promise.resolve({ answer: "unclear", failure });
  await transactions.submit(wanted("a"));
  assertEquals(lines, ["to a: perhaps not sent; it is retried"]);
  assertEquals(failures, [failure]);
  node.send = send;
  await transactions.tick(always);
  node.mine();
  assertEquals(await kinds(transactions), ["mined a"]);
});

Deno.test("after a crash between record and send, the transaction is sent", async () => {
  const { node, transactions, restart } = bench();
  node.failNext = { answer: "unclear", taken: false };
  await transactions.submit(wanted("a"));
  const again = restart();
  await again.tick(always);
  node.mine(3);
  assertEquals(await kinds(again), ["mined a", "final a"]);
});

Deno.test("the network hears of nothing unrecorded: a call, an offer, an empty transfer", async () => {
  const { node, transactions, restart } = bench();
  const send = node.send;
  const onRecord: boolean[] = [];
  node.send = (raw) => {
    const recorded = restart().open().flatMap(({ attempts }) => attempts.map((each) => each.raw));
    onRecord.push(recorded.includes(raw));
    return send(raw);
  };
  await transactions.submit(wanted("a", { worth: 10n ** 9n }));
  node.market = { baseFee: 1_000n, tip: 5n };
  node.mine(3);
  await transactions.tick(always);
  await transactions.tick(() => Promise.resolve(false));
  assertEquals(onRecord, [true, true, true]);
});

Deno.test("offers follow a tenfold base fee at the same nonce", async () => {
  const { node, transactions } = bench();
  const { nonce } = await transactions.submit(wanted("a", { worth: 10n ** 9n }));
  node.market = { baseFee: 1_000n, tip: 5n };
  for (let block = 0; block < 3; block++) {
    node.mine();
    await transactions.tick(always);
  }
  node.mine(3);
  const [mined] = await transactions.tick(always);
  assert(mined?.kind === "mined" && mined.call.attempts.length === 2);
  assertEquals([mined.call.nonce, node.chain.length], [nonce, 1]);
});

Deno.test("a higher offer is on record before the network hears of it, and is found after a crash", async () => {
  const { node, transactions, restart } = bench();
  await transactions.submit(wanted("a", { worth: 10n ** 9n }));
  node.market = { baseFee: 1_000n, tip: 5n };
  node.mine(3);
  const send = node.send;
  node.send = () => Promise.reject(new Error("the process is dead"));
  await assertRejects(() => transactions.tick(always), Error, "is dead");
  node.send = send;
  const again = restart();
  const [call] = again.open();
  assertEquals(call!.attempts.length, 2);
  // It had reached the network anyway.
  await node.send(call!.attempts[1]!.raw);
  node.mine(3);
  assertEquals(await kinds(again), ["mined a", "final a"]);
  assertEquals(node.chain, [call!.attempts[1]!.hash]);
});

Deno.test("no call pays more than it is worth, or than the limit", async () => {
  const { node, transactions } = bench();
  await transactions.submit(wanted("a", { worth: 250_000n }));
  node.market = { baseFee: 10_000n, tip: 5n };
  for (let block = 0; block < 30; block++) {
    node.mine();
    await transactions.tick(always);
  }
  const [call] = transactions.open();
  assert(call!.attempts.every(({ maxFee }) => maxFee * call!.gas <= 250_000n));
  assertEquals(node.chain.length, 0);
  const limited = bench({ maxFee: 150n });
  const { attempts } = await limited.transactions.submit(wanted("a"));
  assertEquals(attempts[0]!.maxFee, 150n);
  limited.node.market = { baseFee: 151n, tip: 1n };
  await assertRejects(
    () => limited.transactions.submit(wanted("b")),
    DemlError,
    'funds/base-fee {"purpose":"b","baseFee":"151","maxFee":"150"}',
  );
});

Deno.test("an urgent call takes the place of a stuck one, whichever of the two is mined", async () => {
  for (const first of ["stuck", "urgent"]) {
    const { node, transactions } = bench();
    const stuck = await transactions.submit(wanted("stuck", { worth: 250_000n }));
    node.market = { baseFee: 300n, tip: 5n };
    node.mine(2);
    const urgent = await transactions.submit(wanted("urgent", { urgent: true, worth: 10n ** 9n }));
    assertEquals(urgent.nonce, stuck.nonce);
    assertEquals(transactions.find("stuck"), undefined, "it may be made again");
    if (first === "stuck") {
      // A producer has it anyway.
      node.dropPool();
      node.market = { baseFee: 100n, tip: 1n };
      await node.send(stuck.attempts[0]!.raw);
    }
    node.mine();
    const outcomes = await kinds(transactions);
    if (first === "urgent") assertEquals(outcomes, ["mined urgent"]);
    else {
      assertEquals(outcomes, ["mined stuck", "lost urgent"]);
      await transactions.submit(wanted("urgent", { urgent: true, worth: 10n ** 9n }));
      node.mine();
      assertEquals((await kinds(transactions)).includes("mined urgent"), true);
    }
  }
});

Deno.test("a call that waits after a stuck one lends it its own worth", async () => {
  const { node, transactions } = bench();
  await transactions.submit(wanted("small", { worth: 202_000n }));
  await transactions.submit(wanted("dear", { urgent: true, worth: 10n ** 9n }));
  node.market = { baseFee: 500n, tip: 5n };
  for (let block = 0; block < 4; block++) {
    node.mine();
    await transactions.tick(always);
  }
  node.mine(4);
  await transactions.tick(always);
  node.mine(4);
  await transactions.tick(always);
  assertEquals(node.chain.length, 2);
});

Deno.test("a reorg of six blocks that forgets a transaction loses nothing", async () => {
  for (const keep of [true, false]) {
    const { node, transactions } = bench();
    node.confirmations = 8;
    node.mine(6);
    await transactions.submit(wanted("a"));
    node.mine(6);
    assertEquals(await kinds(transactions), ["mined a"]);
    node.reorg(6, keep);
    await transactions.tick(always);
    node.mine(8);
    assertEquals(await kinds(transactions), ["mined a", "final a"]);
    assertEquals(node.chain.length, 1);
  }
});

Deno.test("a gap below waiting calls is filled", async () => {
  const { node, transactions } = bench();
  const foreign = await account.signTransaction({
    type: "eip1559",
    chainId: 1,
    nonce: 0,
    gas: 21_000n,
    maxFeePerGas: 500n,
    maxPriorityFeePerGas: 1n,
  });
  await node.send(foreign);
  await transactions.submit(wanted("a"));
  node.dropPool();
  await transactions.tick(always);
  node.mine();
  assertEquals(await kinds(transactions), ["mined nonce/0", "mined a"]);
});

Deno.test("a full disk stops calls that can wait, but no urgent one", async () => {
  const full = () => {
    throw new Error("database or disk is full");
  };
  const { node, transactions, lines } = bench({
    record: { add: full, addAttempt: full, mark: full },
  });
  await assertRejects(() => transactions.submit(wanted("a")), DemlError, "disk is full");
  await transactions.submit(wanted("reveal", { urgent: true }));
  node.mine(3);
  assertEquals(await kinds(transactions), ["mined reveal", "final reveal"]);
  assert(lines[0]!.includes("sent anyway"));
});

Deno.test("a call that the account cannot afford is refused before anything is signed", async () => {
  const { node, transactions } = bench();
  node.balance = 10n;
  await assertRejects(() => transactions.submit(wanted("a")), DemlError, "funds/too-little");
  assertEquals(transactions.open(), []);
  node.balance = 10n ** 18n;
  node.failNext = { answer: "funds", taken: false };
  await assertRejects(() => transactions.submit(wanted("a")), DemlError, "funds/cannot-pay");
  assertEquals(transactions.open(), [], "its nonce is free");
});

Deno.test("a call that is no longer wanted, or would revert, gives its nonce to an empty transfer", async () => {
  for (const why of ["not meant", "reverts"]) {
    const { node, transactions, lines } = bench();
    const { nonce, attempts } = await transactions.submit(wanted("commit"));
    if (why === "reverts") {
      node.revert = "RoundOver";
      node.dropPool();
    }
    const holds = () => Promise.resolve(why === "reverts");
    assertEquals(await transactions.tick(holds), []);
    assert(lines.at(-1)!.includes("cancelled"), lines.at(-1));
    assertEquals(transactions.find("commit"), undefined, "it may be made again");
    node.revert = undefined;
    const again = await transactions.submit(wanted("commit"));
    assertEquals(again.nonce, nonce + 1);
    node.mine();
    assertEquals(await kinds(transactions), [`mined nonce/${nonce}`, "mined commit"]);
    assertEquals(node.chain.includes(attempts[0]!.hash), false);
  }
});

Deno.test("a call that is mined while holds() decides is not cancelled", async () => {
  const { node, transactions, lines } = bench();
  const { attempts } = await transactions.submit(wanted("commit"));
  await transactions.tick(() => {
    node.mine();
    return Promise.resolve(false);
  });
  assertEquals(transactions.open().length, 1, "nothing else was sent");
  assertEquals(lines, []);
  assertEquals(await kinds(transactions), ["mined commit"]);
  assertEquals(node.chain, [attempts[0]!.hash]);
});

Deno.test("a call whose nonce an urgent one takes in the meantime is not also cancelled", async () => {
  const { node, transactions } = bench();
  const { nonce } = await transactions.submit(wanted("stuck", { worth: 250_000n }));
  node.market = { baseFee: 300n, tip: 5n };
  node.mine(2);
  const see = node.see;
  let looks = 0;
  node.see = async (...asked) => {
    // Between the decision and the action.
    if (++looks === 2) {
      await transactions.submit(wanted("urgent", { urgent: true, worth: 10n ** 9n }));
    }
    return await see(...asked);
  };
  await transactions.tick(() => Promise.resolve(false));
  assertEquals(looks, 2);
  assertEquals(
    transactions.open().map(({ key, nonce: at, displaced }) => [key, at, displaced]),
    [["stuck", nonce, true], ["urgent", nonce, false]],
  );
});

Deno.test("if it is unknown whether a call holds, it is neither sent again nor cancelled", async () => {
  const { node, transactions } = bench();
  await transactions.submit(wanted("commit"));
  node.dropPool();
  await transactions.tick(() => Promise.reject(told("chain", "No answer", "Try again")));
  node.mine();
  assertEquals([node.chain.length, transactions.find("commit")?.displaced], [0, false]);
  await transactions.tick(always);
  node.mine();
  assertEquals(await kinds(transactions), ["mined commit"]);
});

Deno.test("a tick that only reads sends nothing", async () => {
  const { node, transactions } = bench();
  await transactions.submit(wanted("a"));
  node.dropPool();
  await transactions.tick();
  node.mine();
  assertEquals(node.chain.length, 0);
});

Deno.test("an offer that nodes reject is raised, however often it was sent", async () => {
  const { node, transactions } = bench();
  await transactions.submit(wanted("reveal", { urgent: true, worth: 10n ** 9n }));
  node.market = { baseFee: 1_000n, tip: 5n };
  for (let block = 0; block < 3; block++) {
    node.dropPool();
    node.mine();
    await transactions.tick(always);
  }
  node.mine();
  assertEquals(await kinds(transactions), ["mined reveal"]);
});

Deno.test("a mined and reverted call may be tried again before its block is deep", async () => {
  const { node, transactions } = bench();
  const first = await transactions.submit(wanted("reveal"));
  node.succeeds = false;
  node.mine();
  assertEquals(await kinds(transactions), ["mined reveal"]);
  node.succeeds = true;
  const second = await transactions.submit(wanted("reveal"));
  assertEquals(second.nonce, first.nonce + 1);
});

Deno.test("an urgent call offers the account's balance rather than nothing", async () => {
  const { node, transactions } = bench();
  // A first offer of 201 wei per gas would take 201,000.
  node.balance = 150_000n;
  await assertRejects(() => transactions.submit(wanted("a")), DemlError, "funds/too-little");
  await transactions.submit(wanted("reveal", { urgent: true, worth: 10n ** 9n }));
  assertEquals(transactions.open()[0]!.attempts[0]!.maxFee, 150n);
  node.market = { baseFee: 160n, tip: 1n };
  node.mine(2);
  node.failNext = { answer: "funds", taken: false };
  await transactions.tick(always);
  assertEquals(transactions.open()[0]!.attempts.map(({ maxFee }) => maxFee), [150n]);
  node.market = { baseFee: 140n, tip: 1n };
  node.mine();
  assertEquals(await kinds(transactions), ["mined reveal"]);
});
