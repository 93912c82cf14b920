/**
 * One competition: what all of its pages share, and which of them is shown.
 *
 * @module
 */
import { Suspense, useEffect, useRef } from "react";
import { Link, Route, Switch, useLocation, useParams } from "wouter";
import { useCompetition, useCompetitionCount } from "../chain/queries.ts";
import { Boundary } from "../components/boundary.tsx";
import { Busy } from "../components/busy.tsx";
import { Failure } from "../components/failure.tsx";
import { useSpec } from "../data/spec.ts";
import { show } from "../../../protocol/text/visible.ts";
import { TABS } from "../words/titles.ts";
import { CompetitionTop } from "./competition_top.tsx";
import { lazily } from "../parts/lazily.tsx";
import type { Given } from "./given.ts";
import { Nothing } from "./nothing.tsx";

const Overview = lazily(() => import("./overview/overview.tsx"));
const Leaderboard = lazily(() => import("./leaderboard.tsx"));
const Model = lazily(() => import("./model.tsx"));
const Submit = lazily(() => import("./submit/submit.tsx"));
const Data = lazily(() => import("./data/data.tsx"));
const Miners = lazily(() => import("./miners.tsx"));
const Balance = lazily(() => import("./balance.tsx"));
const Terms = lazily(() => import("./terms.tsx"));
const Refused = lazily(() => import("./refused.tsx"));
const Opening = lazily(() => import("./opening.tsx"));

/** Tabs of those who have something to do while it opens. */
const OPENING = ["", "submit", "miners"];

export default function CompetitionPage() {
  const { id: text } = useParams<{ id: string }>();
  const [path] = useLocation();
  const id = /^[1-9]\d{0,8}$/.test(text ?? "") ? Number(text) : undefined;
  const { data: count } = useCompetitionCount();
  const exists = id !== undefined && (count === undefined || id <= count);
  const { data: competition, error, refetch } = useCompetition(exists ? id : undefined);
  const { data: spec, error: specError, refetch: refetchSpec } = useSpec(competition?.specDigest);
  if (id === undefined || !exists) return <NoCompetition text={text ?? ""} count={count} />;
  if (competition === undefined) {
    if (!error) return <Busy what={`Reading competition ${id}`} />;
    return <Failure error={error} retry={() => void refetch()} />;
  }
  const tab = path.split("/")[1] ?? "";
  const given = { competition, spec };
  const opens = competition.sealed && competition.phase === "opening";
  return (
    <>
      <CompetitionTop {...given} whole={tab === ""} />
      {specError && (
        <Failure
          error={specError}
          doing="read the spec"
          retry={() => void refetchSpec()}
        />
      )}
      <Boundary at={path}>
        <Suspense fallback={null}>
          <Refused {...given} />
          {opens && OPENING.includes(tab) && <Opening {...given} />}
        </Suspense>
      </Boundary>
      <nav className="tabs" aria-label="This competition">
        {TABS.map(([to, name]) => <Tab key={to} to={`/${to}`}>{name}</Tab>)}
      </nav>
      <Boundary key={id} at={path}>
        <Suspense fallback={<Busy what="Loading" />}>
          <Tabs {...given} />
        </Suspense>
      </Boundary>
    </>
  );
}

function Tabs(given: Given) {
  const [path] = useLocation();
  const { id, models } = given.competition;
  const board: [string, string] = ["The leaderboard", "/leaderboard"];
  return (
    <Switch>
      <Route path="/">
        <Overview {...given} />
      </Route>
      <Route path="/leaderboard">
        <Leaderboard {...given} />
      </Route>
      <Route path="/models/:model">
        {({ model }) =>
          /^\d{1,9}$/.test(model) && Number(model) < models
            ? <Model {...given} number={Number(model)} />
            : (
              <Nothing
                what={models === 0
                  ? `Competition ${id} has no models yet`
                  : `Competition ${id} has no model ${show(model, 20)}: they are numbered 0 to ${
                    models - 1
                  }`}
                instead={[board]}
              />
            )}
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
        <Nothing
          what={`Competition ${id} has no page ${show(path.slice(1), 80)}`}
          instead={TABS.map(([to, name]) => [name, `/${to}`])}
        />
      </Route>
    </Switch>
  );
}

/** @param count How many there are; absent until the chain has said it */
function NoCompetition({ text, count }: { text: string; count: number | undefined }) {
  const there = count === undefined
    ? ""
    : count === 0
    ? ": there are none yet"
    : `: they are numbered 1 to ${count}`;
  return (
    <Nothing
      what={`There is no competition ${show(text, 40)}${there}`}
      instead={[
        ["All competitions", "~/"],
        ...(count ? [[`The newest, competition ${count}`, `~/competitions/${count}`]] : []) as [
          string,
          string,
        ][],
      ]}
    />
  );
}

function Tab({ to, children }: { to: string; children: string }) {
  const [location] = useLocation();
  const link = useRef<HTMLAnchorElement>(null);
  const here = to === "/"
    ? location === "/" || location === ""
    : location.startsWith(to) || (to === "/leaderboard" && location.startsWith("/models"));
  useEffect(() => {
    // On a narrow screen the row of tabs scrolls.
    if (here) link.current?.scrollIntoView({ block: "nearest", inline: "center" });
  }, [here]);
  return <Link ref={link} href={to} aria-current={here ? "page" : undefined}>{children}</Link>;
}
