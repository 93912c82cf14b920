/**
 * Values that lie in a core's memory. A region says where; a view is taken again each time, because
 * growing the memory detaches earlier views.
 *
 * @module
 */
import { CoreError } from "./errors.ts";

/** What a region can hold. */
export type Values = Uint8Array | Float32Array | Int32Array | Uint32Array;

/** Their constructors. */
export const VIEW_TYPES: readonly unknown[] = [Uint8Array, Float32Array, Int32Array, Uint32Array];

/** The constructor of its views. */
export interface ViewType<T extends Values> {
  readonly name: string;
  new (buffer: ArrayBuffer, byteOffset: number, length: number): T;
  readonly BYTES_PER_ELEMENT: number;
}

/** The memory of regions: the arena's. */
interface Owner {
  readonly buffer: ArrayBuffer;
}

/** How long regions last: the arena ends it. */
export interface Scope {
  open: boolean;
  /** Start of the memory that becomes free when it ends */
  start: number;
}

/** Values in a core's memory, until their scope ends. */
export class Region<T extends Values = Values> {
  readonly #owner: Owner;
  readonly #scope: Scope;
  readonly #at: number;

  constructor(
    owner: Owner,
    scope: Scope,
    readonly type: ViewType<T>,
    at: number,
    /** Values, not bytes */
    readonly length: number,
  ) {
    this.#owner = owner;
    this.#scope = scope;
    this.#at = at;
    // Kernels go by its length and type.
    Object.freeze(this);
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

  /** Whether it is in that memory. */
  isOf(owner: Owner): boolean {
    return owner === this.#owner;
  }

  get bytes(): number {
    return this.length * this.type.BYTES_PER_ELEMENT;
  }

  /** Bytes of a value. */
  get width(): number {
    return this.type.BYTES_PER_ELEMENT;
  }

  /** The values where they lie. Valid until the next kernel runs: the memory may grow then. */
  get view(): T {
    return new this.type(this.#owner.buffer, this.address, this.length);
  }

  /** A copy of the values, which stays valid. */
  copy(): T {
    const end = this.address + this.bytes;
    return new this.type(this.#owner.buffer.slice(this.address, end), 0, this.length);
  }

  /** Some of the values, without a copy; like a typed array's, but with strict bounds. */
  subarray(begin: number, end = this.length): Region<T> {
    const whole = Number.isSafeInteger(begin) && Number.isSafeInteger(end);
    if (!(whole && begin >= 0 && begin <= end && end <= this.length)) {
      throw new RangeError(
        `A region of ${this.length} values has none from ${String(begin)} to ${String(end)}`,
      );
    }
    const at = this.address + begin * this.width;
    return new Region(this.#owner, this.#scope, this.type, at, end - begin);
  }

  /** The same bytes as values of another type. */
  as<U extends Values>(type: ViewType<U>): Region<U> {
    if (!VIEW_TYPES.includes(type)) {
      throw new TypeError("The core takes Uint8Array, Float32Array, Int32Array, Uint32Array");
    }
    const length = this.bytes / type.BYTES_PER_ELEMENT;
    if (!Number.isInteger(length) || this.address % type.BYTES_PER_ELEMENT !== 0) {
      throw new RangeError(
        `${this.bytes} bytes at ${this.address} are not values of ${type.BYTES_PER_ELEMENT} bytes`,
      );
    }
    return new Region(this.#owner, this.#scope, type, this.address, length);
  }
}
