/**
 * What a check found.
 *
 * @module
 */
import { tell } from "../failures/tell.ts";

/** `warn` is worth knowing, `fail` must be fixed before mining. */
export type Level = "ok" | "warn" | "fail";

/** One line of the report. */
export interface Finding {
  /** What was checked, stable for scripts */
  check: string;
  level: Level;
  /** What was found, one clause */
  found: string;
  /** What to do about it, if anything */
  remedy?: string;
  /** Figures for scripts */
  details?: Record<string, unknown>;
}

/** Runs a check; what it throws is a finding like any other failure. */
export async function examine(check: string, look: () => Promise<Finding>): Promise<Finding> {
  try {
    return await look();
  } catch (error) {
    const { message: found, remedy } = tell(error);
    return { check, level: "fail", found, remedy };
  }
}
