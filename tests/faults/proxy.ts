/**
 * A node that fails on request: a JSON-RPC proxy over HTTP for a real one, batches included. Every
 * miner has its own line.
 *
 * @module
 */
import { type Hex, keccak256 } from "viem";
import type { Fault, Kind, Triggers } from "./faults.ts";
import { lie } from "./lies.ts";
import { seeOld } from "./old_view.ts";
import type { Answer, Question } from "./question.ts";

/** One miner's way to the node. */
export interface Line {
  url: string;
  /** Spoils every answer while it is there */
  mood?: Fault;
  /** Nothing is answered any more: its miner was killed */
  dead: boolean;
}

/** How a test changes an answer; undefined leaves it unchanged. */
export type Rewrite = (question: Question, answer: Answer) => Answer | undefined;

export interface Proxy {
  /** Opens a line; whoever had the one before is dead. */
  open(miner: number, triggers: Triggers): Line;
  /** Changes answers to all */
  rewrite?: Rewrite;
  /** Every request is answered so, without the node */
  down?: Kind;
  close(): Promise<void>;
}

/** Serves a proxy. */
export function serveProxy(node: string): Proxy {
  const lines = new Map<string, { line: Line; triggers: Triggers }>();
  const hanging = new Set<() => void>();

  async function forward(questions: Question[]): Promise<Answer[]> {
    if (questions.length === 0) return [];
    const response = await fetch(node, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(questions.map((question) => ({ jsonrpc: "2.0", ...question }))),
    });
    const answers: Answer[] = await response.json();
    return answers.map((answer, at) => proxy.rewrite?.(questions[at]!, answer) ?? answer);
  }

  /** Answers honestly except for the mood of the line. */
  async function asTheMoodIs(questions: Question[], mood: Fault | undefined): Promise<Answer[]> {
    switch (mood?.kind) {
      case "stale":
        return await seeOld(questions, mood.size, forward);
      case "lying":
        return (await forward(questions)).map((answer, at) => lie(questions[at]!, answer, mood));
      case "empty-logs":
        return (await forward(questions)).map((answer, at) =>
          questions[at]!.method === "eth_getLogs" ? { id: answer.id, result: [] } : answer
        );
      case "wrong-chain":
        return await Promise.all(questions.map(async (question) =>
          ofAnotherChain(question) ??
            (await forward([question]))[0]!
        ));
      default:
        return await forward(questions);
    }
  }

  async function answer(
    { line, triggers }: { line: Line; triggers: Triggers },
    questions: Question[],
    batch: boolean,
  ): Promise<Response> {
    if (line.dead) return spoiled("502");
    if (proxy.down !== undefined) return await spoil(proxy.down);
    const { mood } = line;
    if (mood !== undefined && isSpoiled(mood.kind)) return await spoil(mood.kind);
    const answers: Answer[] = [];
    const plain: Question[] = [];
    let broken: Kind | undefined;
    for (const question of questions) {
      const point = pointOf(question);
      const fault = point && triggers.pull(point);
      if (fault === undefined) {
        plain.push(question);
        continue;
      }
      const { kind } = fault;
      const pass = kind === "after" || kind === "kill-after" || kind === "answered-and-lost" ||
        // Whether the node received it is independent of its answer.
        (isSpoiled(kind) && fault.size % 2 === 0);
      const [heard] = pass ? await forward([question]) : [];
      if (kind.startsWith("kill")) line.dead = true;
      if (kind === "hidden") answers.push({ id: question.id, result: null });
      else if (kind === "dropped") answers.push({ id: question.id, result: hashOf(question) });
      else if (kind === "answered-and-lost") {
        answers.push(heard!);
        await forward([{ id: 0, method: "anvil_dropTransaction", params: [hashOf(question)] }]);
      } else broken = isSpoiled(kind) ? kind : "502";
    }
    answers.push(...await asTheMoodIs(plain, mood));
    if (broken !== undefined) return await spoil(broken);
    const ordered = questions.map(({ id }) => ({
      jsonrpc: "2.0",
      ...answers.find((each) => each.id === id)!,
    }));
    return Response.json(batch ? ordered : ordered[0]);
  }

  async function spoil(kind: Kind): Promise<Response> {
    if (kind === "hang") {
      // Longer than anybody waits; whoever closes the proxy ends it.
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, 2_000);
        hanging.add(() => {
          clearTimeout(timer);
          resolve();
        });
      });
    }
    return spoiled(kind);
  }

  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    async (request) => {
      const found = lines.get(new URL(request.url).pathname);
      if (found === undefined) return spoiled("502");
      const asked = await request.json() as Question | Question[];
      const questions = [asked].flat().map((question) => ({
        ...question,
        params: question.params ?? [],
      }));
      return await answer(found, questions, Array.isArray(asked));
    },
  );
  let opened = 0;
  const proxy: Proxy = {
    open(miner, triggers) {
      const path = `/${miner}/${opened++}`;
      const line: Line = { url: `http://127.0.0.1:${server.addr.port}${path}`, dead: false };
      lines.set(path, { line, triggers });
      return line;
    },
    async close() {
      for (const end of hanging) end();
      await server.shutdown();
    },
  };
  return proxy;
}

function pointOf({ method }: Question): "send" | "receipt" | undefined {
  if (method === "eth_sendRawTransaction") return "send";
  return method === "eth_getTransactionReceipt" ? "receipt" : undefined;
}

function hashOf({ params }: Question): Hex {
  return keccak256(params[0] as Hex);
}

function isSpoiled(kind: Kind): boolean {
  return ["html", "429", "truncated", "hang", "502"].includes(kind);
}

/** What no JSON-RPC client makes anything of. */
function spoiled(kind: Kind): Response {
  switch (kind) {
    case "html":
      return new Response("<html><body><h1>Sign in</h1></body></html>", {
        headers: { "content-type": "text/html" },
      });
    case "429":
      return Response.json({ error: "Too many requests" }, { status: 429 });
    case "truncated":
      return new Response('{"jsonrpc":"2.0","id":1,"resu', {
        headers: { "content-type": "application/json" },
      });
    default:
      return new Response("Bad Gateway", { status: 502 });
  }
}

/** A node of another chain: it says so, and refuses what is signed for this one. */
function ofAnotherChain({ id, method }: Question): Answer | undefined {
  if (method === "eth_chainId") return { id, result: "0x1" };
  if (method !== "eth_sendRawTransaction") return undefined;
  return {
    id,
    error: { code: -32_000, message: "invalid chain id for signer: have 31337 want 1" },
  };
}
