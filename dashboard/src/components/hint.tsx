/** A word that explains itself, to the mouse, the keyboard, a finger and a screen reader. */
import { type ReactNode, Suspense, useEffect, useId, useRef, useState } from "react";
import { Boundary } from "./boundary.tsx";
import { lazily } from "../parts/lazily.tsx";

// Nobody needs an explanation before the first word is pointed at.
const Bubble = lazily(() => import("./bubble.tsx"));

interface Props {
  /** What it means, in a sentence or two */
  text: string;
  children: ReactNode;
}

/** How long the mouse may take from the word to its explanation, in milliseconds. */
const GRACE = 200;

/**
 * Explains a word: `<Hint text="Evaluations that a model needs">quorum</Hint>`. It shows on hover,
 * on focus and on a tap; Escape hides it. A screen reader reads it as the word's description.
 */
export function Hint({ text, children }: Props) {
  const id = useId();
  const [open, setOpen] = useState(false);
  const leaving = useRef<ReturnType<typeof setTimeout>>(undefined);
  const enter = () => {
    clearTimeout(leaving.current);
    setOpen(true);
  };
  const leave = () => {
    clearTimeout(leaving.current);
    leaving.current = setTimeout(() => setOpen(false), GRACE);
  };
  useEffect(() => () => clearTimeout(leaving.current), []);
  return (
    <span className="term-anchor">
      <button
        type="button"
        className="term"
        aria-describedby={id}
        onPointerEnter={({ pointerType }) => pointerType === "mouse" && enter()}
        onPointerLeave={({ pointerType }) => pointerType === "mouse" && leave()}
        onFocus={enter}
        onBlur={() => setOpen(false)}
        // A finger focuses it too, except in Safari.
        onClick={(event) => {
          // It may stand in a label or a summary.
          event.preventDefault();
          enter();
        }}
      >
        {children}
      </button>
      <span id={id} hidden>{text}</span>
      {open && (
        <Boundary>
          <Suspense fallback={null}>
            <Bubble text={text} enter={enter} leave={leave} close={() => setOpen(false)} />
          </Suspense>
        </Boundary>
      )}
    </span>
  );
}
