/**
 * The rooms of ARCHITECTURE.md, and who imports whom.
 *
 * @module
 */

/** A room, by its row of the table. */
export interface Room {
  /** A folder, e.g. `miner/chain` */
  name: string;
  /** Rooms that it may import: names, `miner/*` for all of a folder, `*` for all */
  imports: string[];
}

/** Files, and the files of ours that each imports. */
export type Imports = ReadonlyMap<string, readonly string[]>;

/** What is read: TypeScript, except WASM kernels, which have their own compiler. */
const SOURCE = /(?<!\.d)\.tsx?$/;
const LEFT_OUT =
  /^(\.|node_modules|build)|\/node_modules\/|\/dist\/|^core-wasm\/assembly|^contracts\/(artifacts|cache|coverage\/)/;
/**
 * `from "./x.ts"`, `import "./x.ts"`, `import("./x.ts")`, and a program or worker named by its URL.
 */
const IMPORT = /(?:\bfrom\s*|\bimport\s*\(?\s*|\bnew URL\(\s*)"(\.{1,2}\/[^"]+)"/g;
/** Lines of comments: examples in them import what their readers would. */
const COMMENT = /^\s*(\*|\/\*|\/\/).*$/gm;

/** Reads the table. */
export function readRooms(architecture: string): Room[] {
  const rows = architecture.matchAll(/^\| `([\w/-]+)\/` +\| .+? \| (.+?) +\|$/gm);
  return [...rows].map(([, name, imports]) => ({
    name: name!,
    imports: [...imports!.matchAll(/`([^`]+)`/g)].map(([, each]) => each!),
  }));
}

/** Walks all sources below a folder. */
export async function readImports(root: string): Promise<Imports> {
  const files: string[] = [];
  const walk = async (folder: string) => {
    for await (const { name, isDirectory } of Deno.readDir(`${root}${folder}`)) {
      const path = `${folder}${name}`;
      if (LEFT_OUT.test(path)) continue;
      if (isDirectory) await walk(`${path}/`);
      else if (SOURCE.test(path)) files.push(path);
    }
  };
  await walk("");
  const known = new Set(files);
  const imports = new Map<string, string[]>();
  for (const file of files.sort()) {
    const text = (await Deno.readTextFile(`${root}${file}`)).replaceAll(COMMENT, "");
    const targets = [...text.matchAll(IMPORT)]
      .map(([, path]) => new URL(path!.split("?")[0]!, `file:///${file}`).pathname.slice(1));
    imports.set(file, [...new Set(targets)].filter((target) => known.has(target)));
  }
  return imports;
}

/** The room that a file lies in: the one of the longest name. */
export function roomOf(file: string, rooms: readonly Room[]): Room | undefined {
  return rooms.filter(({ name }) => file.startsWith(`${name}/`))
    .toSorted((a, b) => b.name.length - a.name.length)[0];
}

/** Whether a room may import another. */
function mayImport(room: Room, other: Room): boolean {
  return room.name === other.name ||
    room.imports.some((allowed) =>
      allowed === other.name || allowed === "*" ||
      allowed.endsWith("/*") && other.name.startsWith(allowed.slice(0, -1))
    );
}

/** What breaks the table, a sentence each; tests beside sources may import any room. */
export function breaches(imports: Imports, rooms: readonly Room[]): string[] {
  return [...imports].flatMap(([file, targets]) => {
    if (/_test\.tsx?$/.test(file) || file === "miner/main.ts") return [];
    const room = roomOf(file, rooms);
    if (room === undefined) return [`${file} is not in any room`];
    return targets.flatMap((target) => {
      const other = roomOf(target, rooms);
      if (other === undefined || mayImport(room, other)) return [];
      return [`${file} imports ${other.name}, which its room may not`];
    });
  });
}

/** Imports between rooms, as a graph's arrows. */
export function countArrows(imports: Imports, rooms: readonly Room[]): number {
  const arrows = new Set<string>();
  for (const [file, targets] of imports) {
    if (/_test\.tsx?$/.test(file)) continue;
    const from = roomOf(file, rooms)?.name;
    for (const target of targets) {
      const to = roomOf(target, rooms)?.name;
      if (from !== to) arrows.add(`${from} → ${to}`);
    }
  }
  return arrows.size;
}

/** Files that import each other, in circles: Tarjan's strongly connected components. */
export function circles(imports: Imports): string[][] {
  const found: string[][] = [];
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const visit = (file: string) => {
    index.set(file, index.size);
    low.set(file, index.get(file)!);
    stack.push(file);
    for (const target of imports.get(file) ?? []) {
      if (!index.has(target)) visit(target);
      if (stack.includes(target)) low.set(file, Math.min(low.get(file)!, low.get(target)!));
    }
    if (low.get(file) !== index.get(file)) return;
    const circle = stack.splice(stack.indexOf(file));
    if (circle.length > 1) found.push(circle.sort());
  };
  for (const file of imports.keys()) if (!index.has(file)) visit(file);
  return found;
}
