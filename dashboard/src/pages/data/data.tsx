/**
 * The data of a competition: fetched, checked, shown.
 *
 * @module
 */
import { Suspense, useState } from "react";
import { useQueryClient } from "@tanstack/react-query";
import type { DataBytes } from "../../../../miner/dataset/data_set.ts";
import { fileOf, type Part } from "../../../../protocol/spec/part.ts";
import type { Competition } from "../../../../protocol/state/competition.ts";
import type { CompetitionSpec } from "../../../../protocol/spec/spec.ts";
import { DemlError, told } from "../../../../protocol/errors.ts";
import { useNow } from "../../chain/head.tsx";
import { Busy } from "../../components/busy.tsx";
import { Copy } from "../../components/copy.tsx";
import { Failure } from "../../components/failure.tsx";
import { Progress } from "../../components/progress.tsx";
import { Countdown } from "../../components/when.tsx";
import { partsOf } from "../../data/fetch_data.ts";
import { pictureShapeOf } from "../../data/picture.ts";
import { useLocalRun } from "../../data/runs.ts";
import { tell } from "../../failures/tell.ts";
import type { Query } from "../../data/table.ts";
import { thirdsOf } from "../../../../protocol/terms/phase_ends.ts";
import type { Given } from "../given.ts";
import { Confusion } from "./confusion.tsx";
import { DataTable } from "./data_table.tsx";
import { Filters } from "./filters.tsx";
import { OwnFiles } from "./own_files.tsx";
import { Pictures } from "./pictures.tsx";
import { StatisticsTable } from "./statistics_table.tsx";
import { type Opened, tableKey, useChosen, useTable } from "./use_table.ts";
import { lazily } from "../../parts/lazily.tsx";
import { Term } from "../../components/term.tsx";
import { labelName, labelsInWords } from "../../../../protocol/format/labels_in_words.ts";

const TakeAway = lazily(() => import("./take_away.tsx"));
const Histogram = lazily(() => import("./histogram.tsx"));

export default function DataPage({ competition, spec }: Given) {
  if (spec === undefined) return <Busy what="Waiting for the competition's spec" />;
  return <Parts competition={competition} spec={spec} />;
}

function Parts({ competition, spec }: { competition: Competition; spec: CompetitionSpec }) {
  const parts = partsOf(spec, competition.testKey);
  const [chosen, setChosen] = useState<Part>();
  const part = chosen ?? (parts.includes("test") ? "test" : parts[0]);
  const { submissionEnd } = competition;
  const { key } = thirdsOf(competition);
  const now = useNow();
  return (
    <div className="stack">
      {spec.test.sealed && competition.testKey === undefined && (
        <div className="notice">
          <p>
            {now < submissionEnd
              ? (
                <>
                  The test set is sealed until submission ends, in{" "}
                  <Countdown seconds={submissionEnd} />. Its key is published after that.
                </>
              )
              : now < key
              ? (
                <>
                  The test set is sealed. The organizer publishes its key within{" "}
                  <Countdown seconds={key} />.
                </>
              )
              : "The test set stays sealed: its key was not published in time."}
            {parts.length === 0 && " No other data of this competition is public."}
          </p>
        </div>
      )}
      {parts.length > 1 && (
        <div className="row" role="group" aria-label="Which data">
          {parts.map((each) => (
            <button
              key={each}
              type="button"
              className={`button ${each === part ? "primary" : ""}`}
              aria-pressed={each === part}
              onClick={() => setChosen(each)}
            >
              {each === "test" ? "Test set" : "Validation set"}
            </button>
          ))}
        </div>
      )}
      {part && <DataOf key={part} competition={competition} spec={spec} part={part} />}
      <Suspense fallback={<Busy what="Writing the starter" />}>
        <TakeAway competition={competition} spec={spec} />
      </Suspense>
    </div>
  );
}

function DataOf({ competition, spec, part }: {
  competition: Competition;
  spec: CompetitionSpec;
  part: Part;
}) {
  const { specDigest, testKey } = competition;
  const [files, setFiles] = useState<DataBytes>();
  const client = useQueryClient();
  const { data, error, isFetching, refetch } = useTable(spec, specDigest, part, testKey, files);
  if (data) return <Look opened={data} competition={competition} spec={spec} part={part} />;
  if (isFetching) {
    const queryKey = tableKey(specDigest, part, files !== undefined);
    return (
      <section className="card" aria-label="The data">
        <Progress
          label={files
            ? "Checking your file against its identifier and reading it"
            : "Fetching the data, and checking every block against its identifier"}
          cancel={() => void client.cancelQueries({ queryKey })}
        />
      </section>
    );
  }
  if (files) {
    return (
      <Failure
        error={error ?? told("data", "Reading your file was stopped", "Try once more")}
        doing="read the file"
        retry={() => setFiles(undefined)}
      />
    );
  }
  return (
    <>
      {error
        ? (
          <Failure
            error={forThePage(error)}
            doing="read the data"
            retry={() => void refetch()}
          />
        )
        : (
          <div className="notice">
            <p>You stopped it. The fetched blocks are kept.</p>
            <button type="button" className="button" onClick={() => void refetch()}>
              Fetch the data
            </button>
          </div>
        )}
      <OwnFiles file={fileOf(spec, part)} take={setFiles} />
    </>
  );
}

/** Readers who cannot fetch the data may have their own copy. */
function forThePage(error: unknown): unknown {
  if (!(error instanceof DemlError) || error.code !== "ipfs") return error;
  const { message } = tell(error);
  return told("ipfs", message, "Try again later, or choose your own copy below", { cause: error });
}

function Look({ opened, competition, spec, part }: {
  opened: Opened;
  competition: Competition;
  spec: CompetitionSpec;
  part: Part;
}) {
  const { facts } = opened;
  const file = fileOf(spec, part);
  const lastRun = useLocalRun(competition.specDigest);
  const run = lastRun?.part === part ? lastRun : undefined;
  const [query, setQuery] = useState<Query>({});
  const picture = pictureShapeOf(spec.input);
  const [asTable, setAsTable] = useState(picture === undefined);
  const chosen = useChosen(opened, query, run?.predictions);
  const nameOf = (label: number) => labelName(spec, part, label);
  const ofValues = spec.target !== undefined;
  return (
    <>
      <section className="card" aria-label="The data">
        <div className="row spread">
          <h2>
            {facts.rows.toLocaleString("en")} rows, {labelsInWords(spec, part)}
          </h2>
          {picture && (
            <button type="button" className="button" onClick={() => setAsTable(!asTable)}>
              {asTable ? "Show as pictures" : "Show as a table"}
            </button>
          )}
        </div>
        <p className="row" style={{ gap: "0.3rem 0.6rem" }}>
          <span className="badge good">verified</span>
          <span>
            every byte matches the <Term name="spec" />,
          </span>
          <Copy text={file.cid} shown={`${file.cid.slice(0, 16)}…`} />
        </p>
        <Filters
          facts={facts}
          ofValues={ofValues}
          query={query}
          change={setQuery}
          nameOf={nameOf}
          mistakes={run ? run.rows - run.correct : undefined}
        />
        <p role="status" className="muted">
          {chosen.count.toLocaleString("en")} rows
          {query.mistakes && run &&
            ` that ${run.name} ${ofValues ? "does not predict exactly" : "got wrong"}`}
        </p>
        {asTable || picture === undefined
          ? (
            <DataTable
              opened={opened}
              chosen={chosen}
              query={query}
              change={setQuery}
              nameOf={nameOf}
            />
          )
          : <Pictures opened={opened} chosen={chosen} shape={picture} nameOf={nameOf} />}
      </section>
      {run?.confusion && <Confusion run={run} query={query} change={setQuery} nameOf={nameOf} />}
      <div className="columns">
        <Suspense fallback={<Busy what="Drawing the chart" />}>
          <Histogram ofValues={ofValues} facts={facts} nameOf={nameOf} />
        </Suspense>
        <StatisticsTable opened={opened} />
      </div>
    </>
  );
}
