/**
 * An organizer's data sets: files on a disk.
 *
 * @module
 */
import { gzipSync } from "node:zlib";
import { writeIdx } from "../../miner/dataset/idx.ts";
import { mnistCsv, mnistIdx } from "../../miner/dataset/mnist.ts";

/** MNIST's test digits as the original shared them, a CSV file, in gzip; returns its path. */
export async function csvInGzip(folder: string): Promise<string[]> {
  const path = `${folder}/digits.csv.gz`;
  await Deno.writeFile(path, gzipSync(await mnistCsv("test")));
  return [path];
}

/** The first of MNIST's test digits, as images and labels. */
export async function idxFiles(folder: string, rows: number): Promise<string[]> {
  const { images, labels } = await mnistIdx("test");
  const paths = [`${folder}/digits-images`, `${folder}/digits-labels`];
  await Deno.writeFile(
    paths[0]!,
    writeIdx([rows, 28, 28], images.slice(16, 16 + 784 * rows)),
  );
  await Deno.writeFile(paths[1]!, writeIdx([rows], labels.slice(8, 8 + rows)));
  return paths;
}
