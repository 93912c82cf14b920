/** Creating a competition from the terminal: files, a plan, answers, one transaction. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { fromFileUrl } from "@std/path/from-file-url";
import { countCompetitions, readCompetition } from "../miner/chain/read_competition.ts";
import { openStage, type Stage } from "../miner/demo/stage.ts";
import { openFile } from "../miner/model/envelope.ts";
import { readKeyFile } from "../miner/model/key_file.ts";
import { cidOfDigest, parseCid } from "../miner/ipfs/cid.ts";
import { fetchVerified } from "../miner/ipfs/fetch.ts";
import { serveGateway } from "../miner/ipfs/gateway.ts";
import { homeBlocks } from "../miner/ipfs/home_blocks.ts";
import { parseSpec } from "../protocol/spec/spec.ts";
import { hexToBytes } from "viem";
import { assertClear, deml } from "./deml.ts";

const MAIN = fromFileUrl(new URL("../miner/main.ts", import.meta.url));

async function onStage(
  work: (stage: Stage, folder: string, env: Record<string, string>) => Promise<void>,
): Promise<void> {
  const stage = await openStage();
  try {
    const folder = `${stage.folder}/organizer`;
    await Deno.mkdir(folder, { mode: 0o700 });
    await work(stage, folder, {
      DEML_HOME: `${stage.folder}/home`,
      DEML_RPC: stage.chain.url,
      DEML_CONTRACT: stage.connection.contract,
      DEML_PRIVATE_KEY: (await stage.actor("organizer")).key,
    });
  } finally {
    await stage.close();
  }
}

/** 150 rows of 4 values; the label is the last column. */
function table(): string {
  const rows = Array.from({ length: 150 }, (_, row) => {
    const values = Array.from({ length: 4 }, (_, at) => ((row * 7 + at * 13) % 50) / 10);
    return `${values.join(",")},${row % 3}`;
  });
  return `a,b,c,d,species\n${rows.join("\n")}\n`;
}

Deno.test("a plan becomes a sealed competition, once, whose data strangers can fetch and only the key opens", async () => {
  await onStage(async (stage, folder, env) => {
    const plan = `${folder}/competition.yaml`;
    const template = await deml(["competitions", "template", "table"]);
    assertEquals(template.code, 0);
    await Deno.writeTextFile(plan, template.out.replace("My competition", "Flowers"));
    const create = (...flags: string[]) => deml(["competitions", "create", plan, ...flags], env);

    assertClear(await create(), 2, "no gateway to fetch the data back from");
    // What a node has after `--publish`.
    await using node = Object.assign(serveGateway(homeBlocks(stage.folder).published), {
      [Symbol.asyncDispose]: () => node.close(),
    });
    const gateway = ["--gateway", node.url];
    assertClear(await create(...gateway), 1, "test.csv");
    const plain = new TextEncoder().encode(table());
    await Deno.writeFile(`${folder}/test.csv`, plain);

    // Nobody else has the data yet: nothing is signed.
    const unfetchable = await create(...gateway, "--yes");
    assertEquals(unfetchable.code, 1);
    assertEquals(await countCompetitions(stage.connection), 0n);
    const asking = await create("--no-check");
    assertEquals(asking.code, 2);
    assertStringIncludes(asking.err, "give --yes");

    const dry = await create("--dry-run");
    assertEquals(dry.code, 0, dry.err);
    for (const part of ["Flowers", "150 rows, 3 classes (0: 50, 1: 50, 2: 50)", "0.8 ETH", "gas"]) {
      assertStringIncludes(dry.err, part);
    }
    assertEquals(await countCompetitions(stage.connection), 0n);

    const car = `${folder}/all.car`;
    assertEquals((await create("--no-check", "--publish", `car:${car}`, "--dry-run")).code, 0);
    const own = { ...env, DEML_HOME: stage.folder };
    const made = await deml(["competitions", "create", plan, ...gateway, "--yes", "--json"], own);
    assertEquals(made.code, 0, made.err);
    const { id, created, spec, keyFile, transactions } = JSON.parse(made.out);
    assertEquals([id, created, transactions.length], ["1", true, 1]);
    assert(Number(transactions[0].gasUsed) > 100_000);

    const competition = await readCompetition(stage.connection, 1n);
    assertEquals(String(cidOfDigest(hexToBytes(competition.specDigest))), spec);
    const sources = { gateways: [node.url], maxBytes: 1e6 };
    const read = parseSpec(await fetchVerified(parseCid(spec), sources));
    assertEquals([read.name, read.test.rows, read.test.format], ["Flowers", 150, "csv"]);
    assert("sealed" in read.test && read.test.sealed);
    const sealed = await fetchVerified(parseCid(read.test.cid), sources);
    assert(!new TextDecoder().decode(sealed).includes("species"));
    const key = await readKeyFile(keyFile);
    assertEquals(key.commitment, competition.testKeyCommitment);
    const nonce = hexToBytes(read.test.sealed.nonce as `0x${string}`);
    const opened = await openFile(sealed, hexToBytes(key.key), nonce);
    assertEquals(opened, plain);

    // Again: the same bytes, no second payment.
    const again = await deml(["competitions", "create", plan, ...gateway, "--yes", "--json"], own);
    assertEquals(JSON.parse(again.out), {
      id: "1",
      created: false,
      spec,
      keyFile,
      transactions: [],
    });
    // The key of a competition seals no other: it will be public.
    await Deno.writeTextFile(plan, template.out.replace("My competition", "Other flowers"));
    const reused = await deml(["competitions", "create", plan, ...gateway, "--yes"], own);
    assertStringIncludes(reused.err, "Competition 1 has the key");
    assertEquals(await countCompetitions(stage.connection), 1n);

    const listed = JSON.parse(
      (await deml(["competitions", "--json", ...gateway], env)).out,
    );
    assertEquals([listed.total, listed.competitions[0].name], [1, "Flowers"]);
    const shown = await deml(["competitions", "show", "1", ...gateway], env);
    assertStringIncludes(shown.out, "deml register 1");
    assertClear(
      await deml(["competitions", "show", "77"], env),
      1,
      "Competition 77 does not exist",
    );
    assertClear(await deml(["competitions", "cancel", "1"], env), 1, "cannot be cancelled");
    assertClear(await deml(["competitions", "finalize", "1"], env), 1, "is evaluated until");
    assertClear(
      await deml(["competitions", "open-test", "1", keyFile], env),
      1,
      "would give the secret away",
    );
  });
});

Deno.test("a table of words and missing cells becomes a competition, on which a model scores as in scikit-learn", async () => {
  await onStage(async (stage, folder, env) => {
    const fixture = (name: string) => new URL(`fixtures/mixed_table/${name}`, import.meta.url);
    await Deno.copyFile(fixture("mixed.csv"), `${folder}/test.csv`);
    const { input } = JSON.parse(await Deno.readTextFile(fixture("mixed.data.json")));
    const plan = `${folder}/plan.yaml`;
    const money = "fund: 1 ETH\nsealed: false\nphases: { submission: 5 days }\n";
    const create = async (given: string) => {
      await Deno.writeTextFile(plan, `${given}\ntest: { file: test.csv }\n${money}`);
      const own = { ...env, DEML_HOME: stage.folder };
      return await deml(["competitions", "create", plan, "--no-check", "--yes", "--json"], own);
    };
    const specOf = async (out: string) => {
      await using node = Object.assign(serveGateway(homeBlocks(stage.folder).published), {
        [Symbol.asyncDispose]: () => node.close(),
      });
      const sources = { gateways: [node.url], maxBytes: 1e6 };
      return parseSpec(await fetchVerified(parseCid(JSON.parse(out).spec), sources));
    };
    // Whatever nobody wrote down is guessed.
    const guessed = await create("name: Guessed");
    assertEquals(guessed.code, 0, guessed.err);
    const { columns, missingWords } = (await specOf(guessed.out)).input;
    assertEquals(missingWords, ["?", "NA"]);
    assertEquals(columns?.map(({ column, missing }) => [column, missing]), [
      ["age", "nan"],
      ["city", 8],
      ["income", "nan"],
      ["size", undefined],
      ["visits", "nan"],
    ]);
    // The model was trained with the organizer's own categories.
    const made = await create(`name: Given\ninput: ${JSON.stringify(input)}`);
    assertEquals(made.code, 0, made.err);
    const spec = await specOf(made.out);
    assertEquals(spec.input, input);
    await Deno.writeTextFile(`${folder}/spec.json`, JSON.stringify(spec));
    const checked = await deml([
      "check",
      fromFileUrl(fixture("sklearn-mixed-logistic.onnx")),
      "--competition",
      `${folder}/spec.json`,
      "--data",
      `${folder}/test.csv`,
      "--json",
    ], env);
    assertEquals(checked.code, 0, checked.err);
    const { correct } = JSON.parse(
      await Deno.readTextFile(fixture("sklearn-mixed-logistic.model.json")),
    );
    assertEquals(JSON.parse(checked.out).correct, correct);
    const missing = input.columns.with(0, { column: "age", missing: 0 }).toSpliced(2, 1);
    const refused = await create(
      `name: Refused\ninput: ${JSON.stringify({ ...input, columns: missing })}`,
    );
    assertClear(refused, 1, "input.columns");
  });
});

Deno.test("rows of the test set become the public part, on which scores may be claimed", async () => {
  await onStage(async (stage, folder, env) => {
    const plan = `${folder}/competition.yaml`;
    const template = (await deml(["competitions", "template", "table"])).out;
    await Deno.writeTextFile(plan, template);
    await Deno.writeTextFile(`${folder}/test.csv`, table());
    await using node = Object.assign(serveGateway(homeBlocks(stage.folder).published), {
      [Symbol.asyncDispose]: () => node.close(),
    });
    const own = { ...env, DEML_HOME: stage.folder };
    const create = (...flags: string[]) =>
      deml(
        ["competitions", "create", plan, "--gateway", node.url, "--yes", "--json", ...flags],
        own,
      );

    assertClear(await create("--public-rows", "150"), 1, "none would be left");
    const both = await create("--public-rows", "30", "--public-part", `${folder}/test.csv`);
    assertClear(both, 2, "a spec has one public set");
    await Deno.writeTextFile(plan, template.replace("sealed: true", "sealed: false"));
    assertClear(await create("--public-rows", "30"), 2, "this competition is open");
    assertEquals(await countCompetitions(stage.connection), 0n);

    await Deno.writeTextFile(plan, template);
    const made = await create("--public-rows", "30");
    assertEquals(made.code, 0, made.err);
    const { spec } = JSON.parse(made.out);
    const sources = { gateways: [node.url], maxBytes: 1e6 };
    const read = parseSpec(await fetchVerified(parseCid(spec), sources));
    assertEquals([read.claims, read.test.rows, read.validation?.rows], [true, 120, 30]);
    const shown = new TextDecoder().decode(
      await fetchVerified(parseCid(read.validation!.cid), sources),
    ).trimEnd().split("\n");
    const rows = table().trimEnd().split("\n");
    assertEquals(shown[0], rows[0]);
    assertEquals(shown.slice(1), rows.slice(1).filter((_, row) => row % 5 === 4));
    assertEquals(
      JSON.parse((await create("--public-rows", "30")).out).spec,
      spec,
      "the same again",
    );
  });
});

Deno.test("all errors in a plan are reported at once, each with its field", async () => {
  await onStage(async (_, folder, env) => {
    const plan = `${folder}/competition.yaml`;
    await Deno.writeTextFile(`${folder}/test.csv`, table());
    await Deno.writeTextFile(
      plan,
      "test: { file: test.csv, clases: 3 }\nphases: { opening: soon }\nfee: 1",
    );
    const typos = await deml(["competitions", "create", plan, "--no-check", "--json"], env);
    assertEquals(
      JSON.parse(typos.out).error.details.problems.map(({ field }: { field: string }) => field),
      ["test.clases", "fee"],
    );
    await Deno.writeTextFile(
      plan,
      "test: { file: test.csv }\nphases: { submission: 10 min }\nterms: { seats: 1000, quorum: 1 }",
    );
    const wrong = await deml(["competitions", "create", plan, "--no-check"], env);
    assertClear(wrong, 1, "name");
    await Deno.writeTextFile(
      plan,
      "name: A\ntest: { file: test.csv }\nphases: { submission: 1 minute, evaluation: 1 hour }\n" +
        "terms: { seats: 1000 }",
    );
    const terms = await deml(["competitions", "create", plan, "--no-check"], env);
    for (const field of ["terms.seats", "phases.evaluation"]) {
      assertStringIncludes(terms.err, field);
    }
  });
});

Deno.test("a spec and terms of their own make the same competition as a plan", async () => {
  await onStage(async (stage, folder, env) => {
    await Deno.writeTextFile(`${folder}/test.csv`, table());
    const guessed = await deml(["spec", "guess", `${folder}/test.csv`, "--name", "Flowers"]);
    assertEquals(guessed.code, 0, guessed.err);
    const [spec, terms] = [`${folder}/spec.json`, `${folder}/terms.yaml`];
    await Deno.writeTextFile(spec, guessed.out);
    await Deno.writeTextFile(
      terms,
      "fund: 2 ETH\nphases: { submission: 5 days }\nterms: { seats: 20 }",
    );
    const make = (...flags: string[]) =>
      deml(["competitions", "create", ...flags, "--no-check", "--yes", "--json"], env);
    const given = ["--spec", spec, "--terms", terms, "--test", `${folder}/test.csv`];
    const made = await make(...given);
    assertEquals(made.code, 0, made.err);
    const first = await readCompetition(stage.connection, 1n);
    assertEquals([first.fund, first.seats, first.sealed], [2n * 10n ** 18n, 20, false]);
    assertEquals(first.submissionEnd - first.registrationEnd, 5 * 86_400);

    await Deno.writeTextFile(
      `${folder}/plan.yaml`,
      `name: Flowers\nsealed: false\ntest: { file: test.csv }\n${await Deno.readTextFile(terms)}`,
    );
    const planned = JSON.parse((await make(`${folder}/plan.yaml`)).out);
    assertEquals([planned.id, planned.created], ["1", false]);
    assertClear(
      await deml(
        ["competitions", "create", `${folder}/plan.yaml`, "--spec", spec, "--dry-run"],
        env,
      ),
      2,
      "or --spec and --terms",
    );
    await Deno.writeTextFile(terms, "name: Flowers\nfund: 1");
    const wrong = await deml(["competitions", "create", ...given, "--no-check"], env);
    assertClear(wrong, 1, "name: there is no such field");
  });
});

Deno.test("at a terminal, it asks for what is missing, and keeps the answers", async () => {
  await onStage(async (stage, folder, env) => {
    await Deno.writeTextFile(`${folder}/flowers.csv`, table());
    const answers = [
      `${folder}/nothing.csv`,
      `${folder}/flowers.csv`,
      "no",
      "Flowers",
      "Three kinds of flowers",
      "no",
      "2",
      "3 days",
      "",
      "soon",
      "1 week",
      "yes",
    ];
    // `script` gives it a terminal; every answer waits for its question.
    const command = [Deno.execPath(), "run", "-A", "--quiet", MAIN, "competitions", "create"];
    const child = new Deno.Command("script", {
      args: [
        "-qefc",
        `${[...command, `${folder}/plan.yaml`, "--no-check"].join(" ")}`,
        "/dev/null",
      ],
      env: { ...env, TERM: "dumb", NO_COLOR: "1" },
      stdin: "piped",
      stdout: "piped",
      stderr: "null",
    }).spawn();
    const writer = child.stdin.getWriter();
    let seen = "";
    const asked = /(\]|set|labels|competition|line|Continue.*):\s*$/;
    const decoder = new TextDecoder();
    let given = 0;
    for await (const part of child.stdout) {
      seen += decoder.decode(part, { stream: true });
      // deno-lint-ignore no-control-regex
      const last = seen.slice(-200).replace(/\x1b\[[0-9;?]*[a-zA-Z]/g, "").split("\n").at(-1) ?? "";
      if (asked.test(last.trimEnd()) && given < answers.length) {
        await writer.write(new TextEncoder().encode(`${answers[given++]}\r`));
        seen += "\n";
      }
    }
    await writer.close().catch(() => {});
    assertEquals((await child.status).code, 0, seen);
    assertEquals(given, answers.length, seen);
    assertMatch(seen, /There is no file .*nothing\.csv/);
    assertStringIncludes(seen, "A length of time, such as 7 days");
    const competition = await readCompetition(stage.connection, 1n);
    assertEquals([competition.fund, competition.sealed], [2n * 10n ** 18n, false]);
    assertEquals(competition.submissionEnd - competition.registrationEnd, 14 * 86_400);
    const kept = await Deno.readTextFile(`${folder}/plan.yaml`);
    for (const part of ["name: Flowers", "flowers.csv", "registration: 3 days"]) {
      assertStringIncludes(kept, part);
    }
  });
});
