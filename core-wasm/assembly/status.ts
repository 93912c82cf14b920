/**
 * What a kernel returns. The loader (errors.ts) gives each a name and a sentence; keep the two in
 * step.
 */
export const OK: i32 = 0;
/** The input ends before the format does. */
export const TRUNCATED: i32 = 1;
/** Another format: a wrong header. */
export const BAD_HEADER: i32 = 2;
/** The format is broken inside. */
export const CORRUPT: i32 = 3;
/** The checksum disagrees. */
export const CHECKSUM: i32 = 4;
/** The output would pass its limit. */
export const TOO_LARGE: i32 = 5;
/** The output needs more room: grow and continue. */
export const MORE_ROOM: i32 = 6;
/** A text needs a full CSV reader, or more digits than simple arithmetic rounds correctly. */
export const NOT_SIMPLE: i32 = 7;
/** A row has too few or too many fields. */
export const FIELDS: i32 = 8;
/** A field is not a number. */
export const NOT_A_NUMBER: i32 = 9;
/** A number does not fit the type of the tensor. */
export const OUT_OF_RANGE: i32 = 10;
/** Bytes follow the end of the format. */
export const TRAILING: i32 = 11;
/** A number is beyond the range of float32. */
export const NOT_FINITE: i32 = 12;
