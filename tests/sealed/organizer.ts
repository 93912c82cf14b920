/**
 * The organizer of a sealed competition over some of MNIST's test digits.
 *
 * @module
 */
import { type Hex } from "viem";
import { countCompetitions } from "../../miner/chain/read_competition.ts";
import { sealedTerms, type Terms } from "../../protocol/terms/terms.ts";
import { writeIdx } from "../../miner/dataset/idx.ts";
import { mnistIdx } from "../../miner/dataset/mnist.ts";
import { type CompetitionSpec, encodeSpec } from "../../protocol/spec/spec.ts";
import { type Actor, FUND, type Stage } from "../../miner/demo/stage.ts";
import { openBlockStore } from "../../miner/ipfs/block_store.ts";
import { publishBlock, publishFile } from "../../miner/ipfs/publish.ts";
import type { Deml } from "./deml.ts";

/** Digits that the models are judged on. */
const ROWS = 500;
/** Those of the public part follow. */
const PUBLIC_ROWS = 200;
/** Evaluations per model. */
export const SEATS = 3;
const DAY = 86_400;

/** A competition that waits for participants. */
export interface Created {
  id: bigint;
  terms: Terms;
  organizer: Actor;
  spec: CompetitionSpec;
  /** What was sealed */
  plain: { data: Uint8Array; labels: Uint8Array };
  /** The file that `deml open` takes */
  keyFile: string;
}

/** What differs from the usual competition. */
interface Differences {
  /** Written into the spec instead of the right one */
  nonce?: Hex;
  seats?: number;
  /** Whether authors may claim scores on a public part */
  claims?: boolean;
  /** Whether buy-ins come back */
  returnsBuyIns?: boolean;
}

/** Seals a test set with `deml seal`, publishes it and creates the competition. */
export async function createSealed(
  stage: Stage,
  deml: Deml,
  { nonce, seats = SEATS, claims = false, returnsBuyIns = false }: Differences = {},
): Promise<Created> {
  const plain = await digits(0, ROWS);
  const [images, labels] = [`${stage.folder}/images`, `${stage.folder}/labels`];
  await Deno.writeFile(images, plain.data);
  await Deno.writeFile(labels, plain.labels);
  const sealed = JSON.parse(await deml("seal", images, labels, "--test-set", "--json"));
  const store = await openBlockStore(`${stage.folder}/blocks`);
  const published = await Promise.all(
    [images, labels].map(async (path) =>
      String(await publishFile(await Deno.readFile(`${path}.sealed`), store))
    ),
  );
  const publicPart = await digits(ROWS, PUBLIC_ROWS);
  const validation = claims
    ? {
      cid: String(await publishFile(publicPart.data, store)),
      labels: String(await publishFile(publicPart.labels, store)),
      format: "idx" as const,
      rows: PUBLIC_ROWS,
      classes: 10,
    }
    : undefined;
  const spec: CompetitionSpec = {
    ...stage.spec,
    ...(validation && { validation, claims: true }),
    test: {
      cid: published[0]!,
      labels: published[1]!,
      format: "idx",
      rows: ROWS,
      classes: 10,
      sealed: { ...sealed.spec, ...(nonce && { nonce }) },
    },
  };
  const { multihash: { digest } } = await publishBlock(encodeSpec(spec), store);
  const organizer = await stage.actor("organizer");
  const now = await stage.now();
  const terms = sealedTerms({
    specDigest: `0x${digest.toHex()}`,
    fund: FUND,
    registrationEnd: now + DAY,
    submissionEnd: now + 2 * DAY,
    openingEnd: now + 4 * DAY,
    evaluationEnd: now + 9 * DAY,
    seats,
    testKeyCommitment: sealed.commitment,
    returnsBuyIns,
  });
  await organizer.sender.send({
    functionName: "createCompetition",
    args: [terms],
    value: FUND,
    purpose: "create a sealed competition",
  });
  const id = await countCompetitions(stage.connection);
  return { id, terms, organizer, spec, plain, keyFile: sealed.keyFiles[0] };
}

/** Digits `from` on, so many. */
async function digits(from: number, rows: number): Promise<Created["plain"]> {
  const { images, labels } = await mnistIdx("test");
  const start = 16 + 784 * from;
  return {
    data: writeIdx([rows, 28, 28], images.slice(start, start + 784 * rows)),
    labels: writeIdx([rows], labels.slice(8 + from, 8 + from + rows)),
  };
}
