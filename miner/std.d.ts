/**
 * Types for the parts of Deno's standard library that we use: its npm edition carries none. They
 * are those of the library's own sources, narrowed to how we call it; std_test.ts checks that
 * everything declared exists. Delete this file when `deno.json` maps the names to jsr:@std/….
 */
declare module "@std/async/delay" {
  export function delay(ms: number, options?: { signal?: AbortSignal }): Promise<void>;
}
declare module "@std/async/retry" {
  export class RetryError extends Error {
    override readonly cause: unknown;
  }
  export function retry<T>(
    fn: () => Promise<T>,
    options: {
      multiplier?: number;
      maxTimeout?: number;
      maxAttempts?: number;
      minTimeout?: number;
      jitter?: number;
      isRetriable?: (error: unknown) => boolean;
      signal?: AbortSignal;
    },
  ): Promise<T>;
}
declare module "@std/cli/parse-args" {
  export interface ParseOptions {
    string?: string[];
    boolean?: string[];
    collect?: string[];
    default?: Record<string, unknown>;
    alias?: Record<string, string>;
    stopEarly?: boolean;
    unknown?: (argument: string, key?: string, value?: unknown) => unknown;
  }
  export function parseArgs(argv: string[], options?: ParseOptions):
    & { _: (string | number)[] }
    & Record<string, unknown>;
}
declare module "@std/toml/parse" {
  export function parse(text: string): Record<string, unknown>;
}
declare module "@std/csv/parse" {
  export function parse(
    text: string,
    options?: { separator?: string; comment?: string; skipFirstRow?: false; lazyQuotes?: boolean },
  ): string[][];
}
declare module "@std/csv/stringify" {
  export function stringify(data: readonly (readonly unknown[])[]): string;
}
declare module "@std/csv/parse-stream" {
  export class CsvParseStream implements TransformStream<string, string[]> {
    readonly readable: ReadableStream<string[]>;
    readonly writable: WritableStream<string>;
    constructor(options?: { separator?: string; comment?: string; lazyQuotes?: boolean });
  }
}
declare module "@std/fmt/colors" {
  export function bold(text: string): string;
  export function dim(text: string): string;
  export function green(text: string): string;
  export function yellow(text: string): string;
  export function red(text: string): string;
  export function cyan(text: string): string;
  export function setColorEnabled(enabled: boolean): void;
}
declare module "@std/assert" {
  export function assert(condition: unknown, message?: string): asserts condition;
  export function assertEquals<T>(actual: T, expected: T, message?: string): void;
  export function assertNotEquals<T>(actual: T, expected: T, message?: string): void;
  export function assertStringIncludes(actual: string, expected: string, message?: string): void;
  export function assertMatch(actual: string, expected: RegExp, message?: string): void;
  export function assertAlmostEquals(actual: number, expected: number, tolerance?: number): void;
  // deno-lint-ignore no-explicit-any
  type ErrorClass<E> = new (...args: any[]) => E;
  export function assertThrows(fn: () => unknown, message?: string): unknown;
  export function assertThrows<E extends Error = Error>(
    fn: () => unknown,
    type: ErrorClass<E>,
    includes?: string,
    message?: string,
  ): E;
  export function assertRejects(
    fn: () => PromiseLike<unknown>,
    message?: string,
  ): Promise<unknown>;
  export function assertRejects<E extends Error = Error>(
    fn: () => PromiseLike<unknown>,
    type: ErrorClass<E>,
    includes?: string,
    message?: string,
  ): Promise<E>;
}
declare module "@std/text/levenshtein-distance" {
  export function levenshteinDistance(a: string, b: string): number;
}
declare module "@std/path/from-file-url" {
  export function fromFileUrl(url: string | URL): string;
}
declare module "@std/cli/prompt-secret" {
  export function promptSecret(message?: string): string | null;
}
declare module "@std/yaml/parse" {
  export function parse(text: string): unknown;
}
declare module "@std/yaml/stringify" {
  export function stringify(
    value: unknown,
    options?: { skipInvalid?: boolean; lineWidth?: number },
  ): string;
}
