/** The files of a data set from the reader's own disk, if no gateway has them. */
import { useState } from "react";
import type { DataBytes } from "../../../../miner/dataset/data_set.ts";
import { formatNamed, labelsOf } from "../../../../protocol/spec/formats.ts";
import type { DataFile } from "../../../../protocol/spec/spec.ts";
import { useAttempt } from "../../components/attempt.tsx";
import { DropFile } from "../../components/drop_file.tsx";

export function OwnFiles({ file, take }: { file: DataFile; take(files: DataBytes): void }) {
  const [samples, setSamples] = useState<File>();
  const [labels, setLabels] = useState<File>();
  const attempt = useAttempt("read the file");
  const apart = labelsOf(file) !== undefined;
  const sealed = "sealed" in file && file.sealed !== undefined;
  const open = (data: File | undefined, ofLabels: File | undefined) => {
    setSamples(data);
    setLabels(ofLabels);
    if (!data || (apart && !ofLabels)) return;
    attempt.run(async () =>
      take({ data: await bytesOf(data), labels: ofLabels && await bytesOf(ofLabels) })
    );
  };
  return (
    <section className="card" aria-label="Your own copy">
      <h2>Do you have the data?</h2>
      <p className="muted">
        It stays in this browser, and is accepted only if it is the file that the spec names
        {sealed && ", sealed as it was published"}.
      </p>
      <div className="columns">
        <DropFile
          label={`Drop the ${formatNamed(file.format).word} file here, or choose it`}
          hint={samples?.name.slice(0, 80)}
          disabled={attempt.busy}
          take={(chosen) => open(chosen, labels)}
        />
        {apart && (
          <DropFile
            label="Drop the file of its labels here, or choose it"
            hint={labels?.name.slice(0, 80)}
            disabled={attempt.busy}
            take={(chosen) => open(samples, chosen)}
          />
        )}
      </div>
      {attempt.failure}
    </section>
  );
}

async function bytesOf(file: File): Promise<Uint8Array> {
  return new Uint8Array(await file.arrayBuffer());
}
