/** The running round, or why none is running: who may still commit, reveal, end it. */
import type { Competition } from "../../../protocol/state/competition.ts";
import type { Round } from "../../../protocol/state/round.ts";
import { useNow } from "../chain/head.tsx";
import { Countdown } from "../components/when.tsx";
import { counted } from "../words/show.ts";
import { MOST_COMMITS, whyNoRound } from "../words/waiting.ts";

export function RunningRound({ competition, round }: {
  competition: Competition;
  /** Absent while no round is running */
  round: Round | undefined;
}) {
  const now = useNow();
  const { nextQuorum: quorum, queued, testSet } = competition;
  if (round === undefined) {
    const why = whyNoRound(competition, now);
    // If one can be opened, the page offers that.
    if (why === undefined || competition.canOpenRound) return null;
    const zero = competition.sealed && testSet === "unjudged";
    return (
      <section className="card" aria-label="The next round">
        <h2>The next round</h2>
        <p data-why-no-round>
          {zero
            ? "The test set is waiting to be judged. "
            : `${counted(queued, "model")} ${queued === 1 ? "waits" : "wait"}. `}
          {why}.
        </p>
      </section>
    );
  }
  return (
    <section className="card" aria-label="The running round">
      <h2>Being judged now</h2>
      <dl className="figures">
        <div>
          <dt>Round</dt>
          <dd>{round.index}</dd>
        </div>
        <div>
          <dt>It judges</dt>
          <dd>{round.testSet ? "the test set" : counted(round.models.length, "model")}</dd>
        </div>
        <div>
          <dt>Committed</dt>
          <dd>
            {round.committed}{" "}
            <span className="muted">of {Math.min(MOST_COMMITS, round.counted)} that may</span>
          </dd>
        </div>
        <div>
          <dt>Revealed</dt>
          <dd>
            {round.revealed} <span className="muted">of {round.committed}</span>
          </dd>
        </div>
        <div>
          <dt>Needed</dt>
          <dd>{quorum}</dd>
        </div>
      </dl>
      <p>
        <Stage round={round} quorum={quorum} />
      </p>
    </section>
  );
}

function Stage({ round, quorum }: { round: Round; quorum: number }) {
  const { commitsOpen, commitEnd, revealsOpen, revealEnd, committed, revealed } = round;
  if (round.canSettle) return <>All rows have arrived: anybody may settle it.</>;
  if (round.canExpire) {
    return (
      <>
        Only {committed} of {quorum}{" "}
        that are needed committed in time. Anybody may end the round: nobody is punished, and what
        it was judging waits again.
      </>
    );
  }
  if (round.canFail) {
    return (
      <>
        Only {revealed} of {quorum}{" "}
        that are needed revealed their rows in time. Anybody may end the round: silent miners lose
        their deposits, and what it was judging waits again.
      </>
    );
  }
  if (commitsOpen) {
    return (
      <>
        Miners commit for another{" "}
        <Countdown seconds={commitEnd} />, or until all eligible miners have. Nobody sees a score
        before then.
      </>
    );
  }
  if (revealsOpen) {
    return (
      <>
        Miners reveal their rows for another{" "}
        <Countdown seconds={revealEnd} />. Those who do not lose their deposits.
      </>
    );
  }
  return <>Waiting for the next block.</>;
}
