/**
 * Failures of content identifiers, gateways and the block store, in words.
 *
 * @module
 */
import type { GatewayRefusal, IpfsFailure } from "../../ipfs/failures.ts";
import type { Sentences, Words } from "../../../protocol/format/tell.ts";

const USE_V1 = "Use a CIDv1 with sha2-256, as `ipfs add --cid-version 1` prints it";
const ADD_AGAIN = "Ask the publisher to add the file again with `ipfs add --cid-version 1`";

const ADDRESS =
  "Check the address: of a Kubo node it is that of its RPC port, 5001 by default; of a " +
  "pinning service, what it documents, without /pins";
/** What to do about an HTTP status of a node or service. */
const REFUSED: Record<number, string> = {
  401: "Check the access token or password",
  402: "The service wants to be paid: see its web site",
  403: "Check the access token or password; a Kubo node names who may ask it in API.HTTPHeaders",
  409: "The service has a pin of this CID that contradicts this one: see its web site",
};

const block = (cid: string, because: string): Words => [
  `Block ${cid} is not part of a file: ${because}`,
  ADD_AGAIN,
];
const tree = (cid: string, what: string): Words => [`The tree of ${cid} has ${what}`, ADD_AGAIN];

/** UnixFS types other than files, by number. */
const TYPES: Record<number, string> = {
  1: "a folder",
  3: "metadata",
  4: "a symbolic link",
  5: "a folder",
};

export const IPFS: Sentences<IpfsFailure> = {
  "ipfs/not-a-cid": ({ text }) => [`"${text}" is not a CID`, USE_V1],
  "ipfs/other-cid": ({ cid }) => [`CID ${cid} has another version, codec or hash`, USE_V1],
  "ipfs/not-found": ({ cid, failures, waited }) => {
    const tried = failures.map(refusalWords);
    if (waited) tried.push(`the gateways took ${waited.seconds} s for ${waited.bytes} bytes`);
    return [
      `Cannot fetch ${cid}: ${tried.join("; ") || "no gateway is set"}`,
      "Give a gateway that has it: --gateway URL",
    ];
  },
  "ipfs/too-large": ({ cid, most }) => [
    `${cid} is larger than ${most} bytes, its limit`,
    "Ask its publisher for a file of the size that the spec states",
  ],
  "ipfs/no-memory": ({ bytes }) => [
    `There is not enough memory for a file of ${bytes} bytes`,
    "Close other programs, or use a machine with more memory",
  ],
  "ipfs/block-undecodable": ({ cid, reason }) => block(cid, reason),
  "ipfs/block-without-unixfs": ({ cid }) => block(cid, "it has no UnixFS data"),
  "ipfs/block-type": ({ cid, type }) =>
    block(cid, `it is ${TYPES[type] ?? `of the unknown type ${type}`}`),
  "ipfs/block-links": ({ cid, links, sizes }) =>
    block(cid, `it has ${links} links and ${sizes} sizes for them`),
  "ipfs/block-empty-link": ({ cid }) => block(cid, "it links to an empty block"),
  "ipfs/block-endless-size": ({ cid }) =>
    block(cid, "its sizes add up to more than any file can have"),
  "ipfs/block-own-size": ({ cid, size, parts }) =>
    block(cid, `it claims ${size} bytes, but its parts claim ${parts}`),
  "ipfs/block-size-above": ({ cid, size, above }) =>
    block(cid, `it has ${size} bytes, but its parent claims ${above}`),
  "ipfs/tree-blocks": ({ cid, most, size }) =>
    tree(cid, `more than ${most} blocks for ${size} bytes`),
  "ipfs/tree-levels": ({ cid, most }) => tree(cid, `more than ${most} levels`),
  "ipfs/tree-bytes": ({ cid, size }) => tree(cid, `blocks of more bytes than ${size} need`),
  "ipfs/car-unreadable": ({ reason }) => [
    `This is not a CAR file that can be read: ${reason}`,
    "Export it again, e.g. with `ipfs dag export CID > data.car`",
  ],
  "ipfs/car-roots": ({ roots, most }) => [
    roots === 0
      ? "The CAR file names no root"
      : `The CAR file names ${roots} roots; at most ${most} are read`,
    "Export it again, e.g. with `ipfs dag export CID > data.car`",
  ],
  "ipfs/car-large-block": ({ bytes, most }) => [
    `The CAR file has a block of ${bytes} bytes; IPFS nodes exchange at most ${most}`,
    ADD_AGAIN,
  ],
  "ipfs/car-other-bytes": ({ cid }) => [
    `The CAR file has other bytes under the name ${cid}`,
    "It is damaged: download or export it again",
  ],
  "ipfs/host-not-http": () => [
    "The address of the node or service is not an http or https URL",
    "Give it in full, e.g. http://127.0.0.1:5001 for a Kubo node on this machine",
  ],
  "ipfs/host-unreachable": ({ host, reason }) => [
    `${host} cannot be reached: ${reason}`,
    "Check the address, and that the node or service is running",
  ],
  "ipfs/host-late": ({ host, seconds }) => [
    `${host} did not answer within ${seconds} s`,
    "Try again: what it already has is not lost",
  ],
  "ipfs/host-refused": ({ host, status, reason }) => [
    `${host} answered HTTP ${status}: ${reason || "without a reason"}`,
    REFUSED[status] ?? ADDRESS,
  ],
  "ipfs/host-other-answer": ({ host, reason }) => [
    `${host} gave an answer that its interface does not have: ${reason}`,
    ADDRESS,
  ],
  "ipfs/not-pinned": ({ host, cid, reason }) => [
    `${host} did not pin ${cid}: ${reason}`,
    "Check that a node with all blocks can be reached, then publish again",
  ],
  "ipfs/pin-unfinished": ({ host, cid, status, seconds }) => [
    `After ${seconds} s, ${host} still says "${status}" of ${cid}`,
    "Keep the node that has the blocks running, and pin it again later",
  ],
  "file/disk-reserve": ({ folder, reserve }) => [
    `The disk of ${folder} would have fewer than ${reserve} bytes free, and the journal may need them`,
    "Free space on that disk, or name a folder on another one with --home",
  ],
  "file/store-quota": ({ folder, quota }) => [
    `The blocks in ${folder} would exceed their quota of ${quota} bytes, and none has been unused for an hour`,
    "Wait until other work has ended, or name a folder on a larger disk with --home",
  ],
  "file/block-not-written": ({ folder, reason }) => [
    `Cannot write a block into ${folder}: ${reason}`,
    "Check the disk's space and the folder's permissions",
  ],
};

function refusalWords(refusal: GatewayRefusal): string {
  return `${refusal.gateway ?? "one gateway"} ${whatItDid(refusal)}`;
}

function whatItDid(refusal: GatewayRefusal): string {
  switch (refusal.why) {
    case "not-http":
      return "cannot be asked: it is not an http or https URL";
    case "redirects": {
      const to = refusal.to === undefined ? "" : ` to ${refusal.to}`;
      const then = refusal.instead === undefined
        ? "name the gateway that has the blocks"
        : `name it as ${refusal.instead}, because Kubo redirects only from localhost`;
      return `redirects${to}, which is not followed: ${then}`;
    }
    case "status":
      return `answered HTTP ${refusal.status}${refusal.tries ? ` ${refusal.tries} times` : ""}`;
    case "no-body":
      return "answered without a body";
    case "too-long":
      return `sent more than ${refusal.most} bytes`;
    case "late":
      return `did not begin to answer within ${refusal.seconds} s`;
    case "slow":
      return `is too slow: ${refusal.bytes} bytes in ${refusal.seconds} s`;
    case "other-bytes":
      return "sent other bytes";
    case "unreachable":
      return `cannot be reached: ${refusal.reason}`;
  }
}
