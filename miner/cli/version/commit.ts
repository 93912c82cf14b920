/**
 * The commit that a program was started from.
 *
 * @module
 */
import { fromFileUrl } from "@std/path/from-file-url";

/** The commit of the checkout that the sources are in; undefined in the single binary. */
export async function commitOfCheckout(): Promise<string | undefined> {
  if (Deno.build.standalone) return undefined;
  const root = fromFileUrl(new URL("../../../", import.meta.url));
  try {
    const { success, stdout } = await new Deno.Command("git", {
      args: ["-C", root, "rev-parse", "HEAD"],
      stderr: "null",
    }).output();
    return success ? new TextDecoder().decode(stdout).trim() : undefined;
  } catch {
    // There is no git, or no permission to run it.
    return undefined;
  }
}
