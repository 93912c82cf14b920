/** A place to drop a file on, or to choose one with the keyboard. */
import { type ReactNode, useId, useState } from "react";

interface Props {
  label: string;
  /** Names as a file chooser accepts them: `.onnx,.deml` */
  accept?: string;
  hint?: ReactNode;
  disabled?: boolean;
  take(file: File): void;
}

export function DropFile({ label, accept, hint, disabled = false, take }: Props) {
  const id = useId();
  const [over, setOver] = useState(false);
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
        const file = event.dataTransfer.files[0];
        if (file && !disabled) take(file);
      }}
    >
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        type="file"
        accept={accept}
        disabled={disabled}
        onChange={({ target }) => {
          const file = target.files?.[0];
          // The same file may be chosen again.
          target.value = "";
          if (file) take(file);
        }}
      />
      {hint && <span className="hint">{hint}</span>}
    </div>
  );
}
