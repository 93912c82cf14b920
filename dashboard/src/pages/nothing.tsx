/**
 * An address that names nothing, and what exists instead.
 *
 * @module
 */
import { Link, useLocation } from "wouter";
import { show } from "../../../protocol/text/visible.ts";

interface Props {
  /** What is not there, as a sentence without a full stop */
  what: string;
  /** Where to go instead, by name */
  instead: [name: string, to: string][];
}

export function Nothing({ what, instead }: Props) {
  return (
    <section className="card" aria-label="Nothing here" data-nothing>
      <h1>Nothing here</h1>
      <p>{what}.</p>
      <ul>
        {instead.map(([name, to]) => (
          <li key={to}>
            <Link href={to}>{name}</Link>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** For an address outside every part of the page. */
export default function NoSuchPage() {
  const [path] = useLocation();
  return (
    <Nothing
      what={`This page has nothing at ${show(path, 80)}`}
      instead={[
        ["All competitions", "/"],
        ["Create a competition", "/create"],
        ["Your account", "/account"],
        ["How it works", "/how"],
        ["Glossary", "/glossary"],
      ]}
    />
  );
}
