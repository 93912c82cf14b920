/**
 * What can prevent a participant from opening a sealed model.
 *
 * @module
 */

export type ParticipantFailure =
  | { kind: "chain/no-such-model"; competition: bigint; digest: string; author: string }
  /**
   * Only a complete model can be opened; parts are accepted until round zero has judged the test
   * set
   */
  | { kind: "chain/model-incomplete"; model: number; published: number; size: number };
