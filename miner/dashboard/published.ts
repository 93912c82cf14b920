/**
 * What settings.json hands to everybody who reaches the page.
 *
 * @module
 */
import { DemlError } from "../../protocol/errors.ts";
import { withoutSecrets } from "../../protocol/text/secrets.ts";

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
    throw new DemlError(
      "usage",
      `settings.json would hand user and password of ${withoutSecrets(url)} to everybody who ` +
        "reaches the page",
      "Name an endpoint that needs none: browsers do not take them from a URL",
    );
  }
}
