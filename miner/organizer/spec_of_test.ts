import { assertEquals, assertThrows } from "@std/assert";
import { loadCore } from "../../core-wasm/mod.ts";
import { readDataSet } from "../dataset/data_set.ts";
import { DemlError } from "../../protocol/errors.ts";
import type { SpecFailure } from "../../protocol/failures.ts";
import { mnistSpec } from "../dataset/mnist_spec.ts";
import { checkSpec, type CompetitionSpec } from "../../protocol/spec/spec.ts";
import { type Draft, EMPTY, parseDraft } from "./draft.ts";
import { csvHead } from "../dataset/csv_head.ts";
import { guessInput } from "./guess.ts";
import { withPlan } from "./draft_of_plan.ts";
import { fieldOf, limitsFor, specOf, withGuess, withSpec } from "./spec_of.ts";

const CID = `b${"c".repeat(58)}`;

function guessOfDigits(): Draft {
  const head = csvHead(new TextEncoder().encode("7,0,0\n2,0,9\n7,1,1\n"));
  const input = guessInput([784], { bytes: true, largest: 255 });
  return withGuess({ ...EMPTY, name: "MNIST" }, {
    format: "csv",
    rows: 10_000,
    classes: 10,
    features: 784,
    input,
    ...head,
    labelNames: false,
  });
}

Deno.test("the guess for MNIST is MNIST's spec", () => {
  assertEquals(checkSpec(specOf(guessOfDigits())), mnistSpec());
  const spec = checkSpec(specOf(guessOfDigits(), { test: { data: CID } }));
  assertEquals(spec.test.cid, CID);
});

Deno.test("a spec goes into the form and comes out unchanged", () => {
  const spec: CompetitionSpec = checkSpec({
    ...mnistSpec(),
    description: "Two\nlines",
    test: {
      format: "idx",
      cid: CID,
      labels: CID,
      rows: 3,
      classes: 2,
      classNames: ["no", "yes"],
    },
    validation: { format: "csv", cid: CID, rows: 9, classes: 2, labelColumn: "y", header: true },
  });
  const draft = withSpec(EMPTY, spec);
  assertEquals(draft.source, "cids");
  const cids = { test: { data: CID, labels: CID }, validation: { data: CID } };
  assertEquals(checkSpec(specOf(draft, cids)), spec);
});

Deno.test("top-k has its k in the spec and in the form, and other metrics have none", () => {
  const draft = { ...guessOfDigits(), metric: "top-k" as const, k: "3" };
  const spec = checkSpec(specOf(draft));
  assertEquals([spec.metric, spec.k], ["top-k", 3]);
  assertEquals(withSpec(EMPTY, spec).k, "3");
  assertEquals(withPlan(EMPTY, { metric: "top-k", k: 3 }).draft.k, "3");
  assertEquals("k" in specOf({ ...draft, metric: "kappa" }), false);
});

Deno.test("a finding of the check names a field of the form", () => {
  const said = (draft: Draft) => {
    const error = assertThrows(() => checkSpec(specOf(draft)), DemlError) as DemlError<SpecFailure>;
    return fieldOf(error.failure);
  };
  const good = guessOfDigits();
  const test = (change: Partial<Draft["test"]>) => ({ ...good, test: { ...good.test, ...change } });
  const input = (change: Partial<Draft["input"]>) => ({
    ...good,
    input: { ...good.input, ...change },
  });
  assertEquals(
    [
      said({ ...good, name: "  " }),
      said({ ...good, metric: "top-k", k: "10" }),
      said({ ...good, metric: "top-k", k: "" }),
      said(test({ rows: "" })),
      said(test({ classNames: "a\nb" })),
      said(test({ labelColumn: "label" })),
      said(input({ shape: "1, 0, 28" })),
      said(input({ std: "0" })),
      said(input({ mean: "1, 2, 3" })),
      said(input({ type: "uint8" })),
      said({ ...good, limits: { ...good.limits, parameters: "many" } }),
      said({ ...good, engine: { name: "native", version: "one" } }),
    ],
    [
      "name",
      "k",
      "k",
      "test.rows",
      "test.classNames",
      "test.labelColumn",
      "input.shape",
      "input.std",
      "input.mean",
      "input.scale",
      "limits.parameters",
      "engine.version",
    ],
  );
});

Deno.test("a sealed test set has its nonces in the spec, one per file", () => {
  const sealing = {
    commitment: `0x${"ab".repeat(32)}` as const,
    nonce: `0x${"01".repeat(12)}` as const,
    labelsNonce: `0x${"02".repeat(12)}` as const,
    digests: [],
    safe: false,
  };
  const sealed = { ...guessOfDigits(), sealed: true, sealing };
  assertEquals(checkSpec(specOf(sealed)).test.sealed, {
    cipher: "AES-256-GCM",
    nonce: sealing.nonce,
  });
  const pair = { ...sealed, test: { ...sealed.test, format: "idx" as const } };
  assertEquals(checkSpec(specOf(pair)).test.sealed?.labelsNonce, sealing.labelsNonce);
  assertEquals(checkSpec(specOf({ ...sealed, sealed: false })).test.sealed, undefined);
});

Deno.test("a spec of several channels can be read: one mean and deviation is written out for each", () => {
  const draft = {
    ...guessOfDigits(),
    test: { ...EMPTY.test, rows: "1", classes: "2" },
    input: { ...guessOfDigits().input, shape: "3, 2, 2" },
  };
  const spec = checkSpec(specOf(draft));
  assertEquals([spec.input.mean, spec.input.std], [[0, 0, 0], [255, 255, 255]]);
  const row = `1,${Array(12).fill(51).join(",")}\n`;
  const { inputs } = readDataSet(loadCore(), spec, "test", { data: new TextEncoder().encode(row) });
  assertEquals([...inputs], Array(12).fill(Math.fround(0.2)));
});

Deno.test("limits grow with the data, within bounds", () => {
  assertEquals(limitsFor(784).parameters, "2000000");
  assertEquals(limitsFor(4).parameters, "2000000");
  assertEquals(limitsFor(3_072).parameters, "8000000");
  assertEquals(limitsFor(150_528).parameters, "50000000");
});

Deno.test("a form kept with a format or a metric that this page does not know starts from the first", () => {
  const kept = {
    ...EMPTY,
    name: "x",
    metric: "valueOf",
    test: { ...EMPTY.test, format: "toString", rows: "3" },
  };
  assertEquals(parseDraft(JSON.stringify(kept)), {
    ...EMPTY,
    name: "x",
    test: { ...EMPTY.test, rows: "3" },
  });
});
