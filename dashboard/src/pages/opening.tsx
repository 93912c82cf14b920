/**
 * The opening of a sealed competition, in its three steps: the test set's key, round zero, the
 * models.
 *
 * @module
 */
import type { ReactNode } from "react";
import { Countdown } from "../components/when.tsx";
import { whyNoRound } from "../words/waiting.ts";
import { useNow } from "../chain/head.tsx";
import { thirdsOf } from "../../../protocol/terms/phase_ends.ts";
import { OpenTestSet } from "./create/open_test_set.tsx";
import type { Given } from "./given.ts";

export default function Opening({ competition }: Given) {
  const now = useNow();
  const { key, judging } = thirdsOf(competition);
  const { testKey, testSet, openingEnd, canCancel, running } = competition;
  const opened = testKey !== undefined;
  const good = testSet === "good";
  return (
    <>
      <OpenTestSet competition={competition} />
      <section className="card" aria-label="The opening">
        <h2>The opening, step by step</h2>
        <ol className="steps">
          <Step
            done={opened}
            failed={!opened && now >= key}
            name="The test set’s key"
          >
            {opened ? "It is published: everybody can see the test set." : now < key
              ? (
                <>
                  The organizer publishes it within{" "}
                  <Countdown seconds={key} />. Nobody can read a model before then.
                </>
              )
              : "It did not come in time."}
          </Step>
          <Step
            done={good}
            failed={testSet === "bad" || (opened && !good && canCancel)}
            name="Round zero"
          >
            {good
              ? "More than half of the miners say that the test set matches the spec."
              : testSet === "bad"
              ? "More than half of the miners say that the test set does not match the spec."
              : canCancel
              ? opened ? "Miners did not agree on the test set in time." : "It will not take place."
              : !opened
              ? "Miners then judge only the test set, before any model can be read."
              : running > 0
              ? (
                <>
                  Miners judge the test set now. It must be over in <Countdown seconds={judging} />.
                </>
              )
              : `${whyNoRound(competition, now) ?? "Miners judge the test set next"}.`}
          </Step>
          <Step done={false} failed={false} name="The models’ keys">
            {good
              ? (
                <>
                  Authors open their models, for another{" "}
                  <Countdown seconds={openingEnd} />: one that stays sealed is disqualified.
                </>
              )
              : canCancel
              ? "No model will be opened: the competition can be cancelled."
              : "Authors open their models only once the test set is known to be good."}
          </Step>
        </ol>
      </section>
    </>
  );
}

function Step({ done, failed, name, children }: {
  done: boolean;
  failed: boolean;
  name: string;
  children: ReactNode;
}) {
  return (
    <li>
      <strong>{name}</strong> {done
        ? <span className="badge good">done</span>
        : failed && <span className="badge error">failed</span>} {children}
    </li>
  );
}
