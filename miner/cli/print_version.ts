/**
 * What `deml --version` prints. It loads nothing else, so that it shows what a start costs.
 *
 * @module
 */
import { VERSION } from "../base/version.ts";

/** Prints name and version. */
export function printVersion(): void {
  console.log(`deml ${VERSION}`);
}
