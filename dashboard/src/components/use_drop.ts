/** What makes an element a place to drop files on. */
import { type DragEvent, useState } from "react";

/**
 * @param take Is given what was dropped
 * @returns The element's class, which shows files above it, and its listeners
 */
export function useDrop(take: (files: File[]) => void) {
  const [over, setOver] = useState(false);
  return {
    className: `drop ${over ? "over" : ""}`,
    onDragOver: (event: DragEvent) => {
      event.preventDefault();
      setOver(true);
    },
    onDragLeave: () => setOver(false),
    onDrop: (event: DragEvent) => {
      event.preventDefault();
      setOver(false);
      take([...event.dataTransfer.files]);
    },
  };
}
