/**
 * Keeping the secrets of URLs out of what people see. Providers put API keys into a URL's user,
 * path and query, and libraries put URLs into their messages; so the program learns the secrets of
 * its input at the start, and removes them where text leaves it: the terminal, the log, the
 * journal.
 *
 * @module
 */

/** What is removed, and what is shown instead; the longest first. */
let known: [secret: string, shown: string][] = [];

/** Shorter words occur in too many other places to be removed. */
const SHORTEST = 6;
/** A path segment of this length, or of this length with a digit, may be a key. */
const [LONG_PART, LONG_PART_WITH_DIGIT] = [16, 8];
const HIDDEN = "…";
const URLS = /[a-z][a-z0-9+.-]{0,30}:\/\/[^\s"'<>]+/gi;

/** A URL without its user, path and query. */
export function withoutSecrets(url: string): string {
  // Something that is not a URL may be a key in the wrong place.
  if (!URL.canParse(url)) return url.length > 12 ? `${url.slice(0, 4)}${HIDDEN}` : url;
  const { protocol, host, pathname, search } = new URL(url);
  return `${protocol}//${host}${pathname.length > 1 || search !== "" ? `/${HIDDEN}` : ""}`;
}

/** Learns the secrets of every URL in these texts: arguments, variables, lists of URLs. */
export function learnSecrets(texts: string[]): void {
  for (const text of texts) {
    // A comma separates URLs and may be part of one; quotes end one only in a sentence.
    const whole = /\s/.test(text) ? [] : [text.slice(Math.max(0, text.search(URLS)))];
    for (const list of [...whole, ...text.match(URLS) ?? []]) {
      for (const url of new Set([list, ...list.split(",")])) learnUrl(url);
    }
  }
}

/** Learns a word that must not be shown, such as a password. */
export function learnSecret(word: string, shown = HIDDEN): void {
  if (word.length < SHORTEST || word === shown || known.some(([other]) => other === word)) return;
  known = [...known, [word, shown] as [string, string]].sort(([a], [b]) => b.length - a.length);
}

/** Forgets the secrets of URLs that will be published. */
export function forgetSecrets(urls: string[]): void {
  const kept = known;
  known = [];
  learnSecrets(urls);
  const published = new Set(known.map(([secret]) => secret));
  known = kept.filter(([secret]) => !published.has(secret));
}

/** Whether a URL contains a possible key. */
export function hasSecrets(url: string): boolean {
  return URL.canParse(url) && secretParts(new URL(url)).length > 0;
}

function learnUrl(text: string): void {
  if (!URL.canParse(text)) return;
  const url = new URL(text);
  const shown = withoutSecrets(text);
  const secrets = secretParts(url);
  if (secrets.length === 0) return;
  for (const form of formsOf(text, url)) learnSecret(form, shown);
  for (const part of secrets) learnSecret(part);
}

/** How libraries write a URL: as given, normalised, without its user; more may follow. */
function formsOf(text: string, url: URL): string[] {
  const bare = new URL(url);
  bare.username = bare.password = "";
  return [text, url.href, bare.href].map((form) => form.replace(/\/+$/, ""));
}

function secretParts({ username, password, pathname, search, hash }: URL): string[] {
  const user = decoded(username);
  const word = decoded(password);
  const parts = pathname.split("/").filter((part) =>
    part.length >= LONG_PART || (part.length >= LONG_PART_WITH_DIGIT && /\d/.test(part))
  );
  // A key may be alone, without a name.
  const values = [
    ...search.slice(1).split("&").map((pair) => pair.replace(/^[^=]*=/, "")),
    hash.slice(1),
  ]
    .filter((value) => value.length >= LONG_PART_WITH_DIGIT);
  const found = [username, user, password, word, ...[...parts, ...values].flatMap(formsOfPart)]
    .filter((part) => part !== "");
  if (user + word === "") return found;
  // How a client sends them.
  const bytes = new TextEncoder().encode(`${user}:${word}`);
  return [...found, bytes.toBase64()];
}

/** Encoded as in a URL, and decoded. */
function formsOfPart(part: string): string[] {
  return [part, decoded(part), decoded(part.replaceAll("+", " "))];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/**
 * The user in any URL, and anything named like a key in any query, known or not. The length of a
 * scheme is bounded, otherwise an untrusted megabyte of letters would take minutes.
 */
const USER = /([a-z][a-z0-9+.-]{0,30}:\/\/)[^\s/@"'<>]+@/gi;
const KEY_VALUE =
  /([?&](?:api[-_]?key|key|token|access[-_]?token|auth|secret|password)=)[^&\s"'<>#)]+/gi;

/** A text without secrets. */
export function redact(text: string): string {
  let safe = text;
  for (const [secret, shown] of known) safe = safe.replaceAll(secret, shown);
  return safe.replaceAll(USER, "$1").replaceAll(KEY_VALUE, `$1${HIDDEN}`);
}
