/**
 * Words that a newcomer does not know, each in one sentence without a full stop: docs/WORDS.md in
 * short.
 *
 * @module
 */

/** The terms, by the name that a page uses. */
export const GLOSSARY = {
  bond:
    "What an author puts at risk for a claimed score: a buy-in, which comes back unless the model is INVALID or not opened",
  burnt: "Sent to an address that nobody has the key of: nobody receives it",
  "buy-in":
    "What a participant pays once to join: a tenth of the fund. Some of it may come back at the end",
  claim: "To take out a miner’s stake and fees",
  "claimed score":
    "What an author says its sealed model scores on the public part of the test set; miners check it later",
  commit: "A miner first publishes only a fingerprint of its scores, so that nobody can copy them",
  deposit: "What a miner puts at risk to judge a competition; it is lost by a wrong or missing row",
  digest: "The SHA-256 fingerprint of a file: whoever changes one byte changes it",
  envelope: "The encrypted form in which a sealed model or test set is published",
  evidence:
    "A fingerprint of a model’s answers to all samples, which a miner is bound to with its score",
  fee: "What a miner earns for a score that agrees with the others",
  fund: "What the organizer pays in: four fifths are won, and a fifth pays the miners",
  inlier: "A row within the tolerance of the median: it is paid",
  median: "The largest score that more than half of all miners reach: it is the model’s score",
  metric: "How answers become a score, such as the share of samples that are labelled correctly",
  miner: "Somebody who deposits a stake, runs every model and is paid for scores that agree",
  organizer: "Whoever created the competition and paid its fund",
  participant: "Whoever paid the buy-in, and may submit models",
  place: "A model’s number: of two models with the same score, the earlier place wins",
  pot:
    "All that is left to share: the prize, what is left for the miners, and buy-ins that come back",
  prize: "What the winners share at least: the pot without the miners’ part and refunds",
  quorum: "The fewest miners that a round needs: with fewer, nothing is decided",
  reveal: "To publish the scores behind a commitment, once all commitments are in",
  round: "One vote of the miners over up to 32 models: commit, reveal, settle",
  "round zero": "The round in which miners check a sealed test set, before any model is opened",
  row: "The scores that one miner gives the models of a round; in a data set, one sample",
  sealed: "Published encrypted, and opened only once submission is over",
  seat: "One miner’s part in a round: each model pays for a fixed number of them",
  settle: "To end a round, by which its models get their scores",
  spec: "The file that says what is judged and how: data, metric, limits",
  stake: "The sum that a miner’s deposit puts at risk",
  "test set": "The data on which models are judged",
  tolerance: "How far a miner’s score may be from the median and still agree with it",
  unjudged: "Said of a model on which three rounds did not agree: it has no score",
} as const satisfies Record<string, string>;

/** A word of the glossary. */
export type TermName = keyof typeof GLOSSARY;
