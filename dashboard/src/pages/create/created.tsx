/** After a competition was created: its link, its miners, and what happens next. */
import { Link } from "wouter";
import { useCompetition } from "../../chain/queries.ts";
import { Busy } from "../../components/busy.tsx";
import { Failure } from "../../components/failure.tsx";
import { Moment } from "../../components/when.tsx";
import { minersSay, nextSteps } from "../../words/after_creation.ts";
import { CopyButton } from "./copy_button.tsx";

export function Created({ id }: { id: number }) {
  const { data: competition, error, refetch } = useCompetition(id);
  if (competition === undefined) {
    return error
      ? <Failure error={error} retry={() => void refetch()} />
      : <Busy what="Reading the competition" />;
  }
  if (competition.phase === "none") {
    return (
      <div className="notice">
        <p>
          There is no competition {id}. <Link href="/">To the list</Link>
        </p>
      </div>
    );
  }
  const link = `${location.origin}${location.pathname}#/competitions/${id}`;
  return (
    <>
      <h1>Competition {id} is created</h1>
      <section className="card" aria-labelledby="created-share">
        <h2 id="created-share">Share it</h2>
        <div className="row">
          <a href={link} className="wrap">{link}</a>
          <CopyButton text={link} label="Copy the link" />
        </div>
        <p data-enrolled={competition.enrolled}>{minersSay(competition.enrolled, competition)}.</p>
        <p className="muted">
          Anyone can mine: <code>deml mine {id}</code>. This page follows the chain.
        </p>
        <div className="actions start">
          <Link href={`/competitions/${id}`} className="button primary">To the competition</Link>
        </div>
      </section>
      <section className="card" aria-labelledby="created-next">
        <h2 id="created-next">What happens next</h2>
        <ol className="next">
          {nextSteps(competition).map(({ from, until, yours, says }) => (
            <li key={says}>
              {yours && <span className="badge you">you</span>} {says}.
              {(from ?? until) !== undefined && (
                <small className="muted">
                  {from !== undefined && (
                    <>
                      from <Moment seconds={from} />
                      {" "}
                    </>
                  )}
                  {until !== undefined && (
                    <>
                      until <Moment seconds={until} />
                    </>
                  )}
                </small>
              )}
            </li>
          ))}
        </ol>
      </section>
    </>
  );
}
