/** Data from files of this machine, chosen or dropped. */
import { useState } from "react";
import { showBytes } from "../../../../protocol/format/format.ts";
import { formatWords } from "../../../../protocol/format/format_words.ts";
import { formatOf } from "../../../../miner/dataset/sniff.ts";
import { FORMAT_NAMES, formatNamed, hasField } from "../../../../protocol/spec/formats.ts";
import type { Part } from "../../../../protocol/spec/part.ts";
import { Failure } from "../../components/failure.tsx";
import { Progress } from "../../components/progress.tsx";
import { PART_WORDS } from "../../../../miner/organizer/draft.ts";
import { chosenOf } from "./files.ts";
import { headOf } from "./head_of.ts";
import { useCreate } from "./form.ts";
import { Drop } from "./drop.tsx";
import { useGuess } from "./use_guess.ts";

export function FromFiles({ part }: { part: Part }) {
  const form = useCreate();
  const chosen = form.files[part];
  const guess = useGuess(form, part);
  const [waiting, setWaiting] = useState<File>();

  /** A file that includes its labels is enough; the others wait for theirs. */
  async function take(list: File[]) {
    guess.fail(undefined);
    try {
      const files = await Promise.all(
        list.slice(0, 2).map(async (file) => ({ file, head: await headOf(file) })),
      );
      files.sort((a, b) => Number(isLabels(a)) - Number(isLabels(b)));
      const [first, second] = files;
      if (first === undefined) return;
      if (!hasField(formatOf(first.head), "labels")) return await settle(first.file);
      if (second) return await settle(first.file, second.file);
      if (isLabels(first) && waiting) return await settle(waiting, first.file);
      form.choose(part, undefined);
      setWaiting(first.file);
    } catch (error) {
      guess.fail(error);
    }
  }

  async function settle(data: File, labels?: File) {
    setWaiting(undefined);
    await guess.run(chosenOf(data, labels));
  }

  return (
    <>
      <Drop
        label={chosen || waiting
          ? `Choose another file for the ${PART_WORDS[part].toLowerCase()}`
          : `Choose or drop the ${PART_WORDS[part].toLowerCase()}: a ${
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
      {guess.busy && <Progress label="Reading the file" cancel={guess.stop} />}
      {guess.failure !== undefined && <Failure error={guess.failure} />}
    </>
  );
}

/**
 * Labels are recognised by their first bytes if the format allows it, otherwise by the file's name.
 */
function isLabels({ file, head }: { file: File; head: Uint8Array }): boolean {
  const format = FORMAT_NAMES.map(formatNamed).find(({ begins }) => begins?.(head));
  return format?.holdsLabels?.(head) ??
    /label|target|(^|[_-])y([_.-]|$)/i.test(file.name);
}
