/**
 * Does a gateway answer as a trustless one must?
 *
 * @module
 */
import { isHttp } from "../../chain/client.ts";
import { withoutSecrets } from "../../../protocol/text/secrets.ts";
import type { Finding } from "./finding.ts";

/** The block whose bytes are its own name: empty, and known to every gateway. */
const EMPTY_BLOCK = "bafkqaaa";
const ANSWERS_WITHIN = 10_000;
/** A clock that is off by more misses windows, in seconds; HTTP dates are whole seconds. */
const CLOCK_SLACK = 5;

/** Asks for the empty block, and compares the clocks. */
export async function checkGateway(url: string): Promise<Finding> {
  const check = `gateway ${withoutSecrets(url)}`;
  if (!isHttp(url)) {
    return { check, level: "fail", found: "is not an HTTP URL", remedy: "Check --gateway" };
  }
  const started = performance.now();
  let response: Response;
  try {
    response = await fetch(`${url.replace(/\/$/, "")}/ipfs/${EMPTY_BLOCK}?format=raw`, {
      redirect: "manual",
      signal: AbortSignal.timeout(ANSWERS_WITHIN),
    });
    await response.body?.cancel();
  } catch {
    return {
      check,
      level: "fail",
      found: "does not answer",
      remedy: "Check the URL, and that the gateway is running",
    };
  }
  const milliseconds = Math.round(performance.now() - started);
  const date = Date.parse(response.headers.get("date") ?? "");
  const offset = Number.isNaN(date) ? undefined : Math.round((Date.now() - date) / 1_000);
  const details = { status: response.status, milliseconds, clockOffset: offset };
  // 404 is also an answer: a gateway of one competition has only its blocks.
  const found = `answers ${response.status} in ${milliseconds} ms`;
  if (response.status >= 300 && response.status < 400) {
    const remedy = "Give the gateway that it redirects to: miners do not follow redirects";
    return { check, level: "fail", found: `${found}, a redirect`, remedy, details };
  }
  if (response.status >= 500) {
    return { check, level: "warn", found, remedy: "Add a second --gateway", details };
  }
  if (offset !== undefined && Math.abs(offset) > CLOCK_SLACK) {
    const remedy = "Set this machine's clock by NTP";
    return {
      check,
      level: "warn",
      found: `${found}; its clock is ${offset} s off`,
      remedy,
      details,
    };
  }
  return { check, level: "ok", found, details };
}
