/** Every kind of lie about a competition, planted, found and named by verification. */
import { assert, assertEquals } from "@std/assert";
import { type Hex, numberToHex, toEventSelector, toHex } from "viem";
import type { Connection } from "../miner/chain/client.ts";
import { call } from "../miner/chain/call.ts";
import { type PastEvent, readHistory } from "../miner/chain/read_history.ts";
import { readCompetition } from "../miner/chain/read_competition.ts";
import { verifyOn, withdrawAll } from "../miner/demo/play.ts";
import { type Actor, openStage } from "../miner/demo/stage.ts";
import { fetchSpec } from "../miner/duties/fetch_spec.ts";
import { fetchTestSet } from "../miner/duties/fetch_test_set.ts";
import { openEvaluator } from "../miner/evaluation/host/evaluator.ts";
import { sha256 } from "../miner/ipfs/cid.ts";
import { submitModel } from "../miner/participant/submit_model.ts";
import type { DifferenceKind } from "../miner/verify/difference.ts";
import { draw } from "../miner/verify/verify.ts";
import { replay } from "../miner/verify/replay.ts";
import { eventOf } from "../protocol/abi.ts";
import { hireLiars } from "./attacks/liars.ts";
import { createForLiars, LIARS, packedExample, ROWS, ruleRound } from "./attacks/ruled.ts";
import { sampleLeaf, sampleRoot } from "../protocol/score/evidence.ts";
import { PERFECT_SCORE } from "../protocol/score/score.ts";
import { demlOn } from "./sealed/deml.ts";
import { createSealed } from "./sealed/organizer.ts";
import { compilePatched, stageWith } from "./patched_contract.ts";

const LIE = 77_777;

/** The same chain through a node that omits the events with the bytes of models. */
function withholding(connection: Connection, selector: string): Connection {
  const { client } = connection;
  const request = async (asked: { method: string; params?: unknown }) => {
    const answer = await client.request(asked as never) as unknown;
    if (asked.method !== "eth_getLogs") return answer;
    return (answer as { topics: Hex[] }[]).filter(({ topics }) => topics[0] !== selector);
  };
  return { ...connection, client: { ...client, request } as never };
}

/** The events with one of them changed. */
function forged<Name extends PastEvent["eventName"]>(
  events: PastEvent[],
  name: Name,
  args: (args: Extract<PastEvent, { eventName: Name }>["args"]) => object,
): PastEvent[] {
  const at = events.findIndex(({ eventName }) => eventName === name);
  assert(at >= 0, `${name} is among the events`);
  const event = events[at] as Extract<PastEvent, { eventName: Name }>;
  return events.with(
    at,
    { ...event, args: { ...event.args, ...args(event.args as never) } } as PastEvent,
  );
}

function firstOf(events: PastEvent[]) {
  const [first] = replay(events).differences;
  return [first?.kind, first?.model, first?.account];
}

Deno.test("each kind of lie is found, and named first", async (t) => {
  const stage = await openStage();
  try {
    const { connection } = stage;
    const competition = await createForLiars(stage, 3);
    const { id, terms, organizer, authors } = competition;
    const liars = await hireLiars(stage, id, LIARS);
    await liars.enrol();
    await stage.warpTo(terms.registrationEnd);
    const packed = await packedExample("logreg");
    await submitModel(connection, authors[0]!.sender, id, packed);
    await ruleRound(stage, competition, liars, 0, [LIE]);
    let honest = 0;
    let root: Hex | undefined;

    await t.step("a score by a majority of miners, while the competition runs", async () => {
      const { verified, ended, differences: [first] } = await verifyOn(stage, id);
      assertEquals([verified, ended], [false, false]);
      assertEquals([first?.kind, first?.model, first?.found], ["score", 0, String(LIE)]);
      assertEquals(first?.accounts, liars.actors.map(({ address }) => address));
      honest = Number(first?.expected);
    });

    await t.step("evidence of outputs that the model does not give", async () => {
      await submitModel(connection, authors[1]!.sender, id, packed);
      await ruleRound(stage, competition, liars, 1, [honest]);
      const { differences } = await verifyOn(stage, id);
      const wrong = differences.filter(({ kind }) => kind === "evidence");
      assertEquals(wrong.map(({ model, round }) => [model, round]), Array(LIARS).fill([1, 1]));
      const named = wrong.map(({ account }) => account).sort();
      assertEquals(named, liars.actors.map(({ address }) => address).sort());
      root = wrong[0]?.expected as Hex;
    });

    await t.step("the model's own outputs, counted with a swapped label file", async () => {
      await submitModel(connection, authors[2]!.sender, id, packed);
      await ruleRound(stage, competition, liars, 2, [honest - 1_000], root);
      const { differences } = await verifyOn(stage, id);
      const wrong = differences.filter(({ kind }) => kind === "labels");
      assertEquals(
        wrong.map(({ model, round, expected, found }) => [model, round, expected, found]),
        Array(LIARS).fill([2, 2, String(honest), String(honest - 1_000)]),
      );
      assertEquals(
        wrong.map(({ account }) => account).sort(),
        liars.actors.map(({ address }) => address).sort(),
      );
    });

    await t.step(
      "a gateway with other labels, or none: not checked, and not verified",
      async () => {
        const server = Deno.serve(
          { port: 0, onListen() {} },
          () => new Response(new Uint8Array(500)),
        );
        const url = `http://127.0.0.1:${server.addr.port}`;
        const gateway = { ...stage.gateway, url };
        const { verified, unchecked } = await verifyOn({ connection, gateway }, id);
        assertEquals([verified, unchecked.map(({ model }) => model)], [false, [0, 1, 2]]);
        await server.shutdown();
      },
    );

    await t.step("a withheld part", async () => {
      const blind = withholding(connection, toEventSelector(eventOf("ModelPart")));
      const { verified, differences: [first] } = await verifyOn(
        { ...stage, connection: blind },
        id,
      );
      assertEquals([verified, first?.kind, first?.model], [false, "parts", 0]);
      assertEquals([first?.expected, first?.found], [String(packed.length), "0"]);
    });

    await stage.warpTo(terms.evaluationEnd);
    await organizer.sender.send({ functionName: "finalize", args: [id], purpose: "finalize" });
    for (const { sender, address } of liars.actors) {
      await sender.send({ functionName: "claim", args: [id, address], purpose: "claim" });
    }
    await withdrawAll(stage, id, [organizer, ...authors]);
    assertEquals(await call(connection, "owedTo", [id, authors[0]!.address]), 0n);
    const events = await readHistory(connection, id, terms.registrationEnd);

    await t.step("the accounting itself is right, to the wei", async () => {
      assertEquals(replay(events).differences, []);
      const kinds = new Set((await verifyOn(stage, id)).differences.map(({ kind }) => kind));
      assertEquals([...kinds].sort(), ["evidence", "labels", "score"]);
    });

    await t.step("a contract whose event has another median", () => {
      const told = forged(events, "RoundSettled", ({ results }) => ({
        results: `${results.slice(0, 10)}${numberToHex(LIE + 1, { size: 3 }).slice(2)}${
          results.slice(16)
        }`,
      }));
      assertEquals(firstOf(told), ["median", 0, undefined]);
    });

    await t.step("a contract that takes a deposit, or fewer", () => {
      assertEquals(firstOf(forged(events, "RoundSettled", () => ({ lost: 1n })))[0], "forfeits");
    });

    await t.step("a contract that pays a miner a wei less", () => {
      const told = forged(events, "Claimed", ({ fees }) => ({ fees: fees - 1n }));
      assertEquals(firstOf(told), ["payout", undefined, liars.actors[0]!.address]);
    });

    await t.step("a contract that credits a winner a wei less", () => {
      const told = forged(events, "Credited", ({ amount }) => ({ amount: amount - 1n }));
      const prize = replay(told).differences.find(({ kind }) => kind === "prize");
      assert(prize?.account !== undefined);
    });

    await t.step("a contract that pays out a wei more than is owed", () => {
      const told = forged(events, "Withdrawn", ({ amount }) => ({ amount: amount + 1n }));
      assertEquals(firstOf(told)[0], "withdrawal");
    });

    await t.step("a contract with another pot, or another winner", () => {
      assertEquals(firstOf(forged(events, "Ended", ({ pot }) => ({ pot: pot + 1n })))[0], "pot");
      assertEquals(firstOf(forged(events, "Ended", () => ({ ending: 2 })))[0], "ending");
    });
  } finally {
    await stage.close();
  }
});

Deno.test("one label that a majority changed is named by its sample", async () => {
  const stage = await openStage();
  const evaluator = openEvaluator({ width: 1 });
  try {
    const { connection, gateway } = stage;
    const competition = await createForLiars(stage, 2, {}, "native");
    const { id, terms, authors } = competition;
    const liars = await hireLiars(stage, id, LIARS);
    await liars.enrol();
    await stage.warpTo(terms.registrationEnd);
    const packed = await packedExample("logreg");
    const digest = toHex(await sha256(packed));
    const context = { sources: { gateways: [gateway.url] } };
    const spec = await fetchSpec(context, terms.specDigest);
    const loaded = await evaluator.load(await fetchTestSet(context, spec, undefined));
    const verdict = await loaded.evaluate(packed);
    assert(verdict.kind === "scored");
    const { predictions, score } = verdict;
    const rootOf = (labels: Int32Array) =>
      sampleRoot(
        Array.from(labels, (label, sample) =>
          sampleLeaf(digest, sample, new Uint8Array(Int32Array.of(label).buffer))),
      );
    const other = (sample: number) => (predictions[sample]! + 1) % 10;

    // One more right answer than there is.
    const [one, two] = [321, 77];
    await submitModel(connection, authors[0]!.sender, id, packed);
    const lie = score + 100_000 / ROWS;
    await ruleRound(
      stage,
      competition,
      liars,
      0,
      [lie],
      rootOf(predictions.with(one, other(one))),
    );
    const [first] = (await verifyOn(stage, id)).differences;
    assertEquals(
      [first?.kind, first?.model, first?.sample, first?.found],
      ["score", 0, one, String(lie)],
    );

    // The right score of other outputs: no single sample explains them.
    await submitModel(connection, authors[1]!.sender, id, packed);
    const changed = predictions.with(one, other(one)).with(two, other(two));
    await ruleRound(stage, competition, liars, 1, [score], rootOf(changed));
    const wrong = (await verifyOn(stage, id)).differences
      .filter(({ kind }) => kind === "evidence");
    assertEquals(
      wrong.map(({ model, sample }) => [model, sample]),
      Array(LIARS).fill([1, undefined]),
    );
  } finally {
    await evaluator.close();
    await stage.close();
  }
});

Deno.test("a bad test set that a majority calls good", async () => {
  const stage = await openStage();
  try {
    const deml = await demlOn(stage);
    // Its key opens nothing with this nonce.
    const sealed = await createSealed(stage, deml, { nonce: `0x${"00".repeat(12)}` });
    const { id, terms, keyFile } = sealed;
    const liars = await hireLiars(stage, id, LIARS);
    await liars.enrol();
    await stage.warpTo(terms.submissionEnd);
    await deml("open", keyFile, "--competition", String(id), "--yes");
    await ruleRound(stage, { ...sealed, authors: [] }, liars, 0, [PERFECT_SCORE]);
    const { verified, differences } = await verifyOn(stage, id);
    assertEquals(
      [verified, differences.map(({ kind, expected, found }) => [kind, expected, found])],
      [false, [["test-set", "bad", "good"]]],
    );
  } finally {
    await stage.close();
  }
});

Deno.test("a contract that books, pays, shares and refunds what it likes", async () => {
  const stage = await openStage();
  try {
    const code = await compilePatched([
      {
        file: "DeMLRounds.sol",
        from: "VALUE_INVALID : median + 1",
        to: "VALUE_INVALID : median + 2",
      },
      {
        file: "DeMLMoney.sol",
        from: "uint256 fees = desk.fees() * _feeUnit(c);",
        to: "uint256 fees = desk.fees() * _feeUnit(c) / 2;",
      },
      {
        file: "DeMLMoney.sol",
        from: "uint256 rest = shared;",
        to: "uint256 rest = shared - 1;",
      },
      {
        file: "DeMLState.sol",
        from: "return bonds + buyIn - (outcome & ~ONE_WAS_JUDGED) * _part(c);",
        to: "return bonds + buyIn - 2 * (outcome & ~ONE_WAS_JUDGED) * _part(c);",
      },
    ]);
    const patched = await stageWith(stage, code);
    const competition = await createForLiars(patched, 1, { returnsBuyIns: true });
    const { id, terms, organizer, authors } = competition;
    const [author] = authors as [Actor];
    const miners = await hireLiars(patched, id, LIARS);
    await miners.enrol();
    await stage.warpTo(terms.registrationEnd);
    const packed = await packedExample("logreg");
    await submitModel(patched.connection, author.sender, id, packed);
    await ruleRound(patched, competition, miners, 0, [LIE]);
    const found = async (...kinds: DifferenceKind[]) =>
      (await verifyOn(patched, id)).differences.filter(({ kind }) => kinds.includes(kind));
    const booked = await found("median");
    assertEquals(booked.map(({ model, expected, found }) => [model, expected, found]), [
      [0, String(LIE), String(LIE + 1)],
    ]);
    await stage.warpTo(terms.evaluationEnd);
    await organizer.sender.send({ functionName: "finalize", args: [id], purpose: "finalize" });
    const [prize] = await found("prize");
    assertEquals(
      [prize?.account, BigInt(prize?.expected ?? 0) - BigInt(prize?.found ?? 0)],
      [author.address, 1n],
    );
    const { part } = await readCompetition(patched.connection, id);
    const [refund] = await found("refund");
    assertEquals(
      [refund?.account, BigInt(refund?.expected ?? 0) - BigInt(refund?.found ?? 0)],
      [author.address, part],
    );
    const [{ sender, address }] = miners.actors as [Actor];
    await sender.send({ functionName: "claim", args: [id, address], purpose: "claim" });
    const [payout] = await found("payout");
    assertEquals(payout?.account, address);
    await author.sender.send({
      functionName: "withdraw",
      args: [id, author.address],
      purpose: "withdraw",
    });
    const [withdrawal] = await found("withdrawal");
    assertEquals(withdrawal?.account, author.address);
  } finally {
    await stage.close();
  }
});

Deno.test("models are drawn by the seed alone", () => {
  const models = Array.from({ length: 100 }, (_, id) => ({ id }));
  const drawn = draw(models, { sample: 10, seed: "one" });
  assertEquals(drawn, draw(models.toReversed(), { sample: 10, seed: "one" }));
  assertEquals(drawn.length, 10);
  assert(JSON.stringify(drawn) !== JSON.stringify(draw(models, { sample: 10, seed: "two" })));
  assertEquals(draw(models, {}), models);
});
