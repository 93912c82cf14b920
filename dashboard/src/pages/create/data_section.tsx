/** The data: files of this machine, or what is published already; what was guessed of it. */
import { type ReactNode, useRef, useState } from "react";
import { showBytes } from "../../../../protocol/format/format.ts";
import { formatWords } from "../../../../protocol/format/format_words.ts";
import { formatOf } from "../../../../protocol/spec/format_of.ts";
import {
  FORMAT_NAMES,
  type FormatName,
  formatNamed,
  FORMATS,
  hasField,
} from "../../../../protocol/spec/formats.ts";
import type { Part } from "../../../../protocol/spec/part.ts";
import { told } from "../../../../protocol/errors.ts";
import { parseCid } from "../../../../miner/ipfs/cid.ts";
import { fetchVerified } from "../../../../miner/ipfs/fetch.ts";
import { Copy } from "../../components/copy.tsx";
import { Failure } from "../../components/failure.tsx";
import { Progress } from "../../components/progress.tsx";
import { useApp } from "../../context.ts";
import { tell } from "../../failures/tell.ts";
import type { DataDraft } from "./draft.ts";
import { Choice, SelectField, TextField } from "./field.tsx";
import { type Chosen, chosenOf } from "./files.ts";
import { filesOf, type Form } from "./form.ts";
import { inWorker } from "./in_worker.ts";
import { guessed, withGuess } from "./spec_of.ts";

export function DataSection({ form }: { form: Form }) {
  const { draft, change, choose } = form;
  return (
    <section className="card" aria-labelledby="create-data">
      <h2 id="create-data">1. Data</h2>
      <p className="muted">
        Models are judged on a test set: rows of numbers, and a label for each. What the file holds
        is guessed, and you can change it.
      </p>
      <Choice
        legend="Where the data is"
        value={draft.source}
        options={[
          [
            "files",
            "On this computer.",
            `${formatWords("or", false)}, or ${formatWords("or", true)} with their labels.`,
          ],
          ["cids", "Published on IPFS already.", "You know its CIDs."],
        ]}
        change={(source) => {
          choose("test", undefined);
          choose("validation", undefined);
          change((before) => ({ ...before, source }));
        }}
      />
      <DataPart form={form} part="test" />
      <label className="check">
        <input
          type="checkbox"
          checked={draft.withValidation}
          onChange={({ target }) =>
            change((before) => ({ ...before, withValidation: target.checked }))}
        />
        <span>
          Add a public validation set, on which participants can try their models
        </span>
      </label>
      {draft.withValidation && <DataPart form={form} part="validation" />}
    </section>
  );
}

const WORDS = { test: "Test set", validation: "Validation set" };

function DataPart({ form, part }: { form: Form; part: Part }) {
  const { draft, files, prepared, tried, stop } = form;
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
      <legend>{WORDS[part]}</legend>
      {draft.source === "files"
        ? <FromFiles key={part} form={form} part={part} />
        : <FromCids key={part} form={form} part={part} />}
      {chosen && <DataFields form={form} part={part} />}
      <div aria-live="polite" className="stack">
        {cut.isFetching && (
          <Progress
            label={draft.sealed && part === "test"
              ? "Sealing and cutting the file"
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
              Go on
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
      rows each{empty > 0 && `; ${empty} of them have none`}.
    </>
  );
}

/** Guessing what was chosen, and writing it into the form. */
function useGuess(form: Form, part: Part) {
  const [work, setWork] = useState<AbortController>();
  const [failure, setFailure] = useState<unknown>();
  return {
    busy: work !== undefined,
    stop: () => work?.abort(),
    failure,
    fail: setFailure,
    async run(chosen: Chosen) {
      const controller = new AbortController();
      setWork(controller);
      setFailure(undefined);
      try {
        const guess = await inWorker(({ guess }) => guess(filesOf(chosen)), controller.signal);
        form.change((before) =>
          part === "test"
            ? withGuess(before, guess)
            : { ...before, validation: guessed(before.validation, guess) }
        );
      } catch (error) {
        if (!controller.signal.aborted) setFailure(error);
      } finally {
        setWork(undefined);
      }
    },
  };
}

function FromFiles({ form, part }: { form: Form; part: Part }) {
  const chosen = form.files[part];
  const guess = useGuess(form, part);
  const [waiting, setWaiting] = useState<File>();

  /** A file with its labels in it is enough of itself; the others wait for theirs. */
  async function take(list: File[]) {
    guess.fail(undefined);
    try {
      const files = await Promise.all(
        list.slice(0, 2).map(async (file) => ({
          file,
          head: new Uint8Array(await file.slice(0, 4_096).arrayBuffer()),
        })),
      );
      files.sort((a, b) => Number(isLabels(a)) - Number(isLabels(b)));
      const [first, second] = files;
      if (first === undefined) return;
      const apart = hasField(formatOf(first.head), "labels");
      if (apart && second === undefined) {
        if (isLabels(first) && waiting) return await settle(waiting, first.file);
        form.choose(part, undefined);
        return setWaiting(first.file);
      }
      await settle(first.file, apart ? second!.file : undefined);
    } catch (error) {
      guess.fail(error);
    }
  }

  async function settle(data: File, labels: File | undefined) {
    setWaiting(undefined);
    const next = chosenOf(data, labels);
    form.choose(part, next);
    await guess.run(next);
  }

  return (
    <>
      <Drop
        label={chosen || waiting
          ? `Choose another file for the ${WORDS[part].toLowerCase()}`
          : `Choose or drop the ${WORDS[part].toLowerCase()}: a ${
            formatWords("or", false)
          } file, or ${formatWords("or", true)} samples and labels together`}
        take={(list) => void take(list)}
      >
        {chosen && (
          <p className="wrap">
            <strong>{chosen.data.name}</strong> {showBytes(chosen.data.size)}
            {chosen.labels && (
              <>
                , labels <strong>{chosen.labels.name}</strong> {showBytes(chosen.labels.size)}
              </>
            )}
          </p>
        )}
      </Drop>
      {waiting && (
        <Drop
          label={`Now choose the labels of ${waiting.name}`}
          take={([labels]) => labels && void settle(waiting, labels)}
        />
      )}
      {guess.busy && <Progress label="Looking at the file" cancel={guess.stop} />}
      {guess.failure !== undefined && <Failure error={guess.failure} />}
    </>
  );
}

/** Labels are told by their beginning where the format says how, else by the file's name. */
function isLabels({ file, head }: { file: File; head: Uint8Array }): boolean {
  const format = FORMAT_NAMES.map(formatNamed).find(({ begins }) => begins?.(head));
  return format?.holdsLabels?.(head) ??
    /label|target|(^|[_-])y([_.-]|$)/i.test(file.name);
}

function Drop(
  { label, take, children }: { label: string; take(files: File[]): void; children?: ReactNode },
) {
  const [over, setOver] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  return (
    <div
      className={`drop ${over ? "over" : ""}`}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        take([...event.dataTransfer.files]);
      }}
    >
      {children}
      <input
        ref={input}
        type="file"
        multiple
        hidden
        aria-label={label}
        onChange={({ target }) => {
          take([...target.files ?? []]);
          // The same file may be chosen again after it was changed.
          target.value = "";
        }}
      />
      <button type="button" className="button" onClick={() => input.current!.click()}>
        {label}
      </button>
    </div>
  );
}

/** What a page holds of one file, in bytes. */
const LARGEST_FILE = 1024 * 1024 * 1024;

function FromCids({ form, part }: { form: Form; part: Part }) {
  const { draft, change, choose, files } = form;
  const { settings: { gateways } } = useApp();
  const data = draft[part];
  const guess = useGuess(form, part);
  const [work, setWork] = useState<AbortController>();

  function set(field: "cid" | "labels", value: string) {
    // What was fetched is not what the new CID names.
    choose(part, undefined);
    change((before) => ({ ...before, [part]: { ...before[part], [field]: value.trim() } }));
  }

  async function look() {
    const controller = new AbortController();
    setWork(controller);
    guess.fail(undefined);
    try {
      const get = async (cid: string) => {
        const from = { gateways, maxBytes: LARGEST_FILE, signal: controller.signal };
        const bytes = await fetchVerified(parseCid(cid), from);
        return new File([bytes as Uint8Array<ArrayBuffer>], cid);
      };
      const samples = await get(data.cid);
      const format = formatOf(new Uint8Array(await samples.slice(0, 4_096).arrayBuffer()));
      const apart = hasField(format, "labels");
      if (apart && data.labels === "") {
        throw told(
          "data",
          `This is an ${format} file, whose labels are a second one`,
          "Give the CID of the labels too",
        );
      }
      const chosen = chosenOf(samples, apart ? await get(data.labels) : undefined);
      choose(part, chosen);
      // A spec that was loaded has said what it is.
      if (data.rows === "" || data.format !== format) await guess.run(chosen);
    } catch (error) {
      if (!controller.signal.aborted) guess.fail(error);
    } finally {
      setWork(undefined);
    }
  }

  return (
    <>
      <div className="form">
        <TextField
          label={`CID of the ${WORDS[part].toLowerCase()}`}
          value={data.cid}
          change={(value) => set("cid", value)}
          placeholder="bafy…"
          wrong={wrongCid(data.cid)}
        />
        <TextField
          label="CID of its labels"
          hint={`Only for ${formatWords("and", true)}`}
          value={data.labels}
          change={(value) => set("labels", value)}
          placeholder="bafk…"
          wrong={data.labels === "" ? undefined : wrongCid(data.labels)}
        />
      </div>
      {!files[part] && !work && (
        <button
          type="button"
          className="button"
          disabled={wrongCid(data.cid) !== undefined || gateways.length === 0}
          onClick={() => void look()}
        >
          Fetch it and look
        </button>
      )}
      {gateways.length === 0 && (
        <p className="muted">This page knows no gateway, so it cannot fetch the data.</p>
      )}
      {work && <Progress label="Fetching from the gateways" cancel={() => work.abort()} />}
      {guess.busy && <Progress label="Looking at the file" cancel={guess.stop} />}
      {guess.failure !== undefined && <Failure error={guess.failure} />}
    </>
  );
}

function wrongCid(text: string): string | undefined {
  try {
    parseCid(text);
  } catch (error) {
    const { message, remedy } = tell(error, "read this CID");
    return `${message}. ${remedy}`;
  }
}

/** What the data is: guessed, and changed by whoever knows better. */
function DataFields({ form, part }: { form: Form; part: Part }) {
  const { draft, change, wrong } = form;
  const data = draft[part];
  const at = (field: string) => wrong?.field === `${part}.${field}` ? wrong.message : undefined;
  const set = (update: Partial<DataDraft>) =>
    change((before) => ({ ...before, [part]: { ...before[part], ...update } }));
  return (
    <div className="form">
      <SelectField<FormatName>
        label="Format"
        value={data.format}
        options={FORMAT_NAMES.map((name) => [name, FORMATS[name].word])}
        change={(format) => set({ format })}
        wrong={at("format")}
      />
      <TextField
        label="Rows"
        inputMode="numeric"
        value={data.rows}
        change={(rows) => set({ rows })}
        wrong={at("rows")}
      />
      <TextField
        label="Classes"
        hint="Labels count from 0"
        inputMode="numeric"
        value={data.classes}
        change={(classes) => set({ classes })}
        wrong={at("classes")}
      />
      {hasField(data.format, "labelColumn") && (
        <TextField
          label="Label column"
          hint="Its number, from 0, or its name in the header"
          value={data.labelColumn}
          change={(labelColumn) => set({ labelColumn })}
          wrong={at("labelColumn")}
        />
      )}
      {hasField(data.format, "header") && (
        <label className="check">
          <input
            type="checkbox"
            checked={data.header}
            onChange={({ target }) => set({ header: target.checked })}
          />
          <span>The first line names the columns</span>
        </label>
      )}
      <TextField
        label="Names of the classes"
        hint="One a line, from class 0 on; or leave it empty"
        rows={2}
        whole
        value={data.classNames}
        change={(classNames) => set({ classNames })}
        wrong={at("classNames")}
      />
    </div>
  );
}
