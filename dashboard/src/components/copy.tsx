/** Text that can be copied, such as an address or a digest. */
import { useState } from "react";

export function Copy({ text, shown = text }: { text: string; shown?: string }) {
  const [copied, setCopied] = useState(false);
  return (
    <span className="copy">
      <code title={text}>{shown}</code>
      <button
        type="button"
        className="plain"
        aria-label={`Copy ${text}`}
        onClick={() => {
          navigator.clipboard.writeText(text).then(() => setCopied(true), () => setCopied(false));
          setTimeout(() => setCopied(false), 2_000);
        }}
      >
        {copied ? "copied" : "copy"}
      </button>
    </span>
  );
}
