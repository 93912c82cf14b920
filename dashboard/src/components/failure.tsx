/** A failure: what is wrong, and what to do. */
import { InvalidModel } from "../../../miner/model/verdict.ts";
import { explain } from "../transactions/send.ts";

interface Props {
  error: unknown;
  /** What was being done, as a verb */
  doing?: string;
  /** Tries once more */
  retry?: () => void;
}

export function Failure({ error, doing = "show this", retry }: Props) {
  const { message, remedy } = error instanceof InvalidModel
    ? { message: `INVALID by rule ${error.rule}: ${error.found}`, remedy: error.remedy }
    : explain(error, doing);
  return (
    <div className="notice error" role="alert">
      <p>
        <strong>{message}.</strong> {remedy}.
      </p>
      {retry && <button type="button" className="button" onClick={retry}>Try again</button>}
    </div>
  );
}
