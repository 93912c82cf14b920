/**
 * How values look to people.
 *
 * @module
 */
import { formatEther } from "viem";

/** Wei as ether. */
export function showEther(wei: bigint): string {
  return `${formatEther(wei)} ETH`;
}

/** An address, shortened but still recognisable. */
export function showAddress(address: string): string {
  return `${address.slice(0, 8)}…${address.slice(-6)}`;
}

/** A number of bytes. */
export function showBytes(bytes: number): string {
  if (bytes < 10_000) return `${bytes} bytes`;
  return bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)} KB` : `${(bytes / 1e6).toFixed(2)} MB`;
}

/** How long from now, roughly: `in 3 h 20 min`, `2 min ago`. */
export function showDistance(seconds: number): string {
  const absolute = Math.abs(seconds);
  const [days, hours, minutes] = [absolute / 86_400, absolute / 3_600 % 24, absolute / 60 % 60];
  const text = absolute < 60
    ? `${Math.floor(absolute)} s`
    : absolute < 3_600
    ? `${Math.floor(minutes)} min`
    : absolute < 86_400
    ? `${Math.floor(hours)} h ${Math.floor(minutes)} min`
    : `${Math.floor(days)} d ${Math.floor(hours)} h`;
  return seconds >= 0 ? `in ${text}` : `${text} ago`;
}

/** A length of time in its two largest units: `3 d 4 h`, `1 h 20 min`, `59 s`. */
export function lengthOf(seconds: number): string {
  const units: [number, string][] = [[86_400, "d"], [3_600, "h"], [60, "min"], [1, "s"]];
  const parts: string[] = [];
  let rest = Math.max(0, Math.floor(seconds));
  for (const [size, name] of units) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0 || (size === 1 && parts.length === 0)) parts.push(`${count} ${name}`);
    if (parts.length === 2) break;
  }
  return parts.join(" ");
}
