/**
 * Verdicts that a miner keeps, so that another round over a model costs nothing.
 * It is a cache, not a record that money depends on: missing verdicts are judged again. But a wrong
 * entry would cost a stake, so each has a checksum, and an entry with a wrong one is ignored.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import { type Hex, keccak256, stringToHex } from "viem";
import type { Judgement } from "../../protocol/score/judgement.ts";
import type { EngineName } from "../../protocol/spec/spec.ts";
import { show } from "../../protocol/text/visible.ts";
import { withoutWaiting } from "./open_database.ts";
import { ABSTAIN_SCORE, INVALID_SCORE, isScore } from "../../protocol/score/score.ts";

/** Everything that a verdict depends on. */
export interface VerdictKey {
  /** The digest that the contract knows: of the package, or of its envelope */
  digest: Hex;
  /**
   * Names the model's place on its chain: another place may claim the digest for other bytes, which
   * make that model INVALID, and must neither get nor replace this verdict
   */
  place: Hex;
  /** The key of the envelope: under another key, its content differs */
  modelKey?: Hex;
  /** Identifies the test set, the limits and the rest of the spec */
  specDigest: Hex;
  /** The key of a sealed test set, for the same reason */
  testKey?: Hex;
  engine: EngineName;
  /** Of the engine */
  engineVersion: string;
  /** The tolerance within which both engines agreed, in score units; absent without cross-check */
  crossChecked?: number;
  /** Of this program: another version may admit other models */
  program: string;
  /** What the author claims: a false claim makes the model INVALID */
  claim?: Hex;
  /** Whether the verdict is on the public part of the test set, not on the test set */
  onPublicPart?: boolean;
}

/**
 * The number of latest entries that are kept: three hundred full rounds of 32 models. In the file
 * they take less than 11 MB, and less than 28 even if untrusted models make every one as long as
 * possible.
 */
export const MOST_KEPT = 10_000;

/** The result of a lookup. */
export type Found =
  | { kind: "kept"; judgement: Judgement }
  | { kind: "none" }
  /** It exists but cannot be read, and the model will be judged again */
  | { kind: "broken" };

/** A miner's cache of verdicts. */
export interface KeptVerdicts {
  find(key: VerdictKey): Found;
  /**
   * Keeps a score or an INVALID. ABSTAIN is not kept: the next try may succeed.
   *
   * @returns Whether it is kept now; a full disk or a broken file is not fatal
   */
  keep(key: VerdictKey, judgement: Judgement): boolean;
}

/** Part of the journal's schema. */
export const VERDICTS_SCHEMA = `
  CREATE TABLE IF NOT EXISTS verdicts (
    key TEXT PRIMARY KEY, verdict TEXT NOT NULL, checksum TEXT NOT NULL, recorded TEXT NOT NULL
  ) STRICT;
`;

/** Characters of a verdict's reason that are kept: enough to recognise it. */
const LONGEST_TEXT = 200;

/** The cache in a journal's database. */
export function keptVerdicts(database: DatabaseSync, most = MOST_KEPT): KeptVerdicts {
  return {
    find(key) {
      const name = nameOf(key);
      try {
        const row = database.prepare("SELECT verdict, checksum FROM verdicts WHERE key = ?")
          .get(name);
        if (row === undefined) return { kind: "none" };
        const judgement = readVerdict(name, String(row.verdict), String(row.checksum));
        return judgement ? { kind: "kept", judgement } : { kind: "broken" };
      } catch {
        return { kind: "broken" };
      }
    },
    keep(key, judgement) {
      if (!isKept(judgement)) return false;
      const name = nameOf(key);
      const { score, root, because } = judgement;
      const verdict = JSON.stringify({ score, root, because: because && shortened(because) });
      try {
        withoutWaiting(database, () => {
          database.prepare("INSERT OR REPLACE INTO verdicts VALUES (?, ?, ?, ?)")
            .run(name, verdict, checksumOf(name, verdict), new Date().toISOString());
          // A new row's number is one above the last, and a replaced row leaves its number unused.
          database.prepare(
            "DELETE FROM verdicts WHERE rowid <= (SELECT max(rowid) FROM verdicts) - ?",
          ).run(most);
        });
        return true;
      } catch {
        return false;
      }
    },
  };
}

/** Scores have no reason, INVALID has its rule; nothing else is kept. */
function isKept({ score, because }: Judgement): boolean {
  if (score === ABSTAIN_SCORE) return false;
  return score === INVALID_SCORE
    ? because?.code === "invalid"
    : isScore(score) && because === undefined;
}

type Reason = NonNullable<Judgement["because"]>;

function shortened(because: Reason): Reason {
  if (because.code !== "invalid") return because;
  return { ...because, found: show(because.found, LONGEST_TEXT) };
}

function readVerdict(name: string, verdict: string, checksum: string): Judgement | undefined {
  if (checksumOf(name, verdict) !== checksum) return undefined;
  const judgement = JSON.parse(verdict) as Judgement;
  return isKept(judgement) ? judgement : undefined;
}

function checksumOf(name: string, verdict: string): Hex {
  return keccak256(stringToHex(`${name}\n${verdict}`));
}

/** Fields in a fixed order: different keys have different names. */
function nameOf(key: VerdictKey): string {
  return JSON.stringify([
    key.digest.toLowerCase(),
    key.place.toLowerCase(),
    key.modelKey?.toLowerCase() ?? null,
    key.specDigest.toLowerCase(),
    key.testKey?.toLowerCase() ?? null,
    key.engine,
    key.engineVersion,
    key.crossChecked ?? null,
    key.program,
    key.claim?.toLowerCase() ?? null,
    key.onPublicPart ?? false,
  ]);
}
