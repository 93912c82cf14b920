import { assertEquals } from "@std/assert";
import { mnistSpec } from "../../../miner/dataset/mnist_spec.ts";
import { problemsOf } from "../../../protocol/spec/spec.ts";
import { mustBe } from "./form_words.ts";

const spec = mnistSpec();
const saysOf = (other: object) => problemsOf({ ...spec, ...other }).map(mustBe);
const file = (other: object) => saysOf({ test: { ...spec.test, ...other } });
const limits = (other: object) => saysOf({ limits: { ...spec.limits, ...other } });

Deno.test("each bound in words is the bound of the schema", () => {
  for (
    const [check, field, least, most] of [
      [file, "rows", 1, 100_000_000],
      [file, "classes", 2, 65_536],
      [limits, "packedBytes", 1, 1_073_741_824],
      [limits, "unpackedBytes", 1, 1_073_741_824],
      [limits, "parameters", 1, 1_000_000_000],
      [limits, "multiplyAdds", 1, Number.MAX_SAFE_INTEGER],
    ] as const
  ) {
    const bounds = `A whole number from ${least.toLocaleString("en")} to ${
      most.toLocaleString("en")
    }`;
    for (const good of [least, most]) assertEquals(check({ [field]: good }), [], field);
    for (const bad of [least - 1, most + 1]) assertEquals(check({ [field]: bad })[0], bounds);
  }
  assertEquals(saysOf({ name: "x".repeat(120) }), []);
  assertEquals(saysOf({ name: "x".repeat(121) }), ["Between 1 and 120 characters"]);
  assertEquals(saysOf({ name: " " }), ["Between 1 and 120 characters"]);
  assertEquals(saysOf({ description: "x".repeat(20_000) }), []);
  assertEquals(saysOf({ description: "x".repeat(20_001) }), ["At most 20,000 characters"]);
});

Deno.test("a missing number is asked for like a wrong one; other failures keep their sentences", () => {
  assertEquals(file({ rows: undefined }), ["A whole number from 1 to 100,000,000"]);
  assertEquals(saysOf({ input: { ...spec.input, shape: [1, NaN] } })[0], mustOfShape);
  assertEquals(file({ classNames: ["one"] }), [undefined]);
});

const mustOfShape = "One to six whole numbers above 0, such as 1, 28, 28";
