import { parse as parseYaml } from "@std/yaml/parse";
import { EXIT, reasonOf, told } from "../../../../protocol/errors.ts";
import type { SpecFailure } from "../../../../protocol/failures.ts";
import {
  checkSpec,
  encodeSpec,
  MAX_SPEC_BYTES,
  problemsOf,
} from "../../../../protocol/spec/spec.ts";
import { show } from "../../../../protocol/text/visible.ts";
import { readFile } from "../../../base/read_file.ts";
import { cidOfBytes } from "../../../ipfs/cid.ts";
import type { Command } from "../../command.ts";
import { tellFailure } from "../../failures/tell.ts";
import { toJson } from "../../json.ts";
import { describeData, describeInput, describeLimits } from "../../create/review.ts";

export const check: Command = {
  name: "spec check",
  summary: "Check a spec, and list all of its errors",
  positional: "FILE",
  options: [],
  notes: `FILE is JSON or YAML, or - for standard input. All errors are listed, each with its
field. The exit code is 1 if there are any.

The CID is that of the spec's canonical form, which \`deml competitions create\` publishes.`,
  examples: ["deml spec check competition.json", "deml spec guess test.csv | deml spec check -"],
  async run(invocation) {
    const path = invocation.argument(0, "FILE");
    const value = parse(path, await textOf(path));
    const problems = problemsOf(value).map((failure) => ({
      field: fieldOf(failure),
      message: tellFailure(failure).message,
      kind: failure.kind,
    }));
    const { terminal } = invocation;
    if (problems.length === 0) {
      const spec = checkSpec(value);
      const bytes = encodeSpec(spec);
      const long = bytes.length > MAX_SPEC_BYTES;
      if (!long) {
        const cid = String(await cidOfBytes(bytes));
        if (invocation.json) {
          terminal.out(toJson({ valid: true, cid, bytes: bytes.length, spec, problems }));
          return EXIT.ok;
        }
        terminal.out(`${path} is a spec: ${show(spec.name)}`);
        for (
          const [label, text] of [
            ["test set", describeData(spec, "test", undefined, spec.test.sealed !== undefined)],
            ["input", describeInput(spec)],
            ["limits", describeLimits(spec)],
            ["CID", cid],
          ] as const
        ) terminal.out(`${terminal.paint.dim(label.padEnd(14))}${text}`);
        return EXIT.ok;
      }
      const failure = { kind: "spec/too-long" as const, bytes: bytes.length, most: MAX_SPEC_BYTES };
      problems.push({ field: "", message: tellFailure(failure).message, kind: failure.kind });
    }
    if (invocation.json) terminal.out(toJson({ valid: false, problems }));
    else {
      for (const { message } of problems) terminal.out(message);
      terminal.note(
        `${problems.length} ${problems.length === 1 ? "error" : "errors"}; docs/PROTOCOL.md, ` +
          "section 9, lists the fields, and `deml spec schema` helps an editor",
      );
    }
    return EXIT.failed;
  },
};

/** JSON is also YAML; errors are clearer if the file says which it is. */
function parse(path: string, text: string): unknown {
  try {
    return path.endsWith(".json") ? JSON.parse(text) : parseYaml(text);
  } catch (error) {
    throw told(
      "spec",
      `${path} cannot be read: ${show(reasonOf(error), 200)}`,
      "Correct it: a spec is JSON, or YAML with the same fields",
    );
  }
}

async function textOf(path: string): Promise<string> {
  if (path !== "-") return new TextDecoder().decode(await readFile(path));
  return await new Response(Deno.stdin.readable).text();
}

function fieldOf(failure: SpecFailure): string {
  return "field" in failure ? failure.field : "";
}
