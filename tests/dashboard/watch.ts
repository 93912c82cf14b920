/**
 * What goes wrong in a page: errors in its console, exceptions, requests that fail, and whatever
 * its policy forbids.
 *
 * @module
 */
import type { BrowserContext, Page } from "playwright-core";

/** Collects what goes wrong. */
export interface Watch {
  /** What a test makes happen on purpose, from now on: nobody complains of it */
  allow(...expected: RegExp[]): void;
  /** Everything that nobody expected, in order */
  problems(): string[];
}

/** Watches every page of a context. */
export function watch(context: BrowserContext): Watch {
  const seen: string[] = [];
  const allowed: RegExp[] = [];
  const note = (text: string) => {
    if (!allowed.some((pattern) => pattern.test(text))) seen.push(text);
  };
  const follow = (page: Page) => {
    page.on("crash", () => note("the page crashed"));
    page.on("pageerror", (error) => note(`exception: ${error.stack ?? error}`));
    page.on("console", (message) => {
      const { url } = message.location();
      // Violations of the policy also appear as errors.
      if (message.type() === "error") note(`console: ${message.text()} (${url})`);
    });
  };
  context.pages().forEach(follow);
  context.on("page", follow);
  context.on("requestfailed", (request) => {
    const reason = request.failure()?.errorText ?? "unknown";
    // The page, or a reload, gave it up by itself.
    if (reason === "net::ERR_ABORTED") return;
    note(`request: ${request.method()} ${request.url()} failed: ${reason}`);
  });
  context.on("response", (response) => {
    if (response.status() < 400) return;
    note(`request: ${response.request().method()} ${response.url()}: HTTP ${response.status()}`);
  });
  return {
    allow: (...expected) => void allowed.push(...expected),
    problems: () => seen,
  };
}
