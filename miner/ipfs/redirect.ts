/**
 * Redirects, which are not followed: a server must not choose the target of the next request.
 *
 * @module
 */

/**
 * The target of a response to a request with `redirect: "manual"`, as an origin, without possible
 * secrets of an address; undefined if it is not a redirect.
 */
export function redirectOf(response: Response): { to?: string } | undefined {
  // A browser hides where a redirect leads.
  if (response.type === "opaqueredirect") return {};
  if (response.status < 300 || response.status >= 400) return undefined;
  const to = URL.parse(response.headers.get("location") ?? "", response.url || undefined);
  return to === null ? {} : { to: to.origin };
}
