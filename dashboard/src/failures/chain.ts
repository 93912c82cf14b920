/**
 * Failures of the chain, in the page's words.
 *
 * @module
 */
import type { ChainFailure, EndpointFailed, RevertFailure } from "../../../miner/chain/failures.ts";
import type { Sentences, Words } from "../../../protocol/format/tell.ts";

/** Reverts have their own table, and the page deploys nothing. */
type Reachable = Exclude<ChainFailure, RevertFailure | { kind: "chain/deployment-failed" }>;

const SETTINGS = "This page's host must check settings.json";
const LATER = "Try again later";
const OTHER_NODE = "Try again; if it keeps failing, this page's host must choose another node";

const endpoint = (remedy: string) => ({ endpoint, what }: EndpointFailed): Words => [
  `The endpoint ${endpoint} ${what}`,
  remedy,
];
const node = (what: string): Words => [`The node's ${what}`, OTHER_NODE];

export const CHAIN: Sentences<Reachable> = {
  "chain/endpoint-unreachable": endpoint("Check that you are online and that the node is running"),
  "chain/endpoint-broke-off": endpoint(LATER),
  "chain/endpoint-late": endpoint(LATER),
  "chain/endpoint-denied": endpoint(SETTINGS),
  "chain/endpoint-limited": endpoint(LATER),
  "chain/endpoint-server": endpoint(LATER),
  "chain/endpoint-path": endpoint(SETTINGS),
  "chain/endpoint-silent": endpoint(SETTINGS),
  "chain/endpoint-not-json-rpc": endpoint(SETTINGS),
  "chain/endpoint-unbounded": endpoint(OTHER_NODE),
  "chain/endpoint-set-aside": ({ endpoint, because }) => [
    `The endpoint ${endpoint} is not used: ${because}`,
    SETTINGS,
  ],
  "usage/not-http": ({ url }) => [`"${url}" is not an HTTP URL`, SETTINGS],
  "usage/not-an-endpoint": ({ url }) => [
    `"${url}" is neither an HTTP nor a WebSocket URL`,
    SETTINGS,
  ],
  "usage/two-chains": ({ first, second, difference }) => [
    `${first} and ${second} are of different chains: the second ${difference}`,
    SETTINGS,
  ],
  "chain/no-answer": ({ endpoints }) => [
    `No chain answers at ${endpoints.join("; ")}`,
    "Check that you are online and that the node is running",
  ],
  "chain/no-contract": ({ chainId, contract }) => [
    `No contract at ${contract} on chain ${chainId}`,
    SETTINGS,
  ],
  "chain/refused": ({ purpose, reason }) => [`Cannot ${purpose}: ${reason}`, OTHER_NODE],
  "chain/view-refused": ({ view, contract, reason }) => [
    `Cannot read ${view} of the contract at ${contract}: ${reason}`,
    "Check this page's settings and that the node is in sync",
  ],
  "chain/unbounded-answer": ({ because }) => node(`answer was rejected: ${because}`),
  "chain/bad-block": () => node("answer is not a block"),
  "chain/too-many-blocks": () => node("number of blocks is impossible"),
  "chain/unordered-blocks": () => node("blocks are not ordered by time"),
  "chain/endless-events": () => node("events never end"),
  "chain/inconsistent-models": () => node("number of models does not match its lists of them"),
  "chain/block-replaced": ({ block }) => [
    `Block ${block}, at whose end everything was read, has been replaced by a reorganization`,
    "Try again",
  ],
  "chain/package-missing": ({ model }) => [
    `The node lacks some of the events with the bytes of model ${model}, which are on chain`,
    OTHER_NODE,
  ],
};
