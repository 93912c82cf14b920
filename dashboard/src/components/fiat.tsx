/** An amount in the currency that settings.json names, where a price can be had. */
import { skipToken, useQuery } from "@tanstack/react-query";
import { useChain, useNow } from "../chain/head.tsx";
import { useApp } from "../context.ts";
import { lengthOf } from "../../../protocol/format/format.ts";
import { loadPart } from "../parts/load_part.ts";

/** How often the price is read, in milliseconds. */
const EVERY = 60_000;

/** Nothing without a price. */
export function Fiat({ wei }: { wei: bigint }) {
  const { settings: { price: source }, connection: { client } } = useApp();
  const { head } = useChain();
  const now = useNow();
  const { data } = useQuery({
    queryKey: ["price of ether", source?.feed],
    queryFn: source === undefined || head === undefined ? skipToken : async () => {
      const { readPrice, showFiat } = await loadPart(() => import("../chain/price.ts"));
      const price = await readPrice(client, source.feed, now);
      // A query's answer may not be undefined.
      return price === undefined ? null : { price, show: showFiat };
    },
    refetchInterval: EVERY,
    retry: false,
    structuralSharing: false,
  });
  if (!source || !data) return null;
  const { price, show } = data;
  const age = `at the price of ${lengthOf(now - price.at).replace(/ \d+ s$/, "")} ago`;
  return (
    <small className="fiat" title={`${age}, as the feed at ${source.feed} reports it`}>
      ≈ {show(wei, price, source.currency)} {age}
    </small>
  );
}
