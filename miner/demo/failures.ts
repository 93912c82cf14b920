/**
 * How the demo can fail.
 *
 * @module
 */

import type { Failure } from "../../protocol/errors.ts";

export type DemoFailure =
  | { kind: "internal/demo-stuck"; last?: string; failure?: Failure }
  | { kind: "file/unreadable-models"; folder: string }
  | { kind: "file/no-models"; folder: string }
  | { kind: "chain/local-chain"; reason: string; log: string };
