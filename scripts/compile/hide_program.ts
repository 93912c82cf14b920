/**
 * Taking the runtime out of a program that was compiled for macOS.
 *
 * @module
 */

/** The magic number of a 64-bit Mach-O file, and the load command that describes a segment. */
const MAGIC = 0xfeedfacf;
const SEGMENT_64 = 0x19;
/** Bytes before the first load command, of a segment's command, and of a section in it. */
const HEADER = 32;
const SEGMENT = 72;
const SECTION = 80;

/** The segment where a compiled program lies, and what it is called once it is hidden. */
const PROGRAM = "__SUI";
const HIDDEN = "__HIDDEN";

/**
 * Hides the program that a runtime carries. The compiler writes another segment behind it, and the
 * runtime would start the first one that it finds; on the other systems the last one, or the only.
 * The signature is made again by the compiler.
 *
 * @param bytes A Mach-O executable
 * @throws Error when it carries no program, or more than one
 */
export function hideProgram(bytes: Uint8Array): Uint8Array {
  const hidden = bytes.slice();
  const found = findPrograms(hidden);
  const [program, ...others] = found;
  if (program === undefined || others.length > 0) {
    throw new Error(`The runtime carries ${found.length} programs, not one`);
  }
  for (const offset of program.names) {
    hidden.set(new TextEncoder().encode(HIDDEN.padEnd(16, "\0")), offset);
  }
  return hidden;
}

/** Where a program lies. */
export interface Segment {
  /** Offsets at which the segment's name is written */
  names: number[];
  /** Offset of what it holds */
  content: number;
}

/**
 * Finds the programs in an executable.
 *
 * @throws Error when it is none for macOS
 */
export function findPrograms(bytes: Uint8Array): Segment[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (view.getUint32(0, true) !== MAGIC) throw new Error("This is no 64-bit Mach-O executable");
  const nameAt = (offset: number) =>
    new TextDecoder().decode(bytes.subarray(offset, offset + 16)).replace(/\0+$/, "");
  const found: Segment[] = [];
  const commands = view.getUint32(16, true);
  for (let offset = HEADER, index = 0; index < commands; index++) {
    if (view.getUint32(offset, true) === SEGMENT_64 && nameAt(offset + 8) === PROGRAM) {
      const sections = view.getUint32(offset + 64, true);
      // A section has its own name first, then its segment's.
      const inSections = Array.from(
        { length: sections },
        (_, at) => offset + SEGMENT + SECTION * at + 16,
      );
      found.push({
        names: [offset + 8, ...inSections],
        content: Number(view.getBigUint64(offset + 40, true)),
      });
    }
    offset += view.getUint32(offset + 4, true);
  }
  return found;
}
