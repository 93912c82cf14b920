/**
 * A whole evaluation with a bare child, however it was started.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { encodeHead, exactly, readFrame } from "../../miner/evaluation/wire/frames.ts";
import { sourceOf } from "../../miner/evaluation/host/pipes.ts";
import { competition, goodModel } from "./models.ts";

/** Lets a child evaluate the good model; returns how many rows it got right. */
export async function converse(child: Deno.ChildProcess): Promise<number> {
  const input = child.stdin.getWriter();
  const output = child.stdout.getReader();
  const read = exactly(sourceOf(output));
  const next = async () =>
    (await readFrame(read, 1e6))?.header as { type: string; correct?: number } | undefined;
  assertEquals((await next())?.type, "ready");
  const { spec, part, data, labels } = await competition();
  await input.write(
    encodeHead(
      { type: "competition", spec, part, dataBytes: data.length, same: false },
      data.length + labels.length,
    ),
  );
  await input.write(data);
  await input.write(labels);
  assertEquals((await next())?.type, "loaded");
  const model = await goodModel();
  await input.write(
    encodeHead({ type: "evaluate", form: "onnx", progress: true, margins: true }, model.length),
  );
  await input.write(model);
  let answer = await next();
  while (answer?.type === "progress") answer = await next();
  assert(answer?.type === "scored", answer?.type);
  await input.close();
  await output.cancel();
  return answer.correct!;
}
