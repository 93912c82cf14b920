/**
 * One competition: what all of its pages share, and which of them is shown.
 *
 * @module
 */
import { Suspense, useEffect, useRef } from "react";
import { Link, Route, Switch, useLocation, useParams } from "wouter";
import { useCompetition } from "../chain/queries.ts";
import { Boundary } from "../components/boundary.tsx";
import { Busy } from "../components/busy.tsx";
import { Failure } from "../components/failure.tsx";
import { useSpec } from "../data/spec.ts";
import { Overview } from "./overview.tsx";
import { lazily } from "../parts/lazily.tsx";

const Leaderboard = lazily(() => import("./leaderboard.tsx"));
const Model = lazily(() => import("./model.tsx"));
const Submit = lazily(() => import("./submit/submit.tsx"));
const Data = lazily(() => import("./data/data.tsx"));
const Miners = lazily(() => import("./miners.tsx"));
const Balance = lazily(() => import("./balance.tsx"));
const Terms = lazily(() => import("./terms.tsx"));
const Refused = lazily(() => import("./refused.tsx"));
const Opening = lazily(() => import("./opening.tsx"));

export default function CompetitionPage() {
  const { id: text } = useParams<{ id: string }>();
  const [at] = useLocation();
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
      <Boundary at={at}>
        <Suspense fallback={null}>
          <Refused {...given} />
          {competition.sealed && competition.phase === "opening" && <Opening {...given} />}
        </Suspense>
      </Boundary>
      <nav className="tabs" aria-label="This competition">
        <Tab to="/">Leaderboard</Tab>
        <Tab to="/submit">Submit</Tab>
        <Tab to="/data">Data</Tab>
        <Tab to="/miners">Miners</Tab>
        <Tab to="/balance">Balance sheet</Tab>
        <Tab to="/terms">Terms</Tab>
      </nav>
      <Boundary key={id} at={at}>
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
