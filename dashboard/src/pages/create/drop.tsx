/** A place to drop files on, or to choose them from. */
import { type ReactNode, useRef } from "react";
import { useDrop } from "../../components/use_drop.ts";

export function Drop(
  { label, take, children }: { label: string; take(files: File[]): void; children?: ReactNode },
) {
  const drop = useDrop(take);
  const input = useRef<HTMLInputElement>(null);
  return (
    <div {...drop}>
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
      <button type="button" className="button" onClick={() => input.current?.click()}>
        {label}
      </button>
    </div>
  );
}
