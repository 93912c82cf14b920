/**
 * Does a gateway answer as a trustless one must?
 *
 * @module
 */
import { isHttp } from "../../chain/client.ts";
import { insteadOf } from "../../ipfs/refusal.ts";
import { redirectOf } from "../../ipfs/redirect.ts";
import { readBounded } from "../../ipfs/read_bounded.ts";
import { withoutSecrets } from "../../../protocol/text/secrets.ts";
import type { Finding } from "./finding.ts";

/**
 * The block whose bytes are its own name: empty, and known to every trustless gateway.
 * Source: https://specs.ipfs.tech/http-gateways/trustless-gateway/
 */
const EMPTY_BLOCK = "bafkqaaa";
const ANSWERS_WITHIN = 10_000;
/** A clock that is off by more misses windows, in seconds; HTTP dates are whole seconds. */
const CLOCK_SLACK = 5;

/** What an answer to the probe means. */
type Judgement = Pick<Finding, "level" | "remedy"> & { also?: string };

/** Asks for the empty block, and compares the clocks. */
export async function checkGateway(url: string): Promise<Finding> {
  const check = `gateway ${withoutSecrets(url)}`;
  if (!isHttp(url)) {
    return { check, level: "fail", found: "is not an HTTP URL", remedy: "Check --gateway" };
  }
  const started = performance.now();
  let response: Response;
  let empty: boolean;
  try {
    response = await fetch(`${url.replace(/\/$/, "")}/ipfs/${EMPTY_BLOCK}?format=raw`, {
      headers: { accept: "application/vnd.ipld.raw" },
      redirect: "manual",
      signal: AbortSignal.timeout(ANSWERS_WITHIN),
    });
    empty = response.body === null || await readBounded(response.body, 0) !== undefined;
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
  const { level, also, remedy } = redirectsOf(response, url) ??
    judge(response.status, empty, offset);
  const answers = `answers ${response.status} in ${milliseconds} ms`;
  return {
    check,
    level,
    found: also === undefined ? answers : `${answers}${also}`,
    remedy,
    details: { status: response.status, milliseconds, clockOffset: offset },
  };
}

/** Miners do not follow redirects; Kubo's have an address that avoids them. */
function redirectsOf(response: Response, asked: string): Judgement | undefined {
  const redirect = redirectOf(response);
  if (redirect === undefined) return undefined;
  const instead = insteadOf(new URL(asked), redirect.to);
  const remedy = instead === undefined
    ? "Give the gateway that it redirects to: miners do not follow redirects"
    : `Name it as ${instead}: Kubo redirects from localhost alone, and miners do not follow`;
  return { level: "fail", also: ", a redirect", remedy };
}

/** Only the empty block itself, with nothing in it, shows that a gateway serves raw blocks. */
function judge(status: number, empty: boolean, offset: number | undefined): Judgement {
  if (status === 401 || status === 403) {
    const remedy = "Check the key in --gateway, or give a gateway that serves everybody";
    return { level: "fail", also: ": it refuses to serve", remedy };
  }
  if (status === 404 || status === 410) {
    const remedy = "Ask it for a CID that it must have: deml data check CID --gateway URL";
    const also = ": it does not have the empty block, and may have only some others";
    return { level: "warn", also, remedy };
  }
  if (status === 429 || status >= 500) {
    return { level: "warn", also: ", which may pass", remedy: "Add a second --gateway" };
  }
  if (status !== 200 || !empty) {
    const also = status === 200 ? " and sends bytes that are not the empty block" : "";
    const remedy = "Give a trustless gateway, one that serves raw blocks: a Kubo node does at " +
      "http://127.0.0.1:8080";
    return { level: "fail", also: `${also}: it is not a trustless gateway`, remedy };
  }
  if (offset !== undefined && Math.abs(offset) > CLOCK_SLACK) {
    const remedy = "Set this machine's clock by NTP";
    return { level: "warn", also: `; its clock is ${offset} s off`, remedy };
  }
  return { level: "ok" };
}
