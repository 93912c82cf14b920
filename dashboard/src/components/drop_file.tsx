/** A place to drop a file on, or to choose one with the keyboard. */
import { type ReactNode, useId } from "react";
import { useDrop } from "./use_drop.ts";

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
  const drop = useDrop(([file]) => {
    if (file && !disabled) take(file);
  });
  return (
    <div {...drop}>
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
