import { assert, assertEquals, assertThrows } from "@std/assert";
import { InvalidModel } from "../../protocol/score/verdict.ts";
import { visible } from "../../protocol/text/visible.ts";
import { externalData } from "./external_data.ts";
import { decodeModel, encodeModel, type TensorProto } from "./onnx.ts";
import { survey } from "./survey.ts";

const inside = Deno.readFileSync(new URL("../../examples/models/mlp.onnx", import.meta.url));

/** The model with all raw tensors in one file, and that file: as PyTorch's exporter writes them. */
function outside(change: (tensor: TensorProto, at: number) => void = () => {}) {
  const model = decodeModel(inside);
  const data: number[] = [];
  for (const tensor of model.graph.initializer ?? []) {
    if (!tensor.rawData?.length) continue;
    tensor.externalData = Object.entries({
      location: "m.onnx.data",
      offset: String(data.length),
      length: String(tensor.rawData.length),
    }).map(([key, value]) => ({ key, value }));
    tensor.dataLocation = 1;
    data.push(...tensor.rawData);
    tensor.rawData = new Uint8Array();
    change(tensor, data.length);
  }
  return { onnx: encodeModel(model), data: Uint8Array.from(data) };
}

const setting = (key: string, value: string) => ({ externalData = [] }: TensorProto) => {
  for (const entry of externalData) if (entry.key === key) entry.value = value;
};

Deno.test("weights beside a model are taken in, and the model is the same as with them inside", () => {
  const { onnx, data } = outside();
  const external = externalData(onnx);
  assertEquals(external?.files, ["m.onnx.data"]);
  const taken = external?.takeIn(new Map([["m.onnx.data", data]])) ?? new Uint8Array();
  assertEquals(taken, encodeModel(decodeModel(inside)));
  assertEquals(externalData(taken), undefined);
  assertEquals(survey(taken).problem, undefined);
});

Deno.test("a place without offset and length is the whole file", () => {
  const { onnx, data } = outside((tensor) => {
    tensor.externalData = [{ key: "location", value: `${tensor.name}.bin` }];
  });
  const sizes = new Map<string, Uint8Array>();
  let at = 0;
  for (const { name, rawData } of decodeModel(inside).graph.initializer ?? []) {
    if (!rawData?.length) continue;
    sizes.set(`${name}.bin`, data.subarray(at, at += rawData.length));
  }
  assert((externalData(onnx)?.files.length ?? 0) > 1);
  assertEquals(externalData(onnx)?.takeIn(sizes), encodeModel(decodeModel(inside)));
});

Deno.test("nothing but a plain name beside the model is accepted", () => {
  for (
    const name of [
      "",
      ".",
      "..",
      ".env",
      "../m.data",
      "/etc/passwd",
      "a/b",
      "a\\b",
      "C:x",
      "x\u0000y",
      "a\nb",
      "n".repeat(256),
    ]
  ) {
    const { onnx } = outside(setting("location", name));
    const { rule, found } = assertThrows(() => externalData(onnx), InvalidModel, "not the name");
    assertEquals([rule, visible(found)], ["external-data", found]);
  }
});

Deno.test("places that are not whole numbers, do not fit the tensor, or leave the file are refused", () => {
  for (
    const [key, value] of [
      ["offset", "-1"],
      ["offset", "1e3"],
      ["offset", "0x10"],
      ["offset", "9".repeat(30)],
      ["length", "4"],
      ["length", ""],
    ] as const
  ) {
    const { onnx } = outside(setting(key, value));
    const { rule } = assertThrows(() => externalData(onnx), InvalidModel, "does not say which");
    assertEquals(rule, "external-data");
  }
  const { onnx, data } = outside();
  const short = new Map([["m.onnx.data", data.subarray(0, data.length - 1)]]);
  assertThrows(() => externalData(onnx)?.takeIn(short), InvalidModel, "ends at byte");
  const missing = assertThrows(() => externalData(onnx)?.takeIn(new Map()), InvalidModel);
  assertEquals(missing.advice, { kind: "data-file", file: "m.onnx.data" });
  const twice = outside(({ externalData }) => {
    externalData?.push({ key: "offset", value: "0" });
  });
  assertThrows(() => externalData(twice.onnx), InvalidModel, "names its offset twice");
});

Deno.test("a small file cannot stand for more than a gigabyte of weights", () => {
  const model = decodeModel(inside);
  const tensor = (name: string): TensorProto => ({
    name,
    dims: [1 << 27],
    dataType: 1,
    dataLocation: 1,
    externalData: [{ key: "location", value: "small" }],
  });
  model.graph.initializer?.push(...["a", "b", "c"].map(tensor));
  assertThrows(() => externalData(encodeModel(model)), InvalidModel, "can be read");
});
