/**
 * Links that open a wallet's app on a phone. Pure, except for the question what a phone is.
 *
 * @module
 */

/** A link into a wallet. */
export interface WalletLink {
  name: string;
  href: string;
}

/** Whether the browser runs on a telephone or a tablet, as far as it says. */
export function isPhone(agent = navigator.userAgent, touches = navigator.maxTouchPoints): boolean {
  // An iPad calls itself a Mac, which has no touch screen.
  return /Android|iPhone|iPad|iPod|Mobile/i.test(agent) || (/Macintosh/.test(agent) && touches > 1);
}

/** Links that open this page in the browsers of wallets. */
export function hereIn(href: string): WalletLink[] {
  const url = new URL(href);
  const bare = href.slice(`${url.protocol}//`.length);
  const whole = encodeURIComponent(href);
  return [
    { name: "MetaMask", href: `https://metamask.app.link/dapp/${bare}` },
    { name: "Coinbase Wallet", href: `https://go.cb-w.com/dapp?cb_url=${whole}` },
    { name: "Trust Wallet", href: `https://link.trustwallet.com/open_url?coin_id=60&url=${whole}` },
  ];
}

/** Links that hand an offered connection to a wallet's app. */
export function appsFor(uri: string): WalletLink[] {
  const whole = encodeURIComponent(uri);
  return [
    { name: "MetaMask", href: `metamask://wc?uri=${whole}` },
    { name: "Rainbow", href: `rainbow://wc?uri=${whole}` },
    { name: "Trust Wallet", href: `trust://wc?uri=${whole}` },
    { name: "Another wallet", href: uri },
  ];
}
