/**
 * The folder of a user's config file, as the XDG Base Directory Specification has it.
 * https://specifications.freedesktop.org/basedir-spec/latest/
 *
 * @module
 */

/** The folder; undefined where the user has no home, as some services do. */
export function userConfigFolder(): string | undefined {
  const named = Deno.env.get("XDG_CONFIG_HOME") ?? "";
  // The specification: a relative path is invalid, and ignored.
  if (/^([/\\]|[a-z]:)/i.test(named)) return `${named}/deml`;
  const roaming = Deno.build.os === "windows" ? Deno.env.get("APPDATA") : undefined;
  if (roaming) return `${roaming}/deml`;
  const home = Deno.env.get("HOME") ?? "";
  return home === "" ? undefined : `${home}/.config/deml`;
}
