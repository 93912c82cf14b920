/**
 * One endpoint: how it is asked, and what is known about it.
 *
 * @module
 */
import type { EIP1193RequestFn, HttpTransport } from "viem";
import { tooMuchJson } from "../../protocol/text/bounded_json.ts";
import { withoutSecrets } from "../../protocol/text/secrets.ts";
import { EndpointFailure, failureOfResponse, late, unreachable } from "./endpoint_failure.ts";
import { type LogRange, newLogRange } from "./log_range.ts";
import { boundedFetch, boundedHttp, MOST_ANSWER_BYTES, refuse, REFUSED } from "./transport.ts";
import { openSocketWay } from "./web_socket.ts";
import type { Failure } from "../../protocol/errors.ts";

/** For a request and its whole answer, in milliseconds: a provider takes that long for many logs. */
const TIMEOUT = 20_000;
/** For reading its head. */
const QUICK = 5_000;
/** Questions asked at once of an endpoint without batches. */
const LANES = 8;

/** An endpoint. */
export interface Endpoint {
  /** Without its secrets */
  shown: string;
  /** Asks; failures are not retried here */
  request: EIP1193RequestFn;
  /** The same, with little patience */
  quickly: EIP1193RequestFn;
  /** Why it is set aside; absent while it serves */
  aside?: string;
  /** What it did last instead of serving */
  fault?: EndpointFailure;
  /** Whether it has shown the right chain since it last failed */
  vouched: boolean;
  /** Whether it is of another chain: then it is never asked */
  foreign: boolean;
  /** Until when it must not be asked, by `Date.now()` */
  restUntil: number;
  /** How many blocks' events it returns at once */
  logs: LogRange;
  close(): void;
}

/** What an endpoint needs. */
export interface EndpointOptions {
  /** Ends every request at once */
  signal?: AbortSignal;
  /** Called with one line about a discovery or a failure */
  log(line: string, about?: { failure?: Failure }): void;
  /** For a request, in milliseconds */
  timeout?: number;
}

/** Makes the way to an endpoint; nothing is asked yet. */
export function openEndpoint(
  url: string,
  { signal, log, timeout = TIMEOUT }: EndpointOptions,
): Endpoint {
  const shown = withoutSecrets(url);
  const socket = /^wss?:/.test(url) ? openSocketWay(url, MOST_ANSWER_BYTES) : undefined;
  let batches = true;

  async function ask(input: string | URL | Request, init: RequestInit): Promise<Response> {
    const given = init.signal ?? undefined;
    const both = AbortSignal.any([given, signal].filter((each) => each !== undefined));
    const body = String(init.body);
    let response: Response;
    try {
      response = socket === undefined
        ? await boundedFetch(input, { ...init, signal: both })
        : bounded(await socket.ask(body, both));
    } catch (error) {
      signal?.throwIfAborted();
      throw given?.aborted ? late(shown, error) : unreachable(shown, error);
    }
    const bytes = new Uint8Array(await response.arrayBuffer());
    const failure = failureOfResponse(shown, response, bytes);
    if (failure !== undefined) throw failure;
    const { status, statusText, headers } = response;
    return new Response(bytes, { status, statusText, headers });
  }

  async function askEach(input: string | URL | Request, init: RequestInit): Promise<Response> {
    const questions = JSON.parse(String(init.body)) as unknown[];
    const answers: unknown[] = [];
    let next = 0;
    await Promise.all(Array.from({ length: Math.min(LANES, questions.length) }, async () => {
      while (next < questions.length) {
        const at = next++;
        const response = await ask(input, { ...init, body: JSON.stringify(questions[at]) });
        answers[at] = await response.json();
      }
    }));
    return Response.json(answers);
  }

  /** Asks; if a batch is not understood, question by question from then on. */
  async function carry(input: string | URL | Request, given?: object): Promise<Response> {
    const init = given as RequestInit;
    if (!String(init.body).startsWith("[")) return await ask(input, init);
    if (!batches) return await askEach(input, init);
    let whole: Response | undefined;
    let failure: unknown;
    try {
      whole = await ask(input, init);
      if (await answersAll(whole.clone(), String(init.body))) return whole;
    } catch (error) {
      if (!mayBeTheBatch(error)) throw error;
      failure = error;
    }
    const [first] = JSON.parse(String(init.body)) as unknown[];
    try {
      const alone = await (await ask(input, { ...init, body: JSON.stringify(first) })).json();
      if (alone?.result === undefined) throw failure;
    } catch (error) {
      signal?.throwIfAborted();
      // It serves nothing at all: batches are not the reason.
      if (whole !== undefined) return whole;
      throw failure ?? error;
    }
    batches = false;
    log(`the endpoint ${shown} does not accept batches: it is asked question by question`);
    return await askEach(input, init);
  }

  // viem needs a socket's URL only to show it.
  const options = { batch: true, retryCount: 0, fetchFn: carry } as const;
  const way = (timeout: number) =>
    (boundedHttp(url, { ...options, timeout }) as HttpTransport)({}).request;
  return {
    shown,
    request: way(timeout),
    quickly: way(Math.min(QUICK, timeout)),
    vouched: false,
    foreign: false,
    restUntil: 0,
    logs: newLogRange(),
    close: () => socket?.close(),
  };
}

/** Messages of a socket, bounded like those of HTTP. */
function bounded(text: string): Response {
  const tooMuch = tooMuchJson(new TextEncoder().encode(text));
  return tooMuch === undefined
    ? new Response(text, { headers: { "content-type": "application/json" } })
    : refuse(tooMuch);
}

/** Whether an endpoint that rejects a batch may answer its single questions. */
function mayBeTheBatch(error: unknown): boolean {
  if (!(error instanceof EndpointFailure) || error.status === undefined) return false;
  return ![401, 403, 429].includes(error.status);
}

/** Whether a batch was answered, question for question, or must not be asked in another way. */
async function answersAll(response: Response, body: string): Promise<boolean> {
  const answers = await response.json().catch(() => undefined);
  if (answers?.error?.code === REFUSED) return true;
  return Array.isArray(answers) && answers.length >= (JSON.parse(body) as unknown[]).length;
}
