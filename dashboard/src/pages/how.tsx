/**
 * How a competition works, for somebody who sees this for the first time.
 *
 * @module
 */
import { Link } from "wouter";
import { Roles } from "../components/roles.tsx";
import { Term } from "../components/term.tsx";

export default function How() {
  return (
    <>
      <section className="stack" style={{ gap: "0.4rem" }}>
        <h1>How it works</h1>
        <p className="muted">
          A competition is a contract between people who do not know each other. Nobody in it can
          change a score, take the money or move a date.
        </p>
      </section>
      <section className="card" aria-label="Three roles">
        <h2>Three roles</h2>
        <Roles />
      </section>
      <section className="card" aria-label="Step by step">
        <h2>Step by step</h2>
        <ol className="stack">
          <li>
            <strong>Registration.</strong> An organizer pays in a{" "}
            <Term name="fund" />; participants pay a <Term name="buy-in" />.
          </li>
          <li>
            <strong>Submission.</strong> Participants submit models. In a <Term name="sealed" />
            {" "}
            competition these are encrypted, and so is the <Term name="test set" />.
          </li>
          <li>
            <strong>Opening.</strong> Only in a sealed one: the test set is opened and checked in
            {" "}
            <Term name="round zero" />, then the models are opened.
          </li>
          <li>
            <strong>Evaluation.</strong> In each <Term name="round" />, miners run the models. They
            {" "}
            <Term name="commit" />, then <Term name="reveal" />; the <Term name="median" />{" "}
            is the score.
          </li>
          <li>
            <strong>The end.</strong> The best models share the <Term name="prize" />.
          </li>
        </ol>
        <p>
          All words are in the <Link href="/glossary">glossary</Link>. See the{" "}
          <Link href="/">competitions</Link>, or <Link href="/create">create one</Link>.
        </p>
      </section>
    </>
  );
}
