/**
 * One competition: what all of its pages share, and which of them is shown.
 *
 * @module
 */
import { lazy, Suspense, useEffect, useRef } from "react";
import { Link, Route, Switch, useLocation, useParams } from "wouter";
import { useCompetition } from "../chain/queries.ts";
import { Boundary } from "../components/boundary.tsx";
import { Busy } from "../components/busy.tsx";
import { Failure } from "../components/failure.tsx";
import { useSpec } from "../data/spec.ts";
import { Overview } from "./overview.tsx";

const Leaderboard = lazy(() => import("./leaderboard.tsx"));
const Model = lazy(() => import("./model.tsx"));
const Submit = lazy(() => import("./submit/submit.tsx"));
const Data = lazy(() => import("./data/data.tsx"));
const Miners = lazy(() => import("./miners.tsx"));
const Balance = lazy(() => import("./balance.tsx"));
const Terms = lazy(() => import("./terms.tsx"));
const Refused = lazy(() => import("./refused.tsx"));
const Opening = lazy(() => import("./opening.tsx"));

export default function CompetitionPage() {
  const { id: text } = useParams<{ id: string }>();
  const id = /^[1-9]\d{0,8}$/.test(text ?? "") ? Number(text) : undefined;
  const { data: competition, error, refetch } = useCompetition(id);
  const { data: spec, error: specError, refetch: refetchSpec } = useSpec(competition?.specDigest);
  if (id === undefined) return <Failure error={new Error(`"${text}" is not a competition`)} />;
  if (competition === undefined) {
    if (!error) return <Busy what={`Reading competition ${id}`} />;
    return <Failure error={error} retry={() => void refetch()} />;
  }
  const given = { competition, spec };
  return (
    <>
      <Overview {...given} />
      {specError && (
        <Failure
          error={specError}
          doing="read the spec"
          retry={() => void refetchSpec()}
        />
      )}
      <Suspense fallback={null}>
        <Refused {...given} />
        {competition.sealed && competition.phase === "opening" && <Opening {...given} />}
      </Suspense>
      <nav className="tabs" aria-label="This competition">
        <Tab to="/">Leaderboard</Tab>
        <Tab to="/submit">Submit</Tab>
        <Tab to="/data">Data</Tab>
        <Tab to="/miners">Miners</Tab>
        <Tab to="/balance">Balance sheet</Tab>
        <Tab to="/terms">Terms</Tab>
      </nav>
      <Boundary key={id}>
        <Suspense fallback={<Busy what="Loading" />}>
          <Switch>
            <Route path="/">
              <Leaderboard {...given} />
            </Route>
            <Route path="/models/:model">
              {({ model }) => <Model {...given} number={Number(model)} />}
            </Route>
            <Route path="/submit">
              <Submit {...given} />
            </Route>
            <Route path="/data">
              <Data {...given} />
            </Route>
            <Route path="/miners">
              <Miners {...given} />
            </Route>
            <Route path="/balance">
              <Balance {...given} />
            </Route>
            <Route path="/terms">
              <Terms {...given} />
            </Route>
            <Route>
              <p>There is no such page.</p>
            </Route>
          </Switch>
        </Suspense>
      </Boundary>
    </>
  );
}

function Tab({ to, children }: { to: string; children: string }) {
  const [location] = useLocation();
  const link = useRef<HTMLAnchorElement>(null);
  const here = to === "/"
    ? location === "/" || location === "" || location.startsWith("/models")
    : location.startsWith(to);
  useEffect(() => {
    // On a narrow screen the row of tabs scrolls.
    if (here) link.current?.scrollIntoView({ block: "nearest", inline: "center" });
  }, [here]);
  return <Link ref={link} href={to} aria-current={here ? "page" : undefined}>{children}</Link>;
}
