/** What a reader takes away from the data page. Loaded once the rest is there. */
import { hexToBytes } from "viem";
import { cidOfDigest } from "../../../../miner/ipfs/cid.ts";
import type { CompetitionSpec } from "../../../../protocol/spec/spec.ts";
import type { Competition } from "../../../../protocol/state/competition.ts";
import { Downloads } from "./downloads.tsx";
import { Starter } from "./starter.tsx";

export default function TakeAway(given: { competition: Competition; spec: CompetitionSpec }) {
  const specCid = String(cidOfDigest(hexToBytes(given.competition.specDigest)));
  return (
    <div className="columns">
      <Starter {...given} specCid={specCid} />
      <Downloads {...given} specCid={specCid} />
    </div>
  );
}
