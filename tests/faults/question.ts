/**
 * What passes through the proxy.
 *
 * @module
 */

/** One question of JSON-RPC. */
export interface Question {
  id: number;
  method: string;
  params: unknown[];
}

/** What is answered: a result or an error. */
export interface Answer {
  id: number;
  result?: unknown;
  error?: { code: number; message: string };
}
