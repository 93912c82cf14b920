/**
 * Reading and writing protobuf for the generated code, on top of protobufjs: bounded in depth,
 * without groups, and with exact 64-bit integers. Format:
 * https://protobuf.dev/programming-guides/encoding
 *
 * @module
 */
import protobuf from "protobufjs/minimal";

/** A 64-bit integer: a bigint if a number would round it. */
export type Integer = number | bigint;

/**
 * The deepest nesting of messages. No model has a dozen levels, and V8's usual stack of 1 MB is
 * enough for more than 10,000: so this limit applies first, the same on every machine.
 */
const DEEPEST = 8_000;
/** Bits of a varint that fit into a number, in whole bytes of 7. */
const EXACT_BITS = 49;

export class ModelReader extends protobuf.Reader {
  /** Ends of the enclosing messages */
  readonly #ends: number[] = [];

  /** Begins a part with a length: a message within this one, or a list. */
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

  /** A varint of a few bytes, as nearly all are; for a longer one undefined, without reading it. */
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
   * Groups are a part of protobuf that ONNX does not use. The reader would skip unknown ones
   * recursively.
   */
  override skipType(wireType: number): protobuf.Reader {
    if (wireType === 3 || wireType === 4) throw new Error("it contains a group");
    return super.skipType(wireType);
  }
}

export class ModelWriter extends protobuf.Writer {
  /**
   * @param room Estimated length in bytes: a buffer that is too small is copied into a larger one
   */
  constructor(room: number) {
    super();
    this.buf = new Uint8Array(room);
  }
}

/** protobufjs' form of an integer: two halves of 32 bits. */
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
