/**
 * The words that a newcomer does not know.
 *
 * @module
 */
import { GLOSSARY } from "../words/glossary.ts";

export default function Glossary() {
  return (
    <>
      <section className="stack" style={{ gap: "0.4rem" }}>
        <h1>Glossary</h1>
        <p className="muted">One word for one thing, on every page and in every command.</p>
      </section>
      <section className="card" aria-label="Terms">
        <dl className="glossary">
          {Object.entries(GLOSSARY).map(([name, text]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{text}.</dd>
            </div>
          ))}
        </dl>
      </section>
    </>
  );
}
