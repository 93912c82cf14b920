import { assert, assertEquals, assertRejects } from "@std/assert";
import { privateKeyToAccount } from "viem/accounts";
import { DemlError } from "../errors.ts";
import {
  encodeReport,
  MAX_REPORT_BYTES,
  readReport,
  signReport,
  type VerificationReport,
} from "./report.ts";

const account = privateKeyToAccount(`0x${"01".repeat(32)}`);
const report: VerificationReport = {
  kind: "deml-verification",
  version: 1,
  chainId: 31_337,
  contract: `0x${"c0".repeat(20)}`,
  competition: "3",
  block: { number: "1234", hash: `0x${"ab".repeat(32)}` },
  verified: true,
  ended: true,
  events: 100,
  rounds: 2,
  accounts: 9,
  models: 4,
  evaluated: 4,
  rows: 6,
  rowsApart: 0,
  engine: "wasm",
  differences: 0,
  unchecked: 0,
  program: "0.1.0",
  at: 1_796_000_000,
};

const refuses = (bytes: Uint8Array, kind: string) =>
  assertRejects(() => readReport(bytes), DemlError, kind);
const textOf = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));

Deno.test("a signed report says who signed it", async () => {
  const signed = await signReport(account, report);
  const { by, signature, ...rest } = await readReport(encodeReport(signed));
  assertEquals([by, rest], [account.address, report]);
  assert(signature !== undefined);
  assertEquals((await readReport(encodeReport(report))).by, undefined);
});

Deno.test("a report in which anything was changed is refused", async () => {
  const signed = await signReport(account, { ...report, verified: false, differences: 1 });
  const changes: Partial<VerificationReport>[] = [
    { verified: true, differences: 0 },
    { differences: 2 },
    { chainId: 1 },
    { contract: `0x${"c1".repeat(20)}` },
    { competition: "4" },
    { block: { ...report.block, number: "1235" } },
    { evaluated: 3 },
    { seed: "another" },
    { by: `0x${"b0".repeat(20)}` },
    { signature: undefined },
    { signature: `0x${"00".repeat(65)}` },
  ];
  for (const change of changes) {
    await refuses(textOf({ ...signed, ...change }), "data/report-signature");
  }
});

Deno.test("anything but a report is refused", async () => {
  for (const value of [null, [], {}, { ...report, version: 2 }, { ...report, more: 1 }]) {
    await refuses(textOf(value), "data/report-unreadable");
  }
  await refuses(new Uint8Array([0xff, 0xfe]), "data/report-unreadable");
  await refuses(textOf({ ...report, models: -1 }), "data/report-unreadable");
  await refuses(new Uint8Array(MAX_REPORT_BYTES + 1).fill(0x20), "data/report-unreadable");
  await refuses(new TextEncoder().encode("[".repeat(5_000)), "data/report-unreadable");
});

Deno.test("a report that contradicts itself, or is of no time, is refused", async () => {
  const first = { kind: "score", expected: "1", found: "2" };
  const changes: Partial<VerificationReport>[] = [
    { differences: 1 },
    { unchecked: 1 },
    { verified: false },
    { first },
    { evaluated: report.models + 1 },
    // No Date shows it, and who tries throws.
    { at: 8_640_000_000_001 },
  ];
  for (const change of changes) {
    await refuses(textOf({ ...report, ...change }), "data/report-unreadable");
  }
  const differs = { ...report, verified: false, differences: 1, first, at: 8_640_000_000_000 };
  const { at } = await readReport(textOf(differs));
  assertEquals(new Date(1_000 * at).getUTCFullYear(), 275_760);
});
