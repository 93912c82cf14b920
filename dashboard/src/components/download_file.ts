/**
 * Gives the reader bytes as a file.
 *
 * @module
 */

/** How long a browser may take to save it, in milliseconds. */
const KEPT = 60_000;

/** Saves a file, as if its link had been clicked. */
export function downloadFile(name: string, content: Blob): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), KEPT);
}
