/**
 * Whether a sample's scores depend on the samples beside it.
 *
 * @module
 */
import type { Engine, Session } from "../../../miner/evaluation/engine/engine.ts";
import { MULTIPLE } from "../../../miner/evaluation/guest/batching.ts";
import type { Admitted } from "../../../miner/model/admission.ts";
import type { Random } from "../mutate.ts";

/** A sample's outputs in the order of a batch, and in which batch. */
export interface Apart {
  batch: number[];
  sample: number;
  alone: number[];
  together: number[];
}

/** Batches of samples by their numbers: in turn, backwards, all of one, at random. */
export function companies(
  count: number,
  fixed: number | undefined,
  next: Random,
): number[][] {
  const size = fixed ?? MULTIPLE;
  const each = (sample: (place: number) => number, rows = size) =>
    Array.from({ length: rows }, (_, place) => sample(place) % count);
  const anyone = () => Math.floor(next() * count);
  return [
    each((place) => place),
    each((place) => size - 1 - place),
    each((place) => place + 2),
    ...Array.from({ length: count }, (_, sample) => each(() => sample)),
    each(anyone),
    ...(fixed === undefined ? [each(anyone, 2 * size), each(anyone, 3 * size)] : []),
  ];
}

/**
 * Runs a model over the same samples in several companies.
 *
 * @param samples Their values, row after row
 * @returns The first sample whose outputs differ
 */
export async function firstApart(
  engine: Engine,
  model: Pick<Admitted, "onnx" | "input" | "output" | "sample" | "fixedBatch">,
  samples: Float32Array,
  count: number,
  next: Random,
): Promise<Apart | undefined> {
  const session = await engine.load(model.onnx, model);
  try {
    const seen = new Map<number, number[]>();
    for (const batch of companies(count, model.fixedBatch, next)) {
      const rows = await outputs(session, model.sample, samples, count, batch);
      for (const [place, sample] of batch.entries()) {
        const [alone, together] = [seen.get(sample), rows[place]!];
        seen.set(sample, together);
        if (alone?.every((value, i) => Object.is(value, together[i])) ?? true) continue;
        return { batch, sample, alone: alone!, together };
      }
    }
    return undefined;
  } finally {
    await session.release();
  }
}

async function outputs(
  session: Session,
  sample: number[],
  samples: Float32Array,
  count: number,
  batch: number[],
): Promise<number[][]> {
  const features = samples.length / count;
  const values = new Float32Array(batch.length * features);
  batch.forEach((own, place) =>
    values.set(samples.subarray(own * features, (own + 1) * features), place * features)
  );
  const { data } = await session.run(values, [batch.length, ...sample]);
  const width = data.length / batch.length;
  return batch.map((_, place) =>
    Array.from({ length: width }, (_, i) => Number(data[place * width + i]))
  );
}
