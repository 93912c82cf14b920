/** The browser's own dialog: it keeps the focus inside, and Escape closes it. */
import { type ReactNode, useId, useLayoutEffect, useRef } from "react";

interface Props {
  title: string;
  /** Absent while it must stay */
  close: (() => void) | undefined;
  children: ReactNode;
}

export function Dialog({ title, close, children }: Props) {
  const element = useRef<HTMLDialogElement>(null);
  const heading = useId();
  // A passive effect would close it when it has left the page, too late to give the focus back.
  useLayoutEffect(() => {
    const dialog = element.current;
    dialog?.showModal();
    return () => dialog?.close();
  }, []);
  return (
    <dialog
      ref={element}
      aria-labelledby={heading}
      onCancel={(event) => {
        event.preventDefault();
        close?.();
      }}
    >
      <header>
        <h2 id={heading}>{title}</h2>
        {close && (
          <button type="button" className="plain" aria-label="Close" onClick={close}>✕</button>
        )}
      </header>
      {children}
    </dialog>
  );
}
