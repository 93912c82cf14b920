/**
 * Failures of the chain, in the page's words.
 *
 * @module
 */
import type { ChainFailure, EndpointFailed, RevertFailure } from "../../../miner/chain/failures.ts";
import type { Sentences, Words } from "../../../protocol/format/tell.ts";

/** Reverts have a table of their own, and the page deploys nothing. */
type Reachable = Exclude<ChainFailure, RevertFailure | { kind: "chain/deployment-failed" }>;

const SETTINGS = "Whoever hosts this page checks settings.json";
const LATER = "Try again in a while";
const OTHER_NODE = "Try again; if it stays so, whoever hosts this page names another node";

const endpoint = (remedy: string) => ({ endpoint, what }: EndpointFailed): Words => [
  `The endpoint ${endpoint} ${what}`,
  remedy,
];
const node = (what: string): Words => [`The node's ${what}`, OTHER_NODE];

export const CHAIN: Sentences<Reachable> = {
  "chain/endpoint-unreachable": endpoint("Check that you are online, and the node is running"),
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
    `${first} and ${second} belong to two chains: the second ${difference}`,
    SETTINGS,
  ],
  "chain/no-answer": ({ endpoints }) => [
    `No chain answers at ${endpoints.join("; ")}`,
    "Check that you are online, and the node is running",
  ],
  "chain/no-contract": ({ chainId, contract }) => [
    `No contract at ${contract} on chain ${chainId}`,
    SETTINGS,
  ],
  "chain/refused": ({ purpose, reason }) => [`Cannot ${purpose}: ${reason}`, OTHER_NODE],
  "chain/view-refused": ({ view, contract, reason }) => [
    `Cannot read ${view} of the contract at ${contract}: ${reason}`,
    "Check this page's settings, and that the node is in sync",
  ],
  "chain/unbounded-answer": ({ because }) => node(`answer was rejected: ${because}`),
  "chain/bad-block": () => node("answer is not a block"),
  "chain/too-many-blocks": () => node("blocks are more than there can be"),
  "chain/unordered-blocks": () => node("blocks are not in order of time"),
  "chain/endless-events": () => node("events never end"),
  "chain/inconsistent-models": () => node("number of models does not match its lists of them"),
  "chain/package-missing": ({ model }) => [
    `The node lacks some of the events with the bytes of model ${model}, which are on chain`,
    OTHER_NODE,
  ],
};
