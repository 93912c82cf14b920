/**
 * Who may use which part of a core's memory, and for how long.
 *
 * A scope takes room from the end of what is taken, and gives all of it back when it ends: scopes
 * nest like calls. Regions say where values lie; a view is taken anew each time, because a memory
 * that grows detaches the views of before.
 *
 * @module
 */
import { CoreError } from "./errors.ts";

/** What a region can hold. */
export type Values = Uint8Array | Float32Array | Int32Array | Uint32Array;

/** What views of it are made with. */
export interface ViewType<T extends Values> {
  new (buffer: ArrayBuffer, byteOffset: number, length: number): T;
  readonly BYTES_PER_ELEMENT: number;
}

const PAGE = 65_536;
/** Every region begins on a boundary that suits any vector and any typed array. */
const ALIGNMENT = 16;

interface Scope {
  open: boolean;
  /** Where the memory is free again when it ends */
  start: number;
}

/** Values in a core's memory, until their scope ends. */
export class Region<T extends Values = Values> {
  readonly #arena: Arena;
  readonly #scope: Scope;
  readonly #at: number;

  constructor(
    arena: Arena,
    scope: Scope,
    readonly type: ViewType<T>,
    at: number,
    /** Values, not bytes */
    readonly length: number,
  ) {
    this.#arena = arena;
    this.#scope = scope;
    this.#at = at;
  }

  /**
   * Where it begins in the memory, in bytes.
   *
   * @throws CoreError `released` when its scope has ended
   */
  get address(): number {
    if (this.#scope.open) return this.#at;
    throw new CoreError(
      "released",
      "The scope of this region has ended; copy what must outlive it",
    );
  }

  /** Whether it lies in this arena. */
  isOf(arena: Arena): boolean {
    return arena === this.#arena;
  }

  get bytes(): number {
    return this.length * this.type.BYTES_PER_ELEMENT;
  }

  /** Bytes of a value. */
  get width(): number {
    return this.type.BYTES_PER_ELEMENT;
  }

  /** The values where they lie. Good until the next kernel runs: the memory may grow under it. */
  get view(): T {
    return new this.type(this.#arena.buffer, this.address, this.length);
  }

  /** The values in memory of their own, that stay. */
  copy(): T {
    const end = this.address + this.bytes;
    return new this.type(this.#arena.buffer.slice(this.address, end), 0, this.length);
  }

  /** Some of the values, without a copy; like a typed array's, but strict about its ends. */
  subarray(begin: number, end = this.length): Region<T> {
    if (!(begin >= 0 && begin <= end && end <= this.length)) {
      throw new RangeError(`Values ${begin} to ${end} of ${this.length}`);
    }
    const at = this.address + begin * this.width;
    return new Region(this.#arena, this.#scope, this.type, at, end - begin);
  }

  /** The same bytes as values of another type. */
  as<U extends Values>(type: ViewType<U>): Region<U> {
    const length = this.bytes / type.BYTES_PER_ELEMENT;
    if (!Number.isInteger(length) || this.address % type.BYTES_PER_ELEMENT !== 0) {
      throw new RangeError(
        `${this.bytes} bytes at ${this.address} are no values of ${type.BYTES_PER_ELEMENT} bytes`,
      );
    }
    return new Region(this.#arena, this.#scope, type, this.address, length);
  }
}

/** The memory of one core. */
export class Arena {
  readonly #memory: WebAssembly.Memory;
  #free: number;
  #scope: Scope | undefined;

  /** @param base The first byte that is no kernel's */
  constructor(memory: WebAssembly.Memory, base: number) {
    this.#memory = memory;
    this.#free = align(base);
  }

  get buffer(): ArrayBuffer {
    return this.#memory.buffer as ArrayBuffer;
  }

  /** Runs work in a scope of its own. */
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

  /** Takes room for `length` values. */
  allocate<T extends Values>(type: ViewType<T>, length: number): Region<T> {
    if (!(Number.isSafeInteger(length) && length >= 0)) throw new RangeError(`${length} values`);
    const scope = this.#scope;
    if (!scope) throw new CoreError("released", "Views belong to a scope, and none is open");
    const at = this.#free;
    const region = new Region(this, scope, type, at, length);
    this.#reach(at + region.bytes);
    this.#free = align(at + region.bytes);
    return region;
  }

  /** Gives the last region taken another length, and keeps what is in it. */
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

/** By kind, not by constructor: a Buffer is a Uint8Array whose constructor does other things. */
function typeOf<T extends Values>(values: T): ViewType<T> {
  const types = [Uint8Array, Float32Array, Int32Array, Uint32Array];
  const type = types.find((type) => values instanceof type);
  if (!type) {
    throw new TypeError("The core takes Uint8Array, Float32Array, Int32Array, Uint32Array");
  }
  return type as unknown as ViewType<T>;
}

function align(at: number): number {
  return Math.ceil(at / ALIGNMENT) * ALIGNMENT;
}
