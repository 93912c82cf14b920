/** A place to drop files on, or to choose them from. */
import { type ReactNode, useRef, useState } from "react";

export function Drop(
  { label, take, children }: { label: string; take(files: File[]): void; children?: ReactNode },
) {
  const [over, setOver] = useState(false);
  const input = useRef<HTMLInputElement>(null);
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
        take([...event.dataTransfer.files]);
      }}
    >
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
