/** What a spec says of data, input and limits; its author is a stranger, so all of it is text. */
import { labelsInWords } from "../../../protocol/format/labels_in_words.ts";
import { fileOf, type Part } from "../../../protocol/spec/part.ts";
import type { CompetitionSpec } from "../../../protocol/spec/spec.ts";
import { visibleJson } from "../../../protocol/text/visible.ts";
import { Copy } from "../components/copy.tsx";
import { Facts } from "../components/facts.tsx";

export function SpecFacts({ spec }: { spec: CompetitionSpec }) {
  const { test, validation, input, limits, engine, metric } = spec;
  const count = (value: number) => value.toLocaleString("en");
  return (
    <>
      <Facts
        of={[
          ["Metric", metric],
          ["Test set", describe(spec, "test")],
          ["Its address", <Copy key="t" text={test.cid} shown={`${test.cid.slice(0, 18)}…`} />],
          ...(validation
            ? [
              [
                spec.claims ? "Public part" : "Validation set",
                describe(spec, "validation"),
              ] as [string, string],
            ]
            : []),
          ["Input of a model", `${input.type}, ${input.shape.join(" × ")}, ${input.layout}`],
          ["Normalised", `(value × ${input.scale} − ${list(input.mean)}) ÷ ${list(input.std)}`],
          ["Unpacked, at most", `${count(limits.unpackedBytes)} bytes`],
          ["Parameters, at most", count(limits.parameters)],
          ["Multiply-adds per sample, at most", count(limits.multiplyAdds)],
          ["Engine", `onnxruntime ${engine.version}, ${engine.name}`],
        ]}
      />
      <details>
        <summary>competition.json</summary>
        <pre className="code" tabIndex={0}>{visibleJson(JSON.stringify(spec, null, 2))}</pre>
      </details>
    </>
  );
}

function describe(spec: CompetitionSpec, part: Part): string {
  const file = fileOf(spec, part);
  const sealed = "sealed" in file && file.sealed ? ", sealed" : "";
  return `${file.rows.toLocaleString("en")} rows, ${
    labelsInWords(spec, part)
  }, ${file.format}${sealed}`;
}

const SHOWN = 4;

function list(values: number[]): string {
  const shown = values.slice(0, SHOWN).join(", ");
  return values.length > SHOWN ? `[${shown}, …]` : values.length > 1 ? `[${shown}]` : shown;
}
