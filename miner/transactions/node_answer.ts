/**
 * What a node's refusal of a raw transaction means. Nodes spell the same answer in many ways; an
 * unknown spelling leaves the transaction open, so that nothing is lost.
 *
 * @module
 */

/**
 * `known`: the node has it. `used`: its nonce is behind the chain. `underpriced`: another
 * transaction has its nonce, or it offers too little. `funds`: the account cannot pay. `invalid`:
 * no node will ever accept it. `unclear`: the network may or may not have it.
 */
export type NodeAnswer = "known" | "used" | "underpriced" | "funds" | "invalid" | "unclear";

/** Spellings of Geth, Erigon, Nethermind, Besu, Reth, anvil and Hardhat, in lower case. */
const SPELLINGS: readonly [NodeAnswer, RegExp][] = [
  ["known", /already ?known|known transaction|already imported|already in (?:the )?(?:mem)?pool/],
  ["used", /nonce (?:is )?too low|oldnonce|old nonce|nonce has already been used/],
  [
    "underpriced",
    /underpriced|replacementnotallowed|fee ?too ?low|gas price is too low|max fee per gas less than|maxfeepergas.*(?:less|lower) than|below (?:configured )?minimum/,
  ],
  [
    "funds",
    /insufficient ?funds|insufficient balance|exceeds account balance|(?:doesn't|does not) have enough funds/,
  ],
  [
    "invalid",
    /invalid (?:chain ?id|sender|signature)|wrong chain|chain ?id mismatch|intrinsic gas too low|exceeds (?:block|transaction|max) ?gas|oversized data|gas limit.*too (?:high|low)/,
  ],
];

/** Reads a node's message. */
export function readAnswer(message: string): NodeAnswer {
  const text = message.toLowerCase();
  return SPELLINGS.find(([, spelling]) => spelling.test(text))?.[0] ?? "unclear";
}
