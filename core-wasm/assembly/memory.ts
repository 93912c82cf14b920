/**
 * Where the kernels' tables lie, in bytes. Nothing lies below 1,024, so that a position of 0 is
 * never valid; static data follows `TABLES_END` (the build passes it as `--memoryBase`), and the
 * host's heap follows that. Positions are constants so that a lookup folds them into its load.
 */

/** The code lengths of a block, literals and lengths first: one byte per symbol, 288 + 32. */
export const CODE_LENGTHS: usize = 1024;
/** Codes of each length, uint16 × 16. */
export const COUNTS: usize = 1344;
/** Where each length's symbols begin in `SORTED`, uint16 × 16. */
export const STARTS: usize = 1376;
/** Symbols by length, then value, uint16 × 320. */
export const SORTED: usize = 1408;
/** The code of each symbol, its first bit lowest, uint16 × 320. */
export const CODES: usize = 2048;
/** The length codes that can follow a literal within one entry, 8 bytes × 29. */
export const JOINABLE: usize = 2688;
/** What each literal or length symbol means, uint32 × 288. */
export const LENGTH_MEANINGS: usize = 2944;
/** What each distance symbol means, uint32 × 32. */
export const DISTANCE_MEANINGS: usize = 4096;
/** For each distance below 16, the lanes that repeat it, 16 bytes × 16. */
export const PATTERNS: usize = 4224;
/** For each distance below 16, the bytes that whole repeats of it fill, uint8 × 16. */
export const STEPS: usize = 4480;
/** The value of each base64 character, uint8 × 256. */
export const BASE64_VALUES: usize = 4608;
/**
 * Distances, uint32 × 594: the most that any complete code of 32 symbols and 15 bits needs below a
 * main table of 9 bits, by trying all of them (Mark Adler's `enough 32 9 15`).
 */
export const DISTANCE_TABLE: usize = 5120;
/** Literals and lengths, uint32 × 2,342: `enough 288 11 15`. */
export const LENGTH_TABLE: usize = 8192;
/**
 * The 25 lanes of two Keccak states, a lane beside its twin, uint64 × 2 × 25: 8,192 + 4 × 2,342, up
 * to a cache line.
 */
export const KECCAK_STATES: usize = 17_600;
/** The indexes of two samples, 32 bytes each. */
export const SAMPLE_INDEXES: usize = 18_048;
/** The nodes of a group of samples on their way up, 32 bytes × 64. */
export const SAMPLE_NODES: usize = 18_112;
export const TABLES_END: usize = 20_160;
