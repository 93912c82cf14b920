/**
 * Running the programs that a build is made with.
 *
 * @module
 */

/**
 * Runs a command without showing its output.
 *
 * @throws Error with what it wrote to stderr, when it fails
 */
export async function run(
  command: string,
  args: string[],
  cwd?: string,
  env?: Record<string, string>,
): Promise<void> {
  const { success, stderr } = await new Deno.Command(command, {
    args,
    cwd,
    env,
    stdout: "null",
    stderr: "piped",
  }).output();
  if (success) return;
  const text = new TextDecoder().decode(stderr);
  const [told = ""] = text.split("Stack backtrace");
  throw new Error(`${command} ${args[0]} failed: ${told.trim()}`);
}

/** A file's SHA-256, in hex. */
export async function sha256File(path: string): Promise<string> {
  const hash = await crypto.subtle.digest("SHA-256", await Deno.readFile(path));
  return new Uint8Array(hash).toHex();
}
