/**
 * What wallets are called, so that two of one name differ.
 *
 * @module
 */
import { show } from "../../../protocol/text/visible.ts";

/** A wallet as it announces itself; both texts are its own and not trusted. */
export interface Announced {
  name: string;
  /** Its maker's domain, reversed: `io.metamask`; or the connector's own name */
  id: string;
}

/** Longer names are cut. */
const LONGEST = 60;

/**
 * Names for a list of wallets. One that shares its name with another, or imitates the form of such
 * names, is shown with its maker's domain; those that share that too are counted.
 */
export function namesOf(wallets: readonly Announced[]): string[] {
  const plain = wallets.map(({ name }) => show(name.trim(), LONGEST));
  const marked = plain.map((name, index) => {
    const id = wallets[index]?.id ?? "";
    const shared = plain.filter((other) => alike(other, name)).length > 1;
    return shared || name.includes("(") ? `${name} (${show(id, LONGEST)})` : name;
  });
  return marked.map((name, index) => {
    const same = marked.flatMap((other, at) => alike(other, name) ? [at] : []);
    return same.length > 1 ? `${name}, announced ${nth(same.indexOf(index))}` : name;
  });
}

function alike(one: string, other: string): boolean {
  const bare = (text: string) => text.normalize("NFKC").toLowerCase().replace(/\s+/g, "");
  return bare(one) === bare(other);
}

function nth(index: number): string {
  return ["first", "second", "third"][index] ?? `as number ${index + 1}`;
}
