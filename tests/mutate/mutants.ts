/**
 * Small changes of a source, each of which a test ought to notice.
 *
 * @module
 */
// The parser that the page's bundler brings along; a compiler of its own would be one more to keep.
import { parseSync } from "npm:vite@8.3.8";

/** One change of one file. */
export interface Mutant {
  /** What kind of change */
  operator:
    | "condition"
    | "border"
    | "equality"
    | "logic"
    | "arithmetic"
    | "statement"
    | "constant"
    | "method";
  /** Characters from the file's start */
  start: number;
  end: number;
  /** What stands there instead */
  replacement: string;
}

/** A node of the syntax tree, as ESTree has them. */
interface Node {
  type: string;
  start: number;
  end: number;
  [field: string]: unknown;
}

const BORDERS: Record<string, string> = { "<": "<=", "<=": "<", ">": ">=", ">=": ">" };
const EQUALITIES: Record<string, string> = { "===": "!==", "!==": "===" };
const LOGIC: Record<string, string> = { "&&": "||", "||": "&&" };
const ARITHMETIC: Record<string, string> = {
  ...{ "+": "-", "-": "+", "*": "/", "/": "*", "%": "*", "**": "*" },
  ...{ "<<": ">>", ">>": "<<", ">>>": "<<", "&": "|", "|": "&", "^": "&", "+=": "-=", "-=": "+=" },
};
const METHODS: Record<string, string> = {
  ...{ some: "every", every: "some", min: "max", max: "min" },
  ...{ startsWith: "endsWith", endsWith: "startsWith", pop: "shift", shift: "pop" },
};
/** Types around an expression; all else whose name begins with TS is gone when the program runs. */
const AROUND_EXPRESSION = ["TSAsExpression", "TSNonNullExpression", "TSSatisfiesExpression"];

/** All mutants of a source, in its order. */
export function mutantsOf(text: string): Mutant[] {
  const { program, errors } = parseSync("source.ts", text);
  if (errors.length > 0) throw new Error(errors[0]!.message);
  const found: Mutant[] = [];
  walk(program as unknown as Node, (node) => found.push(...mutantsAt(node, text)));
  return found.sort((a, b) => a.start - b.start || a.end - b.end);
}

/** A text with one mutant in it. */
export function mutated(text: string, { start, end, replacement }: Mutant): string {
  return text.slice(0, start) + replacement + text.slice(end);
}

/** Fields that hold types, and names that are no values. */
const UNSEEN = ["typeAnnotation", "typeArguments", "typeParameters", "returnType"];

function walk(node: Node, visit: (node: Node) => void): void {
  if (node.type.startsWith("TS") && !AROUND_EXPRESSION.includes(node.type)) return;
  if (node.type.startsWith("Import") || node.type === "ExportAllDeclaration") return;
  visit(node);
  for (const [field, value] of Object.entries(node)) {
    if (UNSEEN.includes(field) || (field === "key" && !node.computed)) continue;
    for (const child of Array.isArray(value) ? value : [value]) {
      if (isNode(child)) walk(child, visit);
    }
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && typeof (value as Node).type === "string";
}

function mutantsAt(node: Node, text: string): Mutant[] {
  const source = ({ start, end }: Node) => text.slice(start, end);
  const whole = (
    operator: Mutant["operator"],
    replacement: string,
  ) => [at(node, operator, replacement)];
  switch (node.type) {
    case "IfStatement":
    case "WhileStatement":
    case "ConditionalExpression": {
      const test = node.test as Node;
      return [at(test, "condition", `!(${source(test)})`)];
    }
    case "BinaryExpression":
    case "LogicalExpression":
    case "AssignmentExpression":
      return atOperator(node, text);
    case "UnaryExpression":
      return node.operator === "!"
        ? whole("condition", `!!(${source(node.argument as Node)})`)
        : [];
    case "UpdateExpression": {
      const other = node.operator === "++" ? "--" : "++";
      return whole("arithmetic", source(node).replace(String(node.operator), other));
    }
    case "ExpressionStatement":
    case "ThrowStatement":
    case "ContinueStatement":
      // A bare semicolon behind an `if` would be refused by the compiler, whatever it was.
      return whole("statement", "{}");
    case "Literal":
      return constant(node).flatMap((replacement) => whole("constant", replacement));
    case "MemberExpression": {
      const property = node.property as Node;
      const name = String(property.name);
      if (node.computed || !Object.hasOwn(METHODS, name)) return [];
      return [at(property, "method", METHODS[name]!)];
    }
    default:
      return [];
  }
}

function at({ start, end }: Node, operator: Mutant["operator"], replacement: string): Mutant {
  return { operator, start, end, replacement };
}

function atOperator(node: Node, text: string): Mutant[] {
  const { left, right } = node as unknown as { left: Node; right: Node };
  const sign = String(node.operator);
  const tables = { border: BORDERS, equality: EQUALITIES, logic: LOGIC, arithmetic: ARITHMETIC };
  const between = text.slice(left.end, right.start);
  const start = left.end + between.indexOf(sign);
  return Object.entries(tables).flatMap(([operator, table]) => {
    const replacement = Object.hasOwn(table, sign) ? table[sign] : undefined;
    if (replacement === undefined || (sign === "+" && isText(left, right))) return [];
    const end = start + sign.length;
    return [{ operator: operator as Mutant["operator"], start, end, replacement }];
  });
}

/** Whether text is joined here, as far as one sees. */
function isText(...nodes: Node[]): boolean {
  return nodes.some((node) =>
    node.type === "TemplateLiteral" ||
    node.type === "Literal" && typeof node.value === "string" ||
    node.type === "BinaryExpression" && isText(node.left as Node, node.right as Node)
  );
}

/** The next number, or the other truth; texts are for people, and stay. */
function constant({ value, bigint }: Node): string[] {
  if (typeof value === "boolean") return [String(!value)];
  if (typeof bigint === "string") return [`${BigInt(bigint) + 1n}n`];
  return typeof value === "number" ? [String(value + 1)] : [];
}
