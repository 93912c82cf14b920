/**
 * The files in a ZIP, checked: fflate's reader checks neither CRC-32 nor lengths. Without zip64,
 * encryption, and compression but deflate, which NumPy does not write below 4 GiB.
 * Format: PKWARE's APPNOTE, sections 4.3 to 4.5.
 *
 * @module
 */
import { inflate } from "./inflate.ts";

/** What a ZIP's directory says about a file. */
export interface ZipEntry {
  name: string;
  deflated: boolean;
  crc: number;
  packed: number;
  size: number;
  /** Where its local header begins */
  offset: number;
}

/** What is wrong with a ZIP, for `reason` of a failure. */
export class BadZip extends Error {}

const END = { signature: 0x06054b50, length: 22, longestComment: 0xffff };
const DIRECTORY = { signature: 0x02014b50, length: 46 };
const LOCAL = { signature: 0x04034b50, length: 30 };
const ENCRYPTED = 1;

/**
 * Reads the directory.
 *
 * @throws BadZip
 */
export function zipEntries(bytes: Uint8Array): ZipEntry[] {
  const view = viewOf(bytes);
  const end = endOf(view);
  const count = view.getUint16(end + 10, true);
  const size = view.getUint32(end + 12, true);
  let at = view.getUint32(end + 16, true);
  if (count === 0xffff || at === 0xffffffff) throw new BadZip("it is a zip64 file");
  if (view.getUint16(end + 8, true) !== count) throw new BadZip("it has several volumes");
  if (at + size > end) throw new BadZip("its directory is not where it says");
  const directoryEnd = at + size;
  const entries = new Map<string, ZipEntry>();
  for (let i = 0; i < count; i++) {
    if (at + DIRECTORY.length > directoryEnd || view.getUint32(at, true) !== DIRECTORY.signature) {
      throw new BadZip("its directory is damaged");
    }
    const next = at + DIRECTORY.length + view.getUint16(at + 28, true) +
      view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
    if (next > directoryEnd) throw new BadZip("its directory is damaged");
    const entry = entryAt(view, bytes, at);
    if (entries.has(entry.name)) throw new BadZip("two of its files have one name");
    entries.set(entry.name, entry);
    at = next;
  }
  return [...entries.values()];
}

function entryAt(view: DataView, bytes: Uint8Array, at: number): ZipEntry {
  const method = view.getUint16(at + 10, true);
  const entry = {
    name: new TextDecoder().decode(
      bytes.subarray(at + DIRECTORY.length, at + DIRECTORY.length + view.getUint16(at + 28, true)),
    ),
    deflated: method === 8,
    crc: view.getUint32(at + 16, true),
    packed: view.getUint32(at + 20, true),
    size: view.getUint32(at + 24, true),
    offset: view.getUint32(at + 42, true),
  };
  if (view.getUint16(at + 8, true) & ENCRYPTED) throw new BadZip("it is encrypted");
  if (method !== 0 && method !== 8) throw new BadZip(`its compression is method ${method}`);
  if ([entry.packed, entry.size, entry.offset].includes(0xffffffff)) {
    throw new BadZip("it is a zip64 file");
  }
  return entry;
}

/** The last record: only a comment follows. */
function endOf(view: DataView): number {
  const last = view.byteLength - END.length;
  for (let at = last; at >= Math.max(0, last - END.longestComment); at--) {
    if (view.getUint32(at, true) === END.signature && view.getUint16(at + 20, true) === last - at) {
      return at;
    }
  }
  throw new BadZip("it ends too early");
}

/**
 * A file's content, with its length and its CRC-32 as the directory has them.
 *
 * @returns A view of `bytes` if it is stored without compression
 * @throws BadZip
 */
export function zipContent(bytes: Uint8Array, entry: ZipEntry): Uint8Array {
  const view = viewOf(bytes);
  const { offset, packed, size } = entry;
  if (offset + LOCAL.length > bytes.length || view.getUint32(offset, true) !== LOCAL.signature) {
    throw new BadZip("a file is not where its directory says");
  }
  const start = offset + LOCAL.length + view.getUint16(offset + 26, true) +
    view.getUint16(offset + 28, true);
  if (start + packed > bytes.length) throw new BadZip("it ends too early");
  const raw = bytes.subarray(start, start + packed);
  const content = entry.deflated ? inflate(raw, "none", size, size) : raw;
  if (content === "too-large" || (content instanceof Uint8Array && content.length !== size)) {
    throw new BadZip("a file is not as long as its directory says");
  }
  if (!(content instanceof Uint8Array)) throw new BadZip(content.damaged);
  if (crc32(content) !== entry.crc) throw new BadZip("a file does not match its CRC-32");
  return content;
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  return crc;
});

/** CRC-32 as ZIP, gzip and PNG have it. */
function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (let at = 0; at < bytes.length; at++) {
    crc = (CRC_TABLE[(crc ^ (bytes[at] ?? 0)) & 0xff] ?? 0) ^ (crc >>> 8);
  }
  return (crc ^ 0xffffffff) >>> 0;
}

function viewOf({ buffer, byteOffset, byteLength }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}
