/** A failure that the first page has no words for. */
import type { Failure } from "../../../protocol/errors.ts";
import { tellFailure } from "../failures/tables.ts";
import { Said } from "./said.tsx";

export default function Told({ failure }: { failure: Failure }) {
  return <Said sentence={tellFailure(failure)} />;
}
