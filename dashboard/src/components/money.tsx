/** An amount of ether. */
import { formatEther } from "viem";

interface Props {
  wei: bigint;
  /** All its digits; otherwise five that mean something, and the rest on pointing at it */
  exact?: boolean;
}

export function Money({ wei, exact = false }: Props) {
  const whole = formatEther(wei);
  return (
    <span className="money" title={`${whole} ETH, ${wei} wei`}>
      {exact ? whole : shorten(whole)} <small>ETH</small>
    </span>
  );
}

const DIGITS = 5;

/** An amount with five digits that mean something, rounded down; never shown as nothing. */
export function shorten(ether: string): string {
  const [whole = "0", decimals = ""] = ether.split(".");
  if (decimals === "") return group(whole);
  if (whole !== "0" && whole !== "-0") {
    const kept = decimals.slice(0, Math.max(0, DIGITS - whole.length)).replace(/0+$/, "");
    return kept === "" ? group(whole) : `${group(whole)}.${kept}`;
  }
  const zeros = decimals.length - decimals.replace(/^0+/, "").length;
  return `${whole}.${decimals.slice(0, zeros + DIGITS - 1).replace(/0+$/, "")}`;
}

function group(whole: string): string {
  return whole.replace(/\B(?=(\d{3})+$)/g, ",");
}
