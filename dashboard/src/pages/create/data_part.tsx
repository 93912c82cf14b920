/** The test set or the validation set: its source, its format, whether it can be read. */
import { type ReactNode, useState } from "react";
import type { Part } from "../../../../protocol/spec/part.ts";
import { Copy } from "../../components/copy.tsx";
import { Failure } from "../../components/failure.tsx";
import { Progress } from "../../components/progress.tsx";
import { PART_WORDS } from "../../../../miner/organizer/draft.ts";
import { useCreate } from "./form.ts";
import { ClassesTable } from "./classes_table.tsx";
import { FromFiles } from "./data_from_files.tsx";
import { FromCids } from "./data_from_cids.tsx";
import { DataFields } from "./data_fields.tsx";

export function DataPart({ part }: { part: Part }) {
  const { draft, files, prepared, tried, stop } = useCreate();
  const chosen = files[part];
  const cut = prepared[part];
  const trial = tried[part];
  const [stopped, setStopped] = useState<string>();
  const halt = () => {
    stop(part);
    setStopped(chosen?.choice);
  };
  return (
    <fieldset>
      <legend>{PART_WORDS[part]}</legend>
      {draft.source === "files"
        ? <FromFiles key={part} part={part} />
        : <FromCids key={part} part={part} />}
      {chosen && (
        <>
          <DataFields part={part} />
          <ClassesTable part={part} />
        </>
      )}
      <div aria-live="polite" className="stack">
        {cut.isFetching && (
          <Progress
            label={draft.sealed && part === "test"
              ? "Sealing and splitting the file"
              : "Computing the file's address"}
            cancel={halt}
          />
        )}
        {trial.isFetching && (
          <Progress
            label="Reading it as miners will"
            cancel={halt}
          />
        )}
        {chosen && stopped === chosen.choice && !cut.isFetching && !trial.isFetching && (
          <div className="notice">
            <p>You stopped it.</p>
            <button
              type="button"
              className="button small"
              onClick={() => {
                setStopped(undefined);
                if (!cut.data && (part !== "test" || !draft.sealed || draft.sealing)) {
                  void cut.refetch();
                }
                if (!trial.data) void trial.refetch();
              }}
            >
              Continue
            </button>
          </div>
        )}
        {cut.isError && <Failure error={cut.error} retry={() => void cut.refetch()} />}
        {trial.isError && !trial.isFetching && <Failure error={trial.error} />}
        {trial.data && !trial.isFetching && (
          <div className="notice good">
            <p>
              It can be read: {trial.data.rows.toLocaleString("en")} rows of{" "}
              {trial.data.features.toLocaleString("en")} values.{" "}
              {trial.data.counts && <Balance counts={trial.data.counts} />}
            </p>
          </div>
        )}
        {cut.data && !(draft.sealed && part === "test") && (
          <p className="muted wrap">
            CID: <Copy text={cut.data.cids.data} />
            {cut.data.cids.labels && (
              <>
                {" "}labels: <Copy text={cut.data.cids.labels} />
              </>
            )}
          </p>
        )}
      </div>
    </fieldset>
  );
}

function Balance({ counts }: { counts: number[] }): ReactNode {
  const empty = counts.filter((rows) => rows === 0).length;
  const [least, most] = [Math.min(...counts), Math.max(...counts)];
  return (
    <>
      {counts.length} classes with {least.toLocaleString("en")} to {most.toLocaleString("en")}{" "}
      rows each{empty > 0 && `; ${empty} of them without rows`}.
    </>
  );
}
