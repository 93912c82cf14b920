/**
 * What settings.json publishes to everybody who reaches the page.
 *
 * @module
 */
import { DemlError } from "../../protocol/errors.ts";
import { withoutSecrets } from "../../protocol/text/secrets.ts";
import type { ServerFailure } from "../base/failures.ts";

/**
 * Refuses URLs with a user or a password: the page could not use them, and everybody could read them.
 *
 * @throws DemlError `usage`
 */
export function requirePublishable(urls: string[]): void {
  for (const url of urls) {
    if (!URL.canParse(url)) continue;
    const { username, password } = new URL(url);
    if (username + password === "") continue;
    throw new DemlError<ServerFailure>({
      kind: "usage/published-secret",
      url: withoutSecrets(url),
    });
  }
}
