/** A place to drop a file on, or to choose one with the keyboard. */
import { type ReactNode, useId } from "react";
import { useDrop } from "./use_drop.ts";

interface Props {
  label: string;
  /** Names as a file chooser accepts them: `.onnx,.deml` */
  accept?: string;
  hint?: ReactNode;
  disabled?: boolean;
  /** Whether several files may belong together */
  multiple?: boolean;
  /** @param others Further files, if several may belong together */
  take(file: File, others: File[]): void;
}

export function DropFile(
  { label, accept, hint, disabled = false, multiple = false, take }: Props,
) {
  const id = useId();
  const drop = useDrop(([file, ...others]) => {
    if (file && !disabled) take(file, multiple ? others : []);
  });
  return (
    <div {...drop}>
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        type="file"
        accept={accept}
        disabled={disabled}
        multiple={multiple}
        onChange={({ target }) => {
          const [file, ...others] = target.files ?? [];
          // The same file may be chosen again.
          target.value = "";
          if (file) take(file, others);
        }}
      />
      {hint && <span className="hint">{hint}</span>}
    </div>
  );
}
