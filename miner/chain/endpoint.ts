/**
 * One endpoint: how it is asked, and what is known of it.
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
/** For a look at its head. */
const QUICK = 5_000;
/** Questions that are asked at once of an endpoint without batches. */
const LANES = 8;

/** An endpoint. */
export interface Endpoint {
  /** Without its secrets */
  shown: string;
  /** Asks; no failure is tried again here */
  request: EIP1193RequestFn;
  /** The same, with little patience */
  quickly: EIP1193RequestFn;
  /** Why it is set aside; absent while it serves */
  aside?: string;
  /** What it did last instead of serving */
  fault?: EndpointFailure;
  /** Whether it was seen to be of the right chain since it last failed */
  vouched: boolean;
  /** Whether it is of another chain: then nothing at all is asked of it */
  foreign: boolean;
  /** Until when it wants to be left alone, by `Date.now()` */
  restUntil: number;
  /** How many blocks' events it gives at once */
  logs: LogRange;
  close(): void;
}

/** What an endpoint needs to know. */
export interface EndpointOptions {
  /** Ends every request at once */
  signal?: AbortSignal;
  /** Told in one line of what is found out about it, or of what failed */
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

  /** Asks; where a batch is not understood, question by question, and from then on. */
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
      // It serves nothing at all: that has nothing to do with batches.
      if (whole !== undefined) return whole;
      throw failure ?? error;
    }
    batches = false;
    log(`the endpoint ${shown} takes no batches: it is asked question by question`);
    return await askEach(input, init);
  }

  // viem takes a socket's URL for no other reason than to show it.
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

/** What came through a socket, bounded as what comes by HTTP. */
function bounded(text: string): Response {
  const tooMuch = tooMuchJson(new TextEncoder().encode(text));
  return tooMuch === undefined
    ? new Response(text, { headers: { "content-type": "application/json" } })
    : refuse(tooMuch);
}

/** Whether an endpoint that does not serve a batch may serve its questions. */
function mayBeTheBatch(error: unknown): boolean {
  if (!(error instanceof EndpointFailure) || error.status === undefined) return false;
  return ![401, 403, 429].includes(error.status);
}

/** Whether a batch was answered, question for question, or is not to be asked in another way. */
async function answersAll(response: Response, body: string): Promise<boolean> {
  const answers = await response.json().catch(() => undefined);
  if (answers?.error?.code === REFUSED) return true;
  return Array.isArray(answers) && answers.length >= (JSON.parse(body) as unknown[]).length;
}
