import { assertEquals, assertNotEquals } from "@std/assert";
import { keccak256, parseEther, zeroHash } from "viem";
import { openTerms, sealedTerms, type TermChoices, termsHashOf } from "./terms.ts";

const HOUR = 3_600;
const CHOICES: TermChoices = {
  specDigest: `0x${"11".repeat(32)}`,
  fund: parseEther("10"),
  registrationEnd: 1_000,
  submissionEnd: 2_000,
  evaluationEnd: 9_000,
};

Deno.test("omitted terms have defaults, in wei and seconds", () => {
  assertEquals(openTerms(CHOICES), {
    specDigest: CHOICES.specDigest,
    registrationEnd: 1_000,
    submissionEnd: 2_000,
    openingEnd: 2_000,
    evaluationEnd: 9_000,
    commitWindow: 4 * HOUR,
    revealWindow: HOUR,
    roundInterval: 4 * HOUR,
    byteLimit: 1_000_000,
    maxModels: 20,
    maxModelsPerAuthor: 5,
    seats: 100,
    quorum: 67,
    tolerance: 50,
    // Twice the prize, which is four fifths of the fund, by all seats.
    seatStake: parseEther("16") / 100n,
    testKeyCommitment: zeroHash,
    prizeShares: [],
    offChainModels: false,
    returnsBuyIns: false,
  });
});

Deno.test("quorum, models per author and stake follow from the chosen terms", () => {
  const of = (choices: Partial<TermChoices>) => openTerms({ ...CHOICES, ...choices });
  // Two thirds, and more than half.
  for (const [seats, quorum] of [[1, 1], [2, 2], [3, 2], [4, 3], [6, 4], [7, 5], [60, 40]]) {
    const terms = of({ seats });
    assertEquals([terms.quorum, terms.seatStake], [quorum, parseEther("16") / BigInt(seats!)]);
  }
  for (const [maxModels, each] of [[2, 1], [5, 2], [10, 5], [12, 5]]) {
    assertEquals(of({ maxModels }).maxModelsPerAuthor, each);
  }
  assertEquals(of({ fund: 9n }).seatStake, 2n * 8n / 100n);
  const chosen = {
    commitWindow: 1,
    revealWindow: 2,
    roundInterval: 0,
    byteLimit: 3,
    maxModelsPerAuthor: 4,
    quorum: 99,
    tolerance: 0,
    seatStake: 0n,
    prizeShares: [5_000, 5_000],
    offChainModels: true,
    returnsBuyIns: true,
  };
  assertEquals({ ...of(chosen), ...chosen }, of(chosen));
});

Deno.test("a sealed competition binds its key and the time of its publication", () => {
  const sealed = { openingEnd: 3_000, testKeyCommitment: `0x${"22".repeat(32)}` as const };
  assertEquals(sealedTerms({ ...CHOICES, ...sealed }), { ...openTerms(CHOICES), ...sealed });
});

Deno.test("every term, the fund and the organizer change the hash", () => {
  const organizer = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266";
  const terms = openTerms(CHOICES);
  const hash = termsHashOf(organizer, 10n, terms);
  for (const [name, value] of Object.entries(terms)) {
    const other = typeof value === "boolean"
      ? !value
      : typeof value === "number"
      ? value + 1
      : typeof value === "bigint"
      ? value + 1n
      : Array.isArray(value)
      ? [10_000]
      : `0x${"33".repeat(32)}`;
    assertNotEquals(termsHashOf(organizer, 10n, { ...terms, [name]: other }), hash, name);
  }
  assertNotEquals(termsHashOf(organizer, 11n, terms), hash);
  assertNotEquals(termsHashOf("0x70997970C51812dc3A010C7d01b50e0d17dc79C8", 10n, terms), hash);
});

Deno.test("the hash is over words packed like the contract's", () => {
  const organizer = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266";
  const testKeyCommitment = `0x${"22".repeat(32)}` as const;
  const terms = {
    ...sealedTerms({ ...CHOICES, openingEnd: 3_000, testKeyCommitment }),
    roundInterval: 5,
    prizeShares: [6_000, 3_000, 1_000],
    offChainModels: true,
    returnsBuyIns: true,
  };
  const schedule = 1_000n | 2_000n << 40n | 3_000n << 80n | 9_000n << 120n | 14_400n << 160n |
    3_600n << 192n | 5n << 224n;
  const limits = parseEther("0.16") | 1_000_000n << 96n | 20n << 128n | 5n << 144n | 100n << 160n |
    67n << 176n | 50n << 192n | 0b1111n << 216n;
  const shares = 6_000n | 3_000n << 16n | 1_000n << 32n;
  const words = [BigInt(organizer), 10n, BigInt(CHOICES.specDigest), schedule, limits];
  const packed = [...words, BigInt(testKeyCommitment), shares]
    .map((word) => word.toString(16).padStart(64, "0")).join("");
  assertEquals(termsHashOf(organizer, 10n, terms), keccak256(`0x${packed}`));
});
