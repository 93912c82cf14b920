import { assertEquals } from "@std/assert";
import { OPERATORS } from "./table.ts";

Deno.test("the protocol lists the admitted operators, and no others", async () => {
  const protocol = await Deno.readTextFile(
    new URL("../../../docs/PROTOCOL.md", import.meta.url),
  );
  const text = /\*\*Admitted operators\.\*\*(.*?)Control flow/s.exec(protocol)![1]!;
  const [core, classical] = text.split(/Opsets 1 to 5 of\s+`ai\.onnx\.ml`:/);
  const names = (list: string) =>
    [...list.matchAll(/`(\w+)`/g)].map(([, name]) => name!).filter((name) => name !== "ai");
  const listed = [
    ...names(core!.replace(/.*`ai\.onnx`:/s, "")),
    ...names(classical!).map((name) => `ai.onnx.ml/${name}`),
  ];
  assertEquals(listed.sort(), [...OPERATORS.keys()].sort());
});
