/**
 * What may keep a participant from opening a sealed model.
 *
 * @module
 */

export type ParticipantFailure =
  | { kind: "chain/no-such-model"; competition: bigint; digest: string; author: string }
  /** Only a whole model can be opened; parts are taken until round zero has judged the test set */
  | { kind: "chain/model-incomplete"; model: number; published: number; size: number };
