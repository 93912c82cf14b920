/** An amount of ether. */
import { formatEther } from "viem";
import { Fiat } from "./fiat.tsx";

interface Props {
  wei: bigint;
  /** All digits; otherwise five significant ones, and the rest on hover */
  exact?: boolean;
  /** It is the most that something costs: it is rounded up. What somebody gets is rounded down */
  bound?: boolean;
  /** In the settings' other currency as well, where there is a price */
  fiat?: boolean;
}

export function Money({ wei, exact = false, bound = false, fiat = false }: Props) {
  const whole = formatEther(wei);
  return (
    <span className="money" title={`${whole} ETH, ${wei} wei`}>
      {exact ? whole : bound ? etherAtMost(wei) : etherAtLeast(wei)} <small>ETH</small>
      {fiat && <Fiat wei={wei} />}
    </span>
  );
}

const DIGITS = 5;

/** Ether with five significant digits, rounded down: what is owed, won or in a pot. */
export function etherAtLeast(wei: bigint): string {
  return rounded(wei, false);
}

/** Ether with five significant digits, rounded up: what something costs at most. */
export function etherAtMost(wei: bigint): string {
  return rounded(wei, true);
}

/** Whole ether keeps all its digits; an amount that is not zero is never shown as zero. */
function rounded(wei: bigint, up: boolean): string {
  const size = wei < 0n ? -wei : wei;
  const ether = 10n ** 18n;
  const digits = size.toString().length;
  const step = size === 0n ? 1n : 10n ** BigInt(Math.max(0, Math.min(18, digits - DIGITS)));
  // Less than one ether has one digit less, after its zero.
  const unit = size < ether && step > 1n ? 10n * step : step;
  const rest = size % unit;
  // Up is away from zero for what is paid, towards zero for what is lost.
  const away = rest > 0n && up === wei > 0n;
  const [whole = "0", decimals] = formatEther(size - rest + (away ? unit : 0n)).split(".");
  const text = decimals === undefined ? group(whole) : `${group(whole)}.${decimals}`;
  return wei < 0n ? `-${text}` : text;
}

function group(whole: string): string {
  return whole.replace(/\B(?=(\d{3})+$)/g, ",");
}
