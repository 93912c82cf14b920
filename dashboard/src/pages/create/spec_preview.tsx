/** The spec, as it will be published. */
import { visibleJson } from "../../../../protocol/text/visible.ts";
import { downloadFile } from "../../components/download_file.ts";
import { CopyButton } from "./copy_button.tsx";
import { useCreate } from "./form.ts";

export function SpecPreview() {
  const { spec, final } = useCreate();
  if (spec === undefined) return null;
  const text = visibleJson(JSON.stringify(spec, null, 2));
  return (
    <details>
      <summary>competition.json{final === undefined && ", without its CIDs yet"}</summary>
      <div className="stack inside">
        <pre className="code" tabIndex={0}>{text}</pre>
        <div className="actions start">
          <CopyButton text={text} />
          <button
            type="button"
            className="button small"
            disabled={final === undefined}
            onClick={() =>
              // The exact bytes that are published: their digest is the spec's.
              final &&
              downloadFile("competition.json", new Blob([final.bytes as Uint8Array<ArrayBuffer>]))}
          >
            Download
          </button>
        </div>
      </div>
    </details>
  );
}
