/**
 * Why DeML refuses a model of ONNX's suite: each reason is a rule of docs/PROTOCOL.md, section 8.
 *
 * @module
 */

/** What a verdict says, and the reason that it stands for; `$1` is what the pattern captures. */
const REASONS: [said: RegExp, reason: string][] = [
  [/^its input is not a tensor$/, "values other than tensors"],
  [/^it uses opset \d+ of (\S+), admitted are/, "other opsets of $1"],
  [/^it uses the operator (\S+)$/, "operator $1"],
  [/^it uses the domain ([^\s,]+)/, "domain $1"],
  [/^its (\S+) node runs a subgraph/, "control flow: $1"],
  [/^its (\S+) node is in training mode$/, "training: $1"],
  [/^its tensor ".+" has the type string/, "text as a constant"],
  [/^its (\S+) node has its batch first$/, "recurrent layers with their batch first"],
  [/^its Pad node (wraps around|reflects)/, "Pad beyond the value"],
  [/^its Attention node (has a past|keeps a state|attends to the type \d+)$/, "Attention that $1"],
];

/** The reason of a finding; undefined if it is not documented. */
export function reasonFor(found: string): string | undefined {
  for (const [said, reason] of REASONS) {
    const match = said.exec(found);
    if (match) return reason.replace("$1", match[1] ?? "");
  }
  return undefined;
}
