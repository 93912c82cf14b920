/**
 * A competition over the first of MNIST's test digits.
 *
 * @module
 */
import type { Hex } from "viem";
import { countCompetitions, readCompetition } from "../../miner/chain/read_competition.ts";
import { register } from "../../miner/participant/register.ts";
import { openTerms, type TermChoices, type Terms } from "../../protocol/terms/terms.ts";
import { writeIdx } from "../../miner/dataset/idx.ts";
import { mnistIdx } from "../../miner/dataset/mnist.ts";
import { type CompetitionSpec, encodeSpec } from "../../protocol/spec/spec.ts";
import type { Actor, Stage } from "../../miner/demo/stage.ts";
import { openBlockStore } from "../../miner/ipfs/block_store.ts";
import { publishBlock, publishFile } from "../../miner/ipfs/publish.ts";

/** Publishes that many digits and a spec for them; returns its digest. */
export async function publishDigits(
  stage: Stage,
  rows: number,
  engine: CompetitionSpec["engine"]["name"],
): Promise<Hex> {
  const { images, labels } = await mnistIdx("test");
  const store = await openBlockStore(`${stage.folder}/blocks`);
  const publish = async (file: Uint8Array) => String(await publishFile(file, store));
  const spec: CompetitionSpec = {
    ...stage.spec,
    engine: { ...stage.spec.engine, name: engine },
    test: {
      cid: await publish(writeIdx([rows, 28, 28], images.slice(16, 16 + 784 * rows))),
      labels: await publish(writeIdx([rows], labels.slice(8, 8 + rows))),
      format: "idx",
      rows,
      classes: 10,
    },
  };
  const { multihash: { digest } } = await publishBlock(encodeSpec(spec), store);
  return `0x${digest.toHex()}`;
}

/** A competition with registered authors. */
export interface DigitsCompetition {
  id: bigint;
  terms: Terms;
  organizer: Actor;
  authors: Actor[];
}

/** Creates a competition and registers that many authors. */
export async function create(
  stage: Stage,
  choices: TermChoices,
  authors: number,
): Promise<DigitsCompetition> {
  const organizer = await stage.actor("organizer");
  const terms = openTerms(choices);
  await organizer.sender.send({
    functionName: "createCompetition",
    args: [terms],
    value: choices.fund,
    purpose: "create a competition",
  });
  const id = await countCompetitions(stage.connection);
  const competition = await readCompetition(stage.connection, id);
  const actors: Actor[] = [];
  for (let i = 0; i < authors; i++) actors.push(await stage.actor("participants"));
  for (const { sender } of actors) await register(sender, competition);
  return { id, terms, organizer, authors: actors };
}
