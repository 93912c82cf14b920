/** Copies a text, and says so. */
import { useState } from "react";

export function CopyButton({ text, label = "Copy" }: { text: string; label?: string }) {
  const [copied, setCopied] = useState(false);
  return (
    <button
      type="button"
      className="button small"
      onClick={() => {
        navigator.clipboard.writeText(text).then(() => setCopied(true), () => {});
        setTimeout(() => setCopied(false), 2_000);
      }}
    >
      {copied ? "Copied" : label}
    </button>
  );
}
