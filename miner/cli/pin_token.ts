/**
 * The access token of a pinning service.
 *
 * @module
 */
import { told } from "../../protocol/errors.ts";
import { learnSecret } from "../../protocol/text/secrets.ts";
import { readFile } from "../base/read_file.ts";
import { PIN_TOKEN_VARIABLE } from "../base/variables.ts";
import type { Invocation } from "./command.ts";
import { warnOpenFile } from "./warn_open_file.ts";

/** The access token, which is shown nowhere. */
export async function pinToken(invocation: Invocation): Promise<string> {
  const path = invocation.text("token-file");
  if (path !== undefined) await warnOpenFile(invocation.terminal, path);
  const text = path === undefined
    ? Deno.env.get(PIN_TOKEN_VARIABLE) ?? ""
    : new TextDecoder().decode(await readFile(path));
  const [line = ""] = text.split(/\r?\n/, 1);
  const token = line.trim();
  learnSecret(token);
  if (token !== "") return token;
  throw told(
    "usage",
    "The access token of the service is missing",
    `Give --token-file FILE, or set ${PIN_TOKEN_VARIABLE}`,
  );
}
