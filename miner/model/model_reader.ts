/**
 * Reading and writing protobuf as the generated code does, on top of protobufjs: bounded in depth,
 * without groups, and with whole numbers of 64 bits that are whole.
 * Format: https://protobuf.dev/programming-guides/encoding
 *
 * @module
 */
import protobuf from "protobufjs/minimal";

/** A whole number of 64 bits: a bigint where a number would round it. */
export type Integer = number | bigint;

/**
 * The most messages within each other. No model has a dozen, and V8's usual stack of 1 MB holds more
 * than 10,000 of them: so it is this number that refuses, the same on every machine.
 */
const DEEPEST = 8_000;
/** Bits of a varint that a number holds, in whole bytes of 7. */
const EXACT_BITS = 49;

export class ModelReader extends protobuf.Reader {
  /** Where what lies around ends */
  readonly #ends: number[] = [];

  /** Begins what ends where its length says: a message within this one, or a list. */
  enter(): void {
    if (this.#ends.length >= DEEPEST) throw new Error("it is nested deeply");
    const length = this.size();
    if (this.pos + length > this.len) {
      throw new RangeError(`index out of range: ${this.pos} + ${length} > ${this.len}`);
    }
    this.#ends.push(this.len);
    this.len = this.pos + length;
  }

  leave(): void {
    this.len = this.#ends.pop() ?? this.buf.length;
  }

  /** An int64. */
  signed(): Integer {
    return this.#short() ?? exact(super.int64());
  }

  /** A uint64. */
  unsigned(): Integer {
    return this.#short() ?? exact(super.uint64());
  }

  /** A varint of a few bytes, as nearly all are; undefined, and nothing is read, for a longer one. */
  #short(): number | undefined {
    let value = 0;
    for (let pos = this.pos, bits = 0; pos < this.len && bits < EXACT_BITS; pos++, bits += 7) {
      const byte = this.buf[pos] ?? 0;
      value += (byte & 127) * 2 ** bits;
      if (byte < 128) {
        this.pos = pos + 1;
        return value;
      }
    }
    return undefined;
  }

  /** A packed list of int64. */
  signeds(list: Integer[]): void {
    this.enter();
    while (this.pos < this.len) list.push(this.signed());
    this.leave();
  }

  /** A packed list of uint64. */
  unsigneds(list: Integer[]): void {
    this.enter();
    while (this.pos < this.len) list.push(this.unsigned());
    this.leave();
  }

  /**
   * Groups are a part of protobuf that ONNX does not use. The reader would skip unknown ones by
   * calling itself.
   */
  override skipType(wireType: number): protobuf.Reader {
    if (wireType === 3 || wireType === 4) throw new Error("it holds a group");
    return super.skipType(wireType);
  }
}

export class ModelWriter extends protobuf.Writer {
  /** @param room Bytes that will be written, at a guess: a buffer that is too small is copied into a larger one */
  constructor(room: number) {
    super();
    this.buf = new Uint8Array(room);
  }
}

/** What protobufjs has of a whole number: two halves of 32 bits. */
type Halves = ReturnType<protobuf.Reader["int64"]>;

function exact({ low, high, unsigned }: Halves): Integer {
  const upper = unsigned ? high >>> 0 : high;
  const number = upper * 2 ** 32 + (low >>> 0);
  return Number.isSafeInteger(number) ? number : BigInt(upper) << 32n | BigInt(low >>> 0);
}

/** Writes a list of int64 or uint64, packed. */
export function writeIntegers(writer: ModelWriter, tag: number, values: readonly Integer[]): void {
  writer.uint32(tag).fork();
  for (const value of values) writeInteger(writer, value);
  writer.ldelim();
}

/** Writes an int64 or uint64. */
export function writeInteger(writer: ModelWriter, value: Integer): void {
  if (typeof value === "bigint") {
    const half = (bits: bigint) => Number(BigInt.asIntN(32, bits));
    writer.int64({ low: half(value), high: half(value >> 32n), unsigned: false });
  } else if (value >= 0 && value < 2 ** 32) writer.uint32(value);
  else writer.int64(value);
}
