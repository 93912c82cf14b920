/**
 * The list of competitions: searched, filtered, ordered. What is looked for is in the address, so
 * that it can be shared, and found again with the browser's Back.
 *
 * @module
 */
import { Suspense, useMemo } from "react";
import { Link, useLocation, useSearch } from "wouter";
import { useCompetitions } from "../chain/use_competitions.ts";
import { useJoined } from "../chain/use_joined.ts";
import { useWallet } from "../chain/wallet.ts";
import { Busy } from "../components/busy.tsx";
import { Failure } from "../components/failure.tsx";
import { lazily } from "../parts/lazily.tsx";
import { useSpecs } from "../data/use_specs.ts";
import { isFirstVisit } from "../shell/first_visit.ts";
import { findCompetitions, PAGE, readWish, type Wish, writeWish } from "../words/find.ts";
import { counted } from "../words/show.ts";
import { CompetitionCard } from "./competition_card.tsx";
import { SearchForm } from "./search_form.tsx";

const Welcome = lazily(() => import("../components/welcome.tsx"));

export default function Competitions() {
  return (
    <>
      <section className="row spread">
        <div className="stack" style={{ gap: "0.4rem" }}>
          <h1>Competitions</h1>
          <p className="muted">
            Independent miners judge the models, with their own money at stake. Neither an organizer
            nor a judge can change a score.
          </p>
        </div>
        <Link href="/create" className="button primary">Create a competition</Link>
      </section>
      {isFirstVisit() && (
        <Suspense fallback={null}>
          <Welcome />
        </Suspense>
      )}
      <List />
    </>
  );
}

function List() {
  const query = useSearch();
  const [, navigate] = useLocation();
  const wish = useMemo(() => readWish(query), [query]);
  const { competitions, total, reading, error, retry } = useCompetitions();
  const { address } = useWallet();
  const searching = wish.text.trim() !== "";
  const byPerson = wish.state === "mine" || wish.state === "joinable";
  const specs = useSpecs(searching ? competitions.map(({ specDigest }) => specDigest) : []);
  const joined = useJoined(
    byPerson ? address : undefined,
    useMemo(() => competitions.map(({ id }) => id), [competitions]),
  );
  if (total === undefined) {
    return error ? <Failure error={error} retry={retry} /> : <Busy what="Reading the chain" />;
  }
  if (total === 0) {
    return (
      <div className="notice">
        <p>There are no competitions yet. Be the first to create one.</p>
      </div>
    );
  }
  const change = (more: Partial<Wish>, replace: boolean) => {
    const written = writeWish({ ...wish, shown: PAGE, ...more });
    navigate(written === "" ? "/" : `/?${written}`, { replace });
  };
  const found = findCompetitions(competitions, wish, {
    specOf: ({ specDigest }) => specs.of(specDigest),
    own: address,
    joined: joined ?? new Set(),
  });
  const shown = found.slice(0, wish.shown);
  const rest = found.length - shown.length;
  return (
    <>
      <SearchForm wish={wish} connected={address !== undefined} change={change} />
      <p className="muted" role="status" data-found>
        {found.length === total
          ? counted(total, "competition")
          : `${found.length.toLocaleString("en")} of ${counted(total, "competition")}`}
        {searching && specs.failed > 0 &&
          `; ${counted(specs.failed, "spec")} could not be read, so their names are not searched`}
      </p>
      {(reading || specs.reading > 0 || (byPerson && address && joined === undefined)) && (
        <Busy what={specs.reading > 0 ? "Reading names" : "Reading the others"} />
      )}
      {wish.state === "mine" && address === undefined && (
        <div className="notice">
          <p>Connect a wallet to see the competitions that you take part in or organize.</p>
        </div>
      )}
      {error && <Failure error={error} retry={retry} />}
      {found.length === 0 && !reading && specs.reading === 0 && (
        <div className="notice">
          <p>Nothing matches.</p>
          <Link href="/" className="button">Show all</Link>
        </div>
      )}
      <ul className="cards">
        {shown.map((competition) => (
          <li key={String(competition.id)}>
            <CompetitionCard competition={competition} />
          </li>
        ))}
      </ul>
      {rest > 0 && (
        <div className="actions start">
          <button
            type="button"
            className="button"
            onClick={() => change({ shown: wish.shown + PAGE }, true)}
          >
            Show {Math.min(PAGE, rest)} more
          </button>
        </div>
      )}
    </>
  );
}
