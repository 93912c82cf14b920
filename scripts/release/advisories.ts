/**
 * Known vulnerabilities of npm packages, by the registry's own list:
 * https://docs.npmjs.com/cli/commands/npm-audit
 *
 * @module
 */
import { z } from "zod";
import type { Locked } from "./lockfile.ts";

/** The endpoint's path, below a registry's address. */
const PATH = "-/npm/v1/security/advisories/bulk";

/** Registries are slow, but not endless; in milliseconds. */
const WITHIN = 60_000;

const ADVISORIES = z.record(
  z.string(),
  z.array(z.object({
    title: z.string(),
    url: z.string(),
    severity: z.string(),
    vulnerable_versions: z.string(),
  })),
);

/** The result of an audit: lines to print, and an exit code. */
export interface Audit {
  /** 0 nothing known, 1 vulnerabilities, 2 the registry does not know */
  code: 0 | 1 | 2;
  lines: string[];
}

/** The registry that npm is configured for. */
export async function registry(): Promise<string> {
  const { stdout } = await new Deno.Command("npm", { args: ["config", "get", "registry"] })
    .output();
  return new TextDecoder().decode(stdout).trim();
}

/**
 * Asks about all packages at once. The registry returns the advisories that apply to the given
 * versions.
 *
 * @param registry Its address
 */
export async function audit(packages: readonly Locked[], registry: string): Promise<Audit> {
  const versions: Record<string, string[]> = {};
  for (const { name, version } of packages) (versions[name] ??= []).push(version);
  let answer: unknown;
  try {
    const response = await fetch(new URL(PATH, registry.replace(/\/?$/, "/")), {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(versions),
      signal: AbortSignal.timeout(WITHIN),
    });
    if (!response.ok) {
      await response.body?.cancel();
      return unasked(`${response.status} ${response.statusText}`);
    }
    answer = await response.json();
  } catch (error) {
    return unasked((error as Error).message);
  }
  const parsed = ADVISORIES.safeParse(answer);
  if (!parsed.success) return unasked("it returns something else");
  const lines = Object.entries(parsed.data).flatMap(([name, advisories]) =>
    advisories.map(({ severity, title, vulnerable_versions, url }) =>
      `${severity}: ${name} ${vulnerable_versions} (here ${
        versions[name]?.join(", ")
      }): ${title}, ${url}`
    )
  );
  const asked = `${packages.length} packages, ${lines.length} known vulnerabilities`;
  return { code: lines.length === 0 ? 0 : 1, lines: [...lines, asked] };
}

function unasked(why: string): Audit {
  return {
    code: 2,
    lines: [`Nothing is audited: this registry keeps no list of vulnerabilities (${why})`],
  };
}
