/**
 * Redirects, which are not followed: whoever answers a request must not choose where the next one goes.
 *
 * @module
 */

/**
 * Where an answer to a request with `redirect: "manual"` leads, as an origin, without what
 * may be secret in an address; undefined for an answer that is none.
 */
export function redirectOf(response: Response): { to?: string } | undefined {
  // A browser hides where a redirect leads.
  if (response.type === "opaqueredirect") return {};
  if (response.status < 300 || response.status >= 400) return undefined;
  const to = URL.parse(response.headers.get("location") ?? "", response.url || undefined);
  return to === null ? {} : { to: to.origin };
}
