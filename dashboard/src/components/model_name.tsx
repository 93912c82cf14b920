/**
 * A model's number and what its author calls it. The name is a stranger's text: always after the
 * number, cut, and isolated from the text around it.
 *
 * @module
 */
import type { ModelName as Name } from "../../../protocol/history/model_names.ts";

interface Props {
  model: number;
  /** As `useModelNames` has it; absent for a model without a name */
  named: Name | undefined;
}

export function ModelName({ model, named }: Props) {
  return (
    <span className="model-name" title={named?.name}>
      #{model}
      {named && (
        <>
          {" "}
          <bdi>{named.name}</bdi>
          {named.sameAs !== undefined && (
            <>
              {" "}
              <small
                className="badge"
                title={`Another author's model #${named.sameAs} had this name first`}
              >
                also #{named.sameAs}
              </small>
            </>
          )}
        </>
      )}
    </span>
  );
}
