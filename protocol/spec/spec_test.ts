import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { DemlError } from "../errors.ts";
import { checkSpec, type CompetitionSpec, encodeSpec, parseSpec, problemsOf } from "./spec.ts";

const CID = "bafkreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy";

function example(): CompetitionSpec {
  return {
    version: 1,
    name: "MNIST digits",
    description: "",
    metric: "accuracy",
    test: { cid: CID, format: "csv", rows: 10_000, labelColumn: 0, classes: 10 },
    input: {
      shape: [1, 28, 28],
      type: "float32",
      layout: "channels-first",
      scale: 1 / 255,
      mean: [0.1307],
      std: [0.3081],
    },
    limits: { unpackedBytes: 8_000_000, parameters: 2_000_000, multiplyAdds: 50_000_000 },
    engine: { name: "native", version: "1.30.0" },
  };
}

function parse(change: (spec: Record<string, Record<string, unknown>>) => void) {
  const spec = structuredClone(example());
  change(spec as unknown as Record<string, Record<string, unknown>>);
  return parseSpec(new TextEncoder().encode(JSON.stringify(spec)));
}

Deno.test("a spec survives encoding, and its bytes do not depend on the order of keys", () => {
  const spec = example();
  const bytes = encodeSpec(spec);
  assertEquals(parseSpec(bytes), spec);
  const reversed = Object.fromEntries(Object.entries(spec).reverse()) as unknown as typeof spec;
  assertEquals(encodeSpec(reversed), bytes);
});

Deno.test("a wrong field is named by its path", () => {
  const cases: [(spec: Record<string, Record<string, unknown>>) => void, string][] = [
    [
      (s) => s.test!.rows = "many",
      'spec/wrong-field {"field":"test.rows","because":"expected number',
    ],
    [(s) => s.test!.rows = 0, "test.rows"],
    [(s) => delete s.test!.cid, 'spec/missing-field {"field":"test.cid"}'],
    [
      (s) => s.test!.cid = "QmWrong",
      'spec/wrong-field {"field":"test.cid","because":"expected a CIDv1 in base32',
    ],
    [(s) => s.test!.format = "punched cards", "test.format"],
    [(s) => s.test!.colour = "red", 'spec/unknown-field {"field":"test.colour"}'],
    [(s) => Object.assign(s, { k: 3 }), 'spec/k-without-top-k {"field":"k"}'],
    [(s) => Object.assign(s, { metric: "top-k" }), 'spec/missing-field {"field":"k"}'],
    [
      (s) => {
        Object.assign(s, { metric: "roc-auc" });
        Object.assign(s.test!, { rows: 2 ** 17 + 1, classes: 1_024 });
      },
      'spec/wrong-field {"field":"test.rows","because":"roc-auc ranks all outputs at once, and ' +
      '131073 rows × 1024 classes are more than 134217728"}',
    ],
    [
      (s) => Object.assign(s, { metric: "top-k", k: 10 }),
      'spec/k-of-all {"field":"k","k":10,"classes":10}',
    ],
    [(s) => s.surprise = {}, 'spec/unknown-field {"field":"surprise"}'],
    [(s) => s.input!.std = [0], "input.std.0"],
    [(s) => s.input!.mean = [0, 0], 'spec/channels {"field":"input.mean","values":2,"channels":1}'],
    [(s) => s.input!.scale = null, "input.scale"],
    [(s) => s.limits!.unpackedBytes = 1.5, "limits.unpackedBytes"],
    [(s) => s.engine!.name = "cuda", "engine.name"],
    [
      (s) => s.engine!.version = "latest",
      'spec/wrong-field {"field":"engine.version","because":"expected a version',
    ],
    [
      (s) => s.test!.labelColumn = "digit",
      'spec/label-name-without-header {"field":"test.labelColumn"}',
    ],
    [
      (s) => s.test!.classNames = ["0"],
      'spec/class-names {"field":"test.classNames","names":1,"classes":10}',
    ],
    [(s) => s.test!.labelNames = true, 'spec/missing-field {"field":"test.classNames"}'],
    [
      (s) => Object.assign(s.test!, { labelNames: true, classes: 3, classNames: ["b", "a", " b"] }),
      'spec/class-name-twice {"field":"test.classNames","name":"b"}',
    ],
    [
      (s) => s.validation = { ...s.test, sealed: {} },
      'spec/unknown-field {"field":"validation.sealed"}',
    ],
  ];
  for (const [change, message] of cases) {
    const error = assertThrows(() => parse(change), DemlError, message);
    assertEquals(error.code, "spec");
  }
});

Deno.test("bytes that are not JSON, not UTF-8 or too many are refused", () => {
  for (const bytes of [new TextEncoder().encode("{"), new Uint8Array([0xff, 0xfe])]) {
    assertThrows(() => parseSpec(bytes), DemlError, "spec/not-json");
  }
  const long = assertThrows(() => parseSpec(new Uint8Array(70_000)), DemlError);
  assertStringIncludes(long.message, "65536");
});

Deno.test("a sealed file of labels needs its own nonce", () => {
  const idx = { cid: CID, labels: CID, format: "idx", rows: 1, classes: 2 };
  const nonce = "0x" + "00".repeat(12);
  const cipher = "AES-256-GCM";
  assertThrows(() => parse((s) => s.test = { ...idx, sealed: { cipher, nonce } }), DemlError);
  assertThrows(
    () => parse((s) => s.test = { ...idx, sealed: { cipher, nonce, labelsNonce: nonce } }),
    DemlError,
    "spec/one-nonce",
  );
});

Deno.test("claims need a sealed test set and public samples like those in it", () => {
  const digits = example();
  const sealed = { cipher: "AES-256-GCM", nonce: `0x${"11".repeat(12)}` };
  const validation = digits.test;
  const spec = { ...digits, test: { ...digits.test, sealed }, validation, claims: true };
  assertEquals(problemsOf(spec), []);
  assertEquals(checkSpec(spec).claims, true);
  const fields = (changes: object) =>
    problemsOf({ ...spec, ...changes }).map((problem) => "field" in problem && problem.field);
  assertEquals(fields({ test: digits.test }), ["test.sealed"]);
  assertEquals(fields({ validation: undefined }), ["validation"]);
  assertEquals(fields({ validation: { ...validation, classes: 9 } }), ["validation.classes"]);
  assertEquals(fields({ claims: false }), ["claims"]);
});
