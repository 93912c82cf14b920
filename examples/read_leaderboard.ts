/**
 * Prints the leaderboard of a competition, read from any JSON-RPC endpoint of its chain.
 *
 *     deno run -A examples/read_leaderboard.ts http://127.0.0.1:8545 0x5FbD… 1
 *
 * @module
 */
import { isAddress } from "viem";
import { connect } from "../miner/chain/client.ts";
import { readCompetition } from "../miner/chain/read_competition.ts";
import { readLeaderboard } from "../miner/chain/read_leaderboard.ts";

const [rpc, contract, number] = Deno.args;
if (rpc === undefined || contract === undefined || !isAddress(contract) || number === undefined) {
  console.error("Usage: read_leaderboard.ts RPC CONTRACT COMPETITION");
  Deno.exit(2);
}

const connection = await connect([rpc], contract);
try {
  const competition = await readCompetition(connection, BigInt(number));
  console.log(`Competition ${number} on chain ${connection.chainId}: ${competition.phase}`);

  for (const { rank, id, author, state, score } of await readLeaderboard(connection, competition)) {
    // Only a ranked model has a score that is a percentage: the others are INVALID, or wait.
    const result = rank === undefined ? state : `${(score! / 1_000).toFixed(3)} %`;
    console.log(`${rank ?? "-"}. model ${id} by ${author}: ${result}`);
  }
} finally {
  connection.endpoints?.close();
}
