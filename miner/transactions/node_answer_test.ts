import { assertEquals } from "@std/assert";
import { type NodeAnswer, readAnswer } from "./node_answer.ts";

Deno.test("nodes' refusals are distinguished, however each spells them", () => {
  const spelled: [NodeAnswer, string[]][] = [
    ["known", [
      "already known", // Geth, Erigon, Reth
      "AlreadyKnown", // Nethermind
      "Known transaction", // Besu
      "Known transaction: 0x12ab", // Hardhat
      "transaction already imported", // anvil
      "Transaction with the same hash was already imported.", // OpenEthereum
    ]],
    ["used", [
      "nonce too low: next nonce 7, tx nonce 5", // Geth, Reth
      "Nonce too low. Expected nonce to be 7 but got 5.", // Hardhat
      "OldNonce, Current nonce: 7, nonce of rejected tx: 5", // Nethermind
      "Nonce too low", // Besu
    ]],
    ["underpriced", [
      "replacement transaction underpriced", // Geth, Erigon, Reth, anvil
      "ReplacementNotAllowed", // Nethermind
      "FeeTooLowToCompete", // Nethermind
      "Replacement transaction underpriced", // Besu
      "max fee per gas less than block base fee: address 0x1, maxFeePerGas: 1, baseFee: 2", // Geth
      "transaction underpriced: gas tip cap 0, minimum needed 1", // Geth
    ]],
    ["funds", [
      "insufficient funds for gas * price + value: balance 0, tx cost 1", // Geth
      "InsufficientFunds, Account balance: 0, cumulative cost: 1", // Nethermind
      "Upfront cost exceeds account balance", // Besu
      "Sender doesn't have enough funds to send tx.", // Hardhat
    ]],
    ["invalid", [
      "invalid chain id for signer: have 1 want 31337", // Geth
      "intrinsic gas too low", // Geth
      "Transaction gas limit exceeds block gas limit", // Besu
    ]],
    ["unclear", ["", "Bad Gateway", "internal error", "rate limited"]],
  ];
  for (const [answer, messages] of spelled) {
    for (const message of messages) assertEquals(readAnswer(message), answer, message);
  }
});
