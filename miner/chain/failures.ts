/**
 * What can go wrong between here and the chain: an endpoint that does not serve, a node that cannot
 * be trusted, a contract that reverts.
 *
 * @module
 */
import type { Failure } from "../../protocol/errors.ts";
import type { ContractError } from "../../protocol/format/revert_facts.ts";

/** Why an endpoint did not serve a request. */
export type EndpointFault =
  | "unreachable"
  | "broke-off"
  | "late"
  /** It requires a key, or another one */
  | "denied"
  /** Its limit of requests is met */
  | "limited"
  /** Its server fails */
  | "server"
  /** Its server does not have this path */
  | "path"
  | "silent"
  | "not-json-rpc"
  /** Its answer is out of bounds */
  | "unbounded";

/** A request that an endpoint did not serve. */
export interface EndpointFailed extends Failure {
  kind: `chain/endpoint-${EndpointFault}`;
  /** Without its secrets */
  endpoint: string;
  /** What it did, as in the log: "answers 502 (Bad Gateway)" */
  what: string;
}

/** A revert of the contract, as its ABI names it. */
export interface RevertFailure extends Failure {
  kind: "revert/contract";
  /** Completes "Cannot …" */
  purpose: string;
  /** The ABI's name of the error */
  reason: ContractError;
  args: readonly unknown[];
}

/** How reading the chain can fail. */
export type ChainFailure =
  | EndpointFailed
  | RevertFailure
  | { kind: "usage/not-http"; url: string }
  | { kind: "usage/not-an-endpoint"; url: string }
  /** Two endpoints are of two chains; `difference` is what the second one is or has */
  | { kind: "usage/two-chains"; first: string; second: string; difference: string }
  /** No endpoint answers; each with what it does instead, if known */
  | { kind: "chain/no-answer"; endpoints: readonly string[] }
  /** The only endpoint is of another chain */
  | { kind: "chain/endpoint-set-aside"; endpoint: string; because: string }
  | { kind: "chain/no-contract"; chainId: number; contract: string }
  /** A node refused a question, in its own words */
  | { kind: "chain/refused"; purpose: string; reason: string }
  /** The same for a view: the contract may not be DeML */
  | { kind: "chain/view-refused"; view: string; contract: string; reason: string }
  /** A node's answer out of bounds */
  | { kind: "chain/unbounded-answer"; because: string }
  | { kind: "chain/deployment-failed" }
  | { kind: "chain/bad-block" }
  | { kind: "chain/too-many-blocks" }
  | { kind: "chain/unordered-blocks" }
  | { kind: "chain/endless-events" }
  | { kind: "chain/inconsistent-models" }
  /** A reorganization replaced a block while what it says was read */
  | { kind: "chain/block-replaced"; block: bigint }
  /** The node lacks events with a package's bytes, which the contract has seen */
  | { kind: "chain/package-missing"; model: number };
