/**
 * What somebody found who verified a competition, to be signed and shown to others. A signature says
 * who claims it, and nothing else: whoever doubts it verifies for themselves. PROTOCOL.md, section 10.
 *
 * @module
 */
import {
  type Address,
  getAddress,
  type Hex,
  isAddressEqual,
  keccak256,
  type LocalAccount,
  recoverTypedDataAddress,
  stringToHex,
} from "viem";
import { DemlError, reasonOf } from "../errors.ts";
import type { ReportFailure } from "../failures.ts";
import { parseBoundedJson } from "../text/bounded_json.ts";
import { z } from "../text/zod.ts";

/** The most bytes of a report: ten times what one has. */
export const MAX_REPORT_BYTES = 16 * 1024;

const count = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
const number = z.string().regex(/^(0|[1-9]\d{0,77})$/);
const hash = z.string().regex(/^0x[0-9a-f]{64}$/);
const address = z.string().regex(/^0x[0-9a-fA-F]{40}$/);
const text = z.string().max(200);

/** The last second that a Date can show. */
const LAST_SECOND = 8_640_000_000_000;

const fields = z.strictObject({
  kind: z.literal("deml-verification"),
  version: z.literal(1),
  chainId: count,
  contract: address,
  competition: number,
  /** At whose end it was read */
  block: z.strictObject({ number, hash }),
  /** Nothing differs, and nothing is unchecked */
  verified: z.boolean(),
  /** Whether the competition was over */
  ended: z.boolean(),
  events: count,
  rounds: count,
  accounts: count,
  /** Models with a final verdict, and those that were evaluated again */
  models: count,
  evaluated: count,
  /** What drew them, if not all were */
  seed: text.optional(),
  /** Rows whose evidence was recomputed, and those with other outputs */
  rows: count,
  rowsApart: count,
  engine: z.enum(["native", "wasm"]).optional(),
  differences: count,
  /** The first of them */
  first: z.strictObject({
    kind: text,
    round: count.optional(),
    model: count.optional(),
    account: address.optional(),
    expected: text,
    found: text,
  }).optional(),
  unchecked: count,
  /** The program's version */
  program: text,
  /** Seconds since 1970, by the verifier's clock */
  at: z.number().int().min(0).max(LAST_SECOND),
  /** Who signs; absent in a report without a signature */
  by: address.optional(),
  signature: z.string().regex(/^0x[0-9a-f]{130}$/).optional(),
});

/** A report that contradicts itself is none: its parts would be shown to different readers. */
const schema = fields
  .refine(
    ({ verified, differences, unchecked }) => verified === (differences === 0 && unchecked === 0),
    { path: ["verified"], message: "expected what its differences and unchecked models say" },
  )
  .refine(({ differences, first }) => first === undefined || differences > 0, {
    path: ["first"],
    message: "expected a first one only with differences",
  })
  .refine(({ models, evaluated }) => evaluated <= models, {
    path: ["evaluated"],
    message: "expected no more than its models",
  });

/** A report. */
export type VerificationReport = z.infer<typeof schema>;

/**
 * Signs a report: EIP-712, `Verification(uint256 competition,uint256 block,bytes32 blockHash,bool
 * verified,bytes32 report)` in the domain of the contract; `report` is the keccak256 of the canonical
 * JSON of all fields but the signature.
 */
export async function signReport(
  account: Pick<LocalAccount, "address" | "signTypedData">,
  report: VerificationReport,
): Promise<VerificationReport> {
  const signed = { ...report, by: account.address };
  return { ...signed, signature: await account.signTypedData(typedData(signed)) };
}

/** The canonical bytes of a report: keys sorted, no blanks. */
export function encodeReport(report: VerificationReport): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(JSON.stringify(sorted(schema.parse(report))));
}

/**
 * Reads a report, and checks its signature.
 *
 * @returns Its signer is `by`; undefined if nobody signed it
 * @throws DemlError `data/report-unreadable`, `data/report-signature`
 */
export async function readReport(bytes: Uint8Array): Promise<VerificationReport> {
  const report = parse(bytes);
  const { by, signature } = report;
  if (by === undefined && signature === undefined) return report;
  if (by === undefined || signature === undefined || !await isSignedBy(report, by, signature)) {
    throw new DemlError<ReportFailure>({ kind: "data/report-signature", by: by ?? "nobody" });
  }
  return { ...report, by: getAddress(by) };
}

function parse(bytes: Uint8Array): VerificationReport {
  try {
    if (bytes.length > MAX_REPORT_BYTES) throw new RangeError(`It has ${bytes.length} bytes`);
    return schema.parse(parseBoundedJson(bytes));
  } catch (cause) {
    const because = cause instanceof z.ZodError
      ? cause.issues.map(({ path, message }) => `${path.join(".")}: ${message}`).join("; ")
      : reasonOf(cause);
    throw new DemlError<ReportFailure>(
      { kind: "data/report-unreadable", because: because.slice(0, 300) },
      { cause },
    );
  }
}

async function isSignedBy(
  report: VerificationReport,
  by: string,
  signature: string,
): Promise<boolean> {
  try {
    const found = await recoverTypedDataAddress({
      ...typedData(report),
      signature: signature as Hex,
    });
    return isAddressEqual(found, by as Address);
  } catch {
    // Not a point of the curve.
    return false;
  }
}

function typedData({ signature: _, ...report }: VerificationReport) {
  const { chainId, contract, competition, block, verified } = report;
  return {
    domain: {
      name: "DeML",
      version: "1",
      chainId,
      verifyingContract: contract.toLowerCase() as Address,
    },
    types: {
      Verification: [
        { name: "competition", type: "uint256" },
        { name: "block", type: "uint256" },
        { name: "blockHash", type: "bytes32" },
        { name: "verified", type: "bool" },
        { name: "report", type: "bytes32" },
      ],
    },
    primaryType: "Verification",
    message: {
      competition: BigInt(competition),
      block: BigInt(block.number),
      blockHash: block.hash as Hex,
      verified,
      report: keccak256(stringToHex(JSON.stringify(sorted(report)))),
    },
  } as const;
}

function sorted(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).filter(([, field]) => field !== undefined)
      .sort(([a], [b]) => a < b ? -1 : 1)
      .map(([key, field]) => [key, sorted(field)]),
  );
}
