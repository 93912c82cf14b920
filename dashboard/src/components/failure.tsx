/** A failure: what is wrong, and what to do. */
import { InvalidModel } from "../../../protocol/score/verdict.ts";
import { explain } from "../transactions/explain.ts";

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
  const advice = remedyOf(remedy);
  return (
    <div className="notice error" role="alert">
      <p>
        <strong>{message}.</strong> {advice}.
      </p>
      {retry && <button type="button" className="button" onClick={retry}>Try again</button>}
    </div>
  );
}

/** What the program says of its own flags and commands, said of this page. */
function remedyOf(remedy: string): string {
  if (/--gateway/.test(remedy)) return "Try again later, or ask whoever published it to keep it up";
  if (/--(contract|rpc)/.test(remedy)) {
    return "Check this page's settings, and that the node is in sync";
  }
  if (/--\w|`deml status`/.test(remedy)) return "Look at the competition again";
  return remedy;
}
