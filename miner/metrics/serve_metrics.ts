/**
 * Serves a miner's figures: `/metrics` for Prometheus, `/healthz` for supervisors.
 *
 * @module
 */
import { DemlError, reasonOf } from "../../protocol/errors.ts";
import { type Bounds, type Guarded, serveGuarded } from "../base/serve_guarded.ts";
import type { Metrics } from "./metrics.ts";
import type { ServerFailure } from "../base/failures.ts";

/** A scraper or two, and a probe. */
const BOUNDS: Bounds = { connections: 16, request: 10_000, stall: 5_000, connection: 30_000 };

/** Serves them until closed. */
export function serveMetrics(
  { hostname, port }: { hostname: string; port: number },
  metrics: Metrics,
): Guarded {
  try {
    return serveGuarded({ hostname, port }, ({ method }, { pathname }) => {
      if (method !== "GET" && method !== "HEAD") return plain("Only GET is served\n", 405);
      if (pathname === "/metrics") return answer(metrics);
      if (pathname === "/healthz") {
        const health = metrics.health();
        return Response.json(health, { status: health.ok ? 200 : 503 });
      }
      return plain("There are /metrics and /healthz\n", 404);
    }, BOUNDS);
  } catch (cause) {
    throw new DemlError<ServerFailure>({
      kind: "usage/cannot-serve-metrics",
      address: `${hostname}:${port}`,
      reason: reasonOf(cause),
    }, { cause });
  }
}

async function answer(metrics: Metrics): Promise<Response> {
  return new Response(await metrics.text(), { headers: { "content-type": metrics.contentType } });
}

function plain(text: string, status: number): Response {
  return new Response(text, { status, headers: { "content-type": "text/plain; charset=utf-8" } });
}
