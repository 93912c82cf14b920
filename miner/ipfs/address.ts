/**
 * Addresses of gateways and nodes, which may contain a password, or a key in their path.
 *
 * @module
 */
import { reasonOf } from "../../protocol/errors.ts";

/** An http or https URL; a page may name its own host's by a relative one. */
export function addressOf(url: string): URL | undefined {
  const parsed = URL.parse(url, globalThis.location?.href);
  return parsed?.protocol === "http:" || parsed?.protocol === "https:" ? parsed : undefined;
}

/** An address as errors name it; undefined if it is not one. */
export function originOf(url: string): string | undefined {
  return addressOf(url)?.origin;
}

/** Why a request failed. Runtimes put the whole address into their messages. */
export function withoutAddress(error: unknown): string {
  return reasonOf(error).replace(/( for url)? ?\(?https?:\/\/[^\s)]*\)?/g, "");
}
