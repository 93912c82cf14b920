/**
 * Failures of the chain, in words.
 *
 * @module
 */
import type { ChainFailure, EndpointFailed } from "../../chain/failures.ts";
import type { Sentences, Words } from "../../../protocol/format/tell.ts";
import { revertWords } from "./reverts.ts";

const OTHER_NODE = "Use another node; --rpc may be given several times";
const CHECK_URL = "Check the URL, and that the node is running";

const endpoint = (remedy: string) => ({ endpoint, what }: EndpointFailed): Words => [
  `The endpoint ${endpoint} ${what}`,
  remedy,
];

export const CHAIN: Sentences<ChainFailure> = {
  "chain/endpoint-unreachable": endpoint(CHECK_URL),
  "chain/endpoint-broke-off": endpoint(CHECK_URL),
  "chain/endpoint-late": endpoint("Check the network, or give another --rpc"),
  "chain/endpoint-denied": endpoint("Check the key in its URL"),
  "chain/endpoint-limited": endpoint("Use a provider with a higher limit, or a second --rpc"),
  "chain/endpoint-server": endpoint("Its server fails: wait, or give another --rpc"),
  "chain/endpoint-path": endpoint("Check the path in its URL"),
  "chain/endpoint-silent": endpoint("Check its URL"),
  "chain/endpoint-not-json-rpc": endpoint("Check its URL: nothing there speaks JSON-RPC"),
  "chain/endpoint-unbounded": endpoint(OTHER_NODE),
  "chain/endpoint-set-aside": ({ endpoint, because }) => [
    `The endpoint ${endpoint} is not used: ${because}`,
    "Check --rpc",
  ],
  "revert/contract": revertWords,
  "usage/not-http": ({ url }) => [`"${url}" is not an HTTP URL`, "Check --rpc"],
  "usage/not-an-endpoint": ({ url }) => [
    `"${url}" is neither an HTTP nor a WebSocket URL`,
    "Check --rpc",
  ],
  "usage/two-chains": ({ first, second, difference }) => [
    `${first} and ${second} are of different chains: the second ${difference}`,
    "Give each --rpc for the same chain",
  ],
  "chain/no-answer": ({ endpoints }) => [`No chain answers at ${endpoints.join("; ")}`, CHECK_URL],
  "chain/no-contract": ({ chainId, contract }) => [
    `No contract at ${contract} on chain ${chainId}`,
    "Check --contract, and that --rpc is the right chain",
  ],
  "chain/refused": ({ purpose, reason }) => [
    `Cannot ${purpose}: ${reason}`,
    "Check that the node is in sync, or give another --rpc",
  ],
  "chain/view-refused": ({ view, contract, reason }) => [
    `Cannot read ${view} of the contract at ${contract}: ${reason}`,
    "Check that --contract is DeML and that the node is in sync",
  ],
  "chain/unbounded-answer": ({ because }) => [
    `The node's answer was rejected: ${because}`,
    OTHER_NODE,
  ],
  "chain/deployment-failed": () => ["The deployment failed", "Check the node's log"],
  "chain/bad-block": () => ["The node's answer is not a block", OTHER_NODE],
  "chain/too-many-blocks": () => ["The node reports an impossible number of blocks", OTHER_NODE],
  "chain/unordered-blocks": () => ["The node's blocks are not ordered by time", OTHER_NODE],
  "chain/endless-events": () => ["The node's events never end", OTHER_NODE],
  "chain/inconsistent-models": () => [
    "The node's number of models does not match its lists of them",
    "Try again, or use another node",
  ],
  "chain/block-replaced": ({ block }) => [
    `Block ${block}, at whose end everything was read, has been replaced by a reorganization`,
    "Run it again: what was judged is kept",
  ],
  "chain/package-missing": ({ model }) => [
    `The node lacks some of the events with the bytes of model ${model}, which are on chain`,
    "Use a node that has the logs since registrationEnd",
  ],
};
