/**
 * What a child process costs: from a package to its verdict when it is warm, and its memory
 * compared with a process that has only the bare session.
 *
 * @module
 */
import { fromFileUrl } from "@std/path/from-file-url";
import { startChild } from "../../miner/evaluation/host/live_child.ts";
import { data, modelBytes, type ModelName, SPEC } from "./eval_models.ts";
import { median } from "./eval_stats.ts";

/** Milliseconds and bytes. */
export interface ChildFigures {
  /**
   * From the question to the verdict, a warm child: package sent, checked, loaded, run, answered
   */
  verdict: number;
  /** Peak of the child, data set included */
  peak: number;
  /** Peak of the bare session, without data set */
  bare: number;
  /** The data set as float32 */
  tensors: number;
}

/** Measures one model. */
export async function measureChild(name: ModelName, repeats: number): Promise<ChildFigures> {
  const child = await startChild({
    engine: "native",
    sandbox: { kind: "off", because: "its memory is read" },
    memory: 4e9,
    processor: 3_600,
  });
  try {
    const csv = await data();
    const onnx = await modelBytes(name);
    const limits = { within: 600_000, maxBody: 1e6 };
    await child.ask(
      { type: "competition", spec: SPEC, part: "test", dataBytes: csv.length, same: false },
      [csv],
      limits,
    );
    const times: number[] = [];
    let batch = 0;
    for (let repeat = 0; repeat < repeats; repeat++) {
      const started = performance.now();
      const { header } = await child.ask(
        { type: "evaluate", form: "onnx", progress: false, margins: false },
        [onnx],
        limits,
      );
      if (header.type !== "scored") throw new Error(`It answered "${header.type}"`);
      batch = header.batch;
      times.push(performance.now() - started);
    }
    return {
      verdict: median(times),
      peak: await peakOf(child.pid),
      bare: await barePeak(name, batch),
      tensors: 4 * 784 * SPEC.test.rows,
    };
  } finally {
    await child.end();
  }
}

async function peakOf(pid: number): Promise<number> {
  const status = await Deno.readTextFile(`/proc/${pid}/status`);
  return 1024 * Number(/VmHWM:\s*(\d+)/.exec(status)?.[1]);
}

/** A separate process: Deno, onnxruntime, the session, and batches through it. */
async function barePeak(name: ModelName, batch: number): Promise<number> {
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "-A", "--quiet"],
      fromFileUrl(new URL("./eval_bare_process.ts", import.meta.url)),
      name,
      String(batch),
    ],
  }).output();
  return Number(new TextDecoder().decode(stdout));
}
