import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { DemlError } from "../errors.ts";
import { type CompetitionSpec, encodeSpec, parseSpec } from "./spec.ts";

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
    [(s) => s.test!.rows = "many", "test.rows is wrong: expected number"],
    [(s) => s.test!.rows = 0, "test.rows"],
    [(s) => delete s.test!.cid, "test.cid is missing"],
    [(s) => s.test!.cid = "QmWrong", "test.cid is wrong: expected a CIDv1 in base32"],
    [(s) => s.test!.format = "punched cards", "test.format"],
    [(s) => s.test!.colour = "red", "unknown field test.colour"],
    [(s) => s.surprise = {}, "unknown field surprise"],
    [(s) => s.input!.std = [0], "input.std.0"],
    [(s) => s.input!.mean = [0, 0], "input.mean is wrong: 2 values for 1 channels"],
    [(s) => s.input!.scale = null, "input.scale"],
    [(s) => s.limits!.unpackedBytes = 1.5, "limits.unpackedBytes"],
    [(s) => s.engine!.name = "cuda", "engine.name"],
    [(s) => s.engine!.version = "latest", "engine.version is wrong: expected a version"],
    [(s) => s.test!.labelColumn = "digit", 'test.labelColumn is wrong: a name needs "header"'],
    [(s) => s.test!.classNames = ["0"], "test.classNames is wrong: 1 names for 10 classes"],
    [(s) => s.validation = { ...s.test, sealed: {} }, "unknown field validation.sealed"],
  ];
  for (const [change, message] of cases) {
    const error = assertThrows(() => parse(change), DemlError, message);
    assertEquals(error.code, "spec");
  }
});

Deno.test("bytes that are no JSON, no UTF-8 or too many are refused", () => {
  for (const bytes of [new TextEncoder().encode("{"), new Uint8Array([0xff, 0xfe])]) {
    assertThrows(() => parseSpec(bytes), DemlError, "The spec is not JSON");
  }
  const long = assertThrows(() => parseSpec(new Uint8Array(70_000)), DemlError);
  assertStringIncludes(long.message, "65536");
});

Deno.test("a sealed file of labels needs a nonce of its own", () => {
  const idx = { cid: CID, labels: CID, format: "idx", rows: 1, classes: 2 };
  const nonce = "0x" + "00".repeat(12);
  const cipher = "AES-256-GCM";
  assertThrows(() => parse((s) => s.test = { ...idx, sealed: { cipher, nonce } }), DemlError);
  assertThrows(
    () => parse((s) => s.test = { ...idx, sealed: { cipher, nonce, labelsNonce: nonce } }),
    DemlError,
    "a nonce serves one file",
  );
});
