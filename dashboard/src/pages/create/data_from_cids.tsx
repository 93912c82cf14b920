/** Data that is already published, fetched by its CIDs. */
import { useState } from "react";
import { formatWords } from "../../../../protocol/format/format_words.ts";
import { formatOf } from "../../../../miner/dataset/sniff.ts";
import { hasField } from "../../../../protocol/spec/formats.ts";
import type { Part } from "../../../../protocol/spec/part.ts";
import { told } from "../../../../protocol/errors.ts";
import { parseCid } from "../../../../miner/ipfs/cid.ts";
import { fetchVerified } from "../../../../miner/ipfs/fetch.ts";
import { Failure } from "../../components/failure.tsx";
import { Progress } from "../../components/progress.tsx";
import { useApp } from "../../context.ts";
import { PART_WORDS } from "../../../../miner/organizer/draft.ts";
import { isCid } from "./check.ts";
import { TextField } from "./field.tsx";
import { chosenOf } from "./files.ts";
import { headOf } from "./head_of.ts";
import { useCreate } from "./form.ts";
import { useGuess } from "./use_guess.ts";

/** The most bytes of one file that the page accepts. */
const LARGEST_FILE = 1024 * 1024 * 1024;

export function FromCids({ part }: { part: Part }) {
  const form = useCreate();
  const { draft, choose, files } = form;
  const { settings: { gateways } } = useApp();
  const data = draft[part];
  const guess = useGuess(form, part);
  const [work, setWork] = useState<AbortController>();

  // The fetched file does not belong to the new CID.
  const forget = () => choose(part, undefined);

  async function look() {
    const controller = new AbortController();
    setWork(controller);
    guess.fail(undefined);
    try {
      const get = async (cid: string) => {
        const from = { gateways, maxBytes: LARGEST_FILE, signal: controller.signal };
        const bytes = await fetchVerified(parseCid(cid.trim()), from);
        return new File([bytes as Uint8Array<ArrayBuffer>], cid);
      };
      const samples = await get(data.cid);
      const format = formatOf(await headOf(samples));
      const apart = hasField(format, "labels");
      if (apart && data.labels === "") {
        throw told(
          "data",
          `An ${format} data set has a second file of labels`,
          "Also give the CID of the labels",
        );
      }
      const chosen = chosenOf(samples, apart ? await get(data.labels) : undefined);
      // A loaded spec has already described it.
      if (data.rows === "" || data.format !== format) await guess.run(chosen);
      else choose(part, chosen);
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
          name={`${part}.cid`}
          label={`CID of the ${PART_WORDS[part].toLowerCase()}`}
          placeholder="bafy…"
          typed={forget}
        />
        <TextField
          name={`${part}.labels`}
          label="CID of its labels"
          hint={`Only for ${formatWords("and", true)}`}
          placeholder="bafk…"
          typed={forget}
        />
      </div>
      {!files[part] && !work && (
        <button
          type="button"
          className="button"
          disabled={!isCid(data.cid) || gateways.length === 0}
          onClick={() => void look()}
        >
          Fetch and inspect it
        </button>
      )}
      {gateways.length === 0 && (
        <p className="muted">This page knows no gateway, so it cannot fetch the data.</p>
      )}
      {work && <Progress label="Fetching from the gateways" cancel={() => work.abort()} />}
      {guess.busy && <Progress label="Reading the file" cancel={guess.stop} />}
      {guess.failure !== undefined && <Failure error={guess.failure} />}
    </>
  );
}
