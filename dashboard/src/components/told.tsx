/** A failure that the first page has no words for. */
import { tell } from "../failures/tell.ts";
import { Said } from "./said.tsx";

export default function Told({ error, doing }: { error: unknown; doing: string }) {
  return <Said sentence={tell(error, doing)} />;
}
