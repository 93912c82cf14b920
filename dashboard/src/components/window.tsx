/**
 * The window of a dialog: it keeps the focus inside and gives it back, Escape closes it, and the
 * page behind it neither scrolls nor answers.
 */
import { type ReactNode, useState } from "react";
import { Close, Content, Overlay, Portal, Root, Title } from "@radix-ui/react-dialog";

/** What a window shows. */
export interface WindowProps {
  title: string;
  /** Absent while it must stay open */
  close: (() => void) | undefined;
  children: ReactNode;
}

export default function Window({ title, close, children }: WindowProps) {
  const [before] = useState(() => document.activeElement);
  return (
    <Root open onOpenChange={(open) => open || close?.()}>
      <Portal>
        <Overlay className="overlay" />
        <Content
          className="dialog"
          aria-describedby={undefined}
          // A click beside it is a slip more often than a decision.
          onInteractOutside={(event) => event.preventDefault()}
          // It has no button of its own that opened it.
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            if (before instanceof HTMLElement) before.focus();
          }}
        >
          <header>
            <Title>{title}</Title>
            {close && <Close className="plain" aria-label="Close">✕</Close>}
          </header>
          {children}
        </Content>
      </Portal>
    </Root>
  );
}
