/**
 * Who may use which part of a core's memory, and for how long.
 *
 * A scope allocates after everything that is in use, and frees all of it when it ends: scopes nest
 * like calls. What is held outlives them: it lies below every scope, because it is allocated while
 * none is open.
 *
 * @module
 */
import { CoreError } from "./errors.ts";
import { Region, type Scope, type Values, VIEW_TYPES, type ViewType } from "./region.ts";

const PAGE = 65_536;
/** Four gigabytes less a page. */
const MOST_BYTES = 2 ** 32 - PAGE;
/** Every region begins on a boundary that suits any vector and any typed array. */
const ALIGNMENT = 16;

/** Values in a core's memory that outlive every scope, until they are released. */
export interface Held<T extends Values = Values> {
  readonly region: Region<T>;
  /** Gives the memory back; the region is refused from then on. Again, it does nothing. */
  release(): void;
}

/** The memory of one core. */
export class Arena {
  readonly #memory: WebAssembly.Memory;
  #free: number;
  #scope: Scope | undefined;
  /** In the order of their memory: only what is above everything still open can become free */
  readonly #held: Scope[] = [];

  /** @param base The first byte that no kernel uses */
  constructor(memory: WebAssembly.Memory, base: number) {
    this.#memory = memory;
    this.#free = align(base);
  }

  get buffer(): ArrayBuffer {
    return this.#memory.buffer as ArrayBuffer;
  }

  /** Runs work in its own scope. */
  scope<R>(work: () => R): R {
    const outer = this.#scope;
    const scope = { open: true, start: this.#free };
    this.#scope = scope;
    try {
      const result = work();
      if (result instanceof Promise) {
        throw new TypeError("A scope ends when its work returns: it cannot wait for a promise");
      }
      return result;
    } finally {
      scope.open = false;
      this.#free = scope.start;
      this.#scope = outer;
    }
  }

  /** Where a region begins, for a kernel of this memory. */
  addressOf(region: Region): number {
    if (region.isOf(this)) return region.address;
    throw new TypeError("This region lies in another core's memory");
  }

  /** Allocates `length` values. */
  allocate<T extends Values>(type: ViewType<T>, length: number): Region<T> {
    if (!(Number.isSafeInteger(length) && length >= 0)) {
      throw new RangeError(`The core has no room for ${length} values`);
    }
    const scope = this.#scope;
    if (!scope) throw new CoreError("released", "Views belong to a scope, and none is open");
    const at = this.#free;
    const region = new Region(this, scope, type, at, length);
    this.#reach(at + region.bytes);
    this.#free = align(at + region.bytes);
    return region;
  }

  /** Allocates `length` values that outlive every scope; only while none is open. */
  hold<T extends Values>(type: ViewType<T>, length: number): Held<T> {
    if (this.#scope) throw new TypeError("A scope is open, whose end would free what is held");
    const scope = { open: true, start: this.#free };
    this.#scope = scope;
    try {
      const region = this.allocate(type, length);
      this.#held.push(scope);
      return { region, release: () => this.#release(scope) };
    } finally {
      this.#scope = undefined;
    }
  }

  #release(scope: Scope): void {
    if (this.#scope) throw new TypeError("A scope is open, which lies above what is held");
    scope.open = false;
    for (let last = this.#held.at(-1); last && !last.open; last = this.#held.at(-1)) {
      this.#free = last.start;
      this.#held.pop();
    }
  }

  /** Resizes the last region, and keeps its content. */
  resize<T extends Values>(region: Region<T>, type: ViewType<T>, length: number): Region<T> {
    this.#free = region.address;
    return this.allocate(type, length);
  }

  /** Copies values in. */
  put<T extends Values>(values: T): Region<T> {
    const region = this.allocate(typeOf(values), values.length);
    region.view.set(values);
    return region;
  }

  #reach(end: number): void {
    const missing = align(end) - this.buffer.byteLength;
    if (missing <= 0) return;
    try {
      // Ends are compared in 32 bits, so that the last page is never reached.
      if (align(end) > MOST_BYTES) throw new RangeError("Beyond the addresses of the module");
      this.#memory.grow(Math.ceil(missing / PAGE));
    } catch (cause) {
      const megabytes = Math.ceil(end / 1e6);
      throw Object.assign(
        new CoreError("memory", `The core cannot grow its memory to ${megabytes} MB`),
        { cause },
      );
    }
  }
}

/** By kind, not by constructor: a Buffer is a Uint8Array whose constructor behaves differently. */
function typeOf<T extends Values>(values: T): ViewType<T> {
  const type = VIEW_TYPES.find((type) => values instanceof (type as typeof Uint8Array));
  if (!type) {
    throw new TypeError("The core takes Uint8Array, Float32Array, Int32Array, Uint32Array");
  }
  return type as unknown as ViewType<T>;
}

function align(at: number): number {
  return Math.ceil(at / ALIGNMENT) * ALIGNMENT;
}
