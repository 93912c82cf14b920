/**
 * The headers that the dashboard is served with.
 *
 * @module
 */

/** Where WalletConnect passes messages between a page and a wallet. */
export const WALLET_CONNECT_RELAY = "wss://relay.walletconnect.org";

/**
 * What the page may do: run its own scripts and WebAssembly, and talk to the hosts that its settings
 * name. `unsafe-inline` is for styles alone: React and the charts set widths and colours.
 *
 * @param hosts URLs that the page connects to, in addition to its own
 */
export function pageHeaders(hosts: string[]): Record<string, string> {
  const origins = [...new Set(hosts.map((url) => new URL(url).origin))];
  return {
    "content-security-policy": [
      "default-src 'none'",
      "script-src 'self' 'wasm-unsafe-eval'",
      "style-src 'self' 'unsafe-inline'",
      // A wallet provides its own picture, as a data URL.
      "img-src 'self' data: blob:",
      "font-src 'self'",
      "worker-src 'self'",
      `connect-src ${["'self'", ...origins].join(" ")}`,
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
      "object-src 'none'",
    ].join("; "),
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-embedder-policy": "require-corp",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=()",
  };
}
