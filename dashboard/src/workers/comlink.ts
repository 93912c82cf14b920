/**
 * comlink, with failures that stay data on their way out of a worker: of an error it keeps the text
 * alone.
 *
 * @module
 */
import { type TransferHandler, transferHandlers } from "comlink";
import { DemlError, type Failure } from "../../../protocol/errors.ts";

export { expose, proxy, type Remote, transfer, wrap } from "comlink";

/** What a worker threw, as comlink hands it to its handler, and as that sends it. */
interface Thrown {
  value: unknown;
}
type Sent = { failure: Failure } | { isError: boolean; value: unknown };

const usual = transferHandlers.get("throw") as TransferHandler<Thrown, Sent>;

transferHandlers.set(
  "throw",
  {
    canHandle: usual.canHandle,
    serialize: (thrown) =>
      thrown.value instanceof DemlError
        ? [{ failure: thrown.value.failure }, []]
        : usual.serialize(thrown),
    deserialize(sent) {
      if ("failure" in sent) throw new DemlError<Failure>(sent.failure);
      return usual.deserialize(sent);
    },
  } satisfies TransferHandler<Thrown, Sent>,
);
