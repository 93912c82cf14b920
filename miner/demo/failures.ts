/**
 * What may keep the demo from ending well.
 *
 * @module
 */

export type DemoFailure =
  | { kind: "internal/demo-stuck"; last?: string }
  | { kind: "file/unreadable-models"; folder: string }
  | { kind: "file/no-models"; folder: string }
  | { kind: "chain/local-chain"; reason: string; log: string };
