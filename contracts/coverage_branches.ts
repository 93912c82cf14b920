/**
 * Branch coverage, which Hardhat does not report: every condition of an `if`, a `?:`, a loop, and
 * both sides of every `&&` and `||`, tells which way it went, by the means that Hardhat's statement
 * coverage shows that it was reached. Conditions in assembly are not seen.
 *
 * @module
 */

/** A condition, and what it reports: first when it holds, then when it does not. */
export interface Branch {
  file: string;
  line: number;
  text: string;
  tags: [string, string];
}

/** The part of solc that parses. */
export interface Compiler {
  compile(input: string): string;
}

interface Node {
  nodeType?: string;
  src?: string;
  operator?: string;
  [field: string]: unknown;
}

export const LIBRARY = "BranchCoverage.sol";

/** What conditions are wrapped in. A hit is a call to the address that Hardhat listens to. */
export const LIBRARY_SOURCE = `// SPDX-License-Identifier: MIT
pragma solidity >=0.8.0;

function __tell(bool condition, uint256 tag) view {
    assembly ("memory-safe") {
        let free := mload(0x40)
        mstore(free, or(tag, iszero(condition)))
        pop(staticcall(gas(), 0xc0bEc0BEc0BeC0bEC0beC0bEC0bEC0beC0beC0BE, free, 32, 0, 0))
    }
}

function __pure(function(bool, uint256) view given) pure returns (function(bool, uint256) pure taken) {
    assembly ("memory-safe") {
        taken := given
    }
}

function __branch(bool condition, uint256 tag) pure returns (bool) {
    __pure(__tell)(condition, tag);
    return condition;
}
`;

/** Above any tag that a hash would give, by all odds. */
const FIRST_TAG = 0xB4A7C4n << 200n;

/** Where the conditions of a tree are, as offset and length in bytes. */
function conditionsOf(node: unknown, found: [number, number][] = []): [number, number][] {
  if (Array.isArray(node)) { for (const item of node) conditionsOf(item, found); }
  else if (typeof node === "object" && node !== null) {
    const { nodeType, operator, ...fields } = node as Node;
    const at = (name: string) => {
      const child = fields[name] as Node | null | undefined;
      if (!child?.src) return;
      const [offset, length] = child.src.split(":").map(Number);
      found.push([offset!, length!]);
    };
    if (/^(IfStatement|Conditional|(DoWhile|While|For)Statement)$/.test(nodeType ?? "")) {
      at("condition");
    }
    if (nodeType === "BinaryOperation" && (operator === "&&" || operator === "||")) {
      at("leftExpression");
      at("rightExpression");
    }
    for (const child of Object.values(fields)) conditionsOf(child, found);
  }
  return found;
}

/**
 * Wraps the conditions of a file.
 * @param source May be instrumented for statements already
 * @param original The unchanged file, for line numbers
 * @param first How many branches there are already
 * @throws If it does not parse
 */
export function wrapConditions(
  compiler: Compiler,
  { source, original, file, first }: {
    source: string;
    original: string;
    file: string;
    first: number;
  },
): { source: string; branches: Branch[] } {
  const answer = JSON.parse(compiler.compile(JSON.stringify({
    language: "Solidity",
    sources: { [file]: { content: source } },
    settings: { stopAfter: "parsing", outputSelection: { "*": { "": ["ast"] } } },
  })));
  const tree = answer.sources?.[file]?.ast;
  if (tree === undefined) throw new Error(`${file} does not parse: ${JSON.stringify(answer)}`);
  const bytes = new TextEncoder().encode(source);
  const text = (from: number, to: number) => new TextDecoder().decode(bytes.subarray(from, to));
  const branches: Branch[] = [];
  const edits: { at: number; order: number; insert: string }[] = [];
  let seen = 0;
  // A condition may be the side of a larger one: of two that begin together the longer opens first.
  const conditions = conditionsOf(tree).sort((a, b) => a[0] - b[0] || b[1] - a[1]);
  for (const [offset, length] of conditions) {
    const tag = FIRST_TAG + 2n * BigInt(first + branches.length);
    const hex = (value: bigint) => value.toString(16).padStart(64, "0");
    const condition = text(offset, offset + length);
    const found = original.indexOf(condition, seen);
    if (found >= 0) seen = found;
    branches.push({
      file,
      line: original.slice(0, seen).split("\n").length,
      text: condition.replaceAll(/\s+/g, " "),
      tags: [hex(tag), hex(tag + 1n)],
    });
    edits.push({ at: offset, order: 1e9 - length, insert: "__branch(" });
    edits.push({ at: offset + length, order: length - 1e9, insert: `, ${tag})` });
  }
  edits.sort((a, b) => a.at - b.at || a.order - b.order);
  let [wrapped, last] = ["", 0];
  for (const { at, insert } of edits) {
    wrapped += text(last, at) + insert;
    last = at;
  }
  wrapped += text(last, bytes.length);
  if (branches.length > 0) wrapped += `\nimport {__branch} from "${LIBRARY}";\n`;
  return { source: wrapped, branches };
}
