/**
 * What a compiled program starts: where each system's runtime looks for it, and what it says of
 * itself.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { type AppendedIndex, INDEX } from "../../miner/base/appended.ts";
import { findPrograms } from "../../scripts/compile/hide_program.ts";
import type { Target } from "../../scripts/compile/targets.ts";

/** How executables begin, by system, and their processor's number with its place. */
const FORMATS = {
  "linux-x64": { magic: [0x7f, 0x45, 0x4c, 0x46], at: 18, processor: 62 },
  "linux-arm64": { magic: [0x7f, 0x45, 0x4c, 0x46], at: 18, processor: 183 },
  "macos-arm64": { magic: [0xcf, 0xfa, 0xed, 0xfe], at: 4, processor: 0x000c },
  "windows-x64": { magic: [0x4d, 0x5a], at: undefined, processor: 0x8664 },
} as Record<string, { magic: number[]; at?: number; processor: number }>;

/** How what is embedded begins: a mark, eight bytes of length, and a JSON object. */
const BEGINS = /d3n0l4nd[^]{8}\{"argv"/g;

/** Fails unless a file is an executable of a system. */
export function requireFormat(bytes: Uint8Array, { name }: Target): void {
  const { magic, at, processor } = FORMATS[name]!;
  assertEquals([...bytes.subarray(0, magic.length)], magic);
  const view = new DataView(bytes.buffer);
  // Windows says where its header is.
  assertEquals(view.getUint16(at ?? view.getUint32(60, true) + 4, true), processor);
}

/** The runtime's options, as the compiler wrote them. */
export interface Told {
  entrypoint_key: string;
  permissions: Record<string, unknown>;
  /** The names of all files that the runtime embeds */
  embedded: string[];
  /** The names of all that lie before what it embeds */
  appended: string[];
}

/** Reads what the runtime of a system would start. */
export function readProgram(bytes: Uint8Array, { name }: Target): Told {
  const text = new TextDecoder("latin1").decode(bytes);
  const begins = [...text.matchAll(BEGINS)].map(({ index }) => index);
  if (name === "windows-x64") assertEquals(begins.length, 1, "one resource");
  // Linux finds the last one by the end of the file, macOS the first one by its segment.
  const [segment] = name === "macos-arm64" ? findPrograms(bytes) : [];
  const at = segment?.content ?? begins.at(-1)!;
  const { json, end } = readJson(bytes, at + 8);
  const { entrypoint_key, permissions } = json as Told;
  const entries = text.indexOf('[{"', end);
  const embedded = fileNames(readJson(bytes, entries - 8).json as Entry[]);
  return { entrypoint_key, permissions, embedded, appended: appendedNames(text, embedded) };
}

function readJson(bytes: Uint8Array, at: number): { json: unknown; end: number } {
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(at, true));
  const end = at + 8 + length;
  return { json: JSON.parse(new TextDecoder().decode(bytes.subarray(at + 8, end))), end };
}

/** What the index among the embedded files names. */
function appendedNames(text: string, embedded: string[]): string[] {
  if (!embedded.includes(INDEX)) return [];
  const at = text.lastIndexOf('{"length":');
  const { files } = JSON.parse(text.slice(at, text.indexOf("}}}", at) + 3)) as AppendedIndex;
  return Object.keys(files);
}

interface Entry {
  File?: { n: string };
  Dir?: { e: Entry[] };
}

function fileNames(entries: Entry[]): string[] {
  return entries.flatMap(({ File, Dir }) => File ? [File.n] : fileNames(Dir?.e ?? []));
}
