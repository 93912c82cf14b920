/**
 * Specs as a stranger may publish them. To add one: put it into `HOSTILE_SPECS`.
 *
 * @module
 */
import { encodeSpec, MAX_SPEC_BYTES } from "../../protocol/spec/spec.ts";
import { SPEC } from "./build.ts";

/** One hostile spec. */
export interface HostileSpec {
  name: string;
  /** What the refusal says, in part */
  says: string;
  bytes(): Uint8Array;
}

const text = (name: string, says: string, json: string): HostileSpec => ({
  name,
  says,
  bytes: () => new TextEncoder().encode(json),
});

const changed = (name: string, says: string, change: (spec: Record<string, unknown>) => void) => {
  const spec = JSON.parse(new TextDecoder().decode(encodeSpec(SPEC)));
  change(spec);
  return text(name, says, JSON.stringify(spec));
};

const test = (fields: Record<string, unknown>) => (spec: Record<string, unknown>) => {
  spec.test = { ...(spec.test as object), ...fields };
};

const input = (fields: Record<string, unknown>) => (spec: Record<string, unknown>) => {
  spec.input = { ...(spec.input as object), ...fields };
};

/** All of them. */
export const HOSTILE_SPECS: HostileSpec[] = [
  text("empty", "not JSON", ""),
  text("brackets", "The spec", "[".repeat(30_000) + "]".repeat(30_000)),
  changed("unknown-format", "test.format", test({ format: "parquet" })),
  text("objects", "The spec", '{"a":'.repeat(10_000) + "1" + "}".repeat(10_000)),
  text("prototype", "The spec", '{"__proto__":{"version":1}}'),
  text("no-object", "The spec", "null"),
  text("number", "The spec", "1e999"),
  {
    name: "no-text",
    says: "not JSON",
    bytes: () => Uint8Array.of(0xff, 0xfe, 0x7b, 0),
  },
  {
    name: "too-long",
    says: `more than ${MAX_SPEC_BYTES}`,
    bytes: () => new Uint8Array(MAX_SPEC_BYTES + 1).fill(0x20),
  },
  changed("unknown-field", "unknown field x", (spec) => spec.x = 1),
  changed(
    "field-named-prototype",
    "The spec",
    (spec) => Object.defineProperty(spec, "__proto__", { value: {}, enumerable: true }),
  ),
  changed("no-test", "test", (spec) => delete spec.test),
  changed("test-of-another-kind", "test", (spec) => spec.test = []),
  changed("cid-with-a-path", "test.cid", test({ cid: "../../etc/passwd" })),
  changed("rows-none", "test.rows", test({ rows: 0 })),
  changed("rows-beyond-numbers", "test.rows", test({ rows: 2 ** 60 })),
  changed("label-column-deep", "test.labelColumn", test({ labelColumn: { a: [] } })),
  changed("names-of-another-kind", "test.classNames", test({ classNames: [[], {}, null] })),
  changed("shape-that-overflows", "input.shape", input({ shape: Array(6).fill(16_777_216) })),
  changed("columns-of-another-kind", "input.columns", input({ columns: [[], {}, null] })),
  changed(
    "missing-beyond-float32",
    "input.columns",
    input({ columns: [{ column: 1, missing: 1e300 }] }),
  ),
  changed(
    "category-twice-with-an-override",
    "input.columns",
    input({ columns: [{ column: 1, categories: ["a\u202e", "a\u202e"] }] }),
  ),
  changed("sealed-of-another-kind", "test.sealed", test({ sealed: "yes" })),
];
