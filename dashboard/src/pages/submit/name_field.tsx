/** What a model is called: typed before it is sent, or changed until submission ends. */
import { useState } from "react";
import type { ModelName } from "../../../../protocol/history/model_names.ts";
import { keptOfName } from "../../../../protocol/text/model_name.ts";
import { visible } from "../../../../protocol/text/visible.ts";
import { nameCall } from "../../../../miner/participant/name_model.ts";
import { useAttempt } from "../../components/attempt.tsx";
import { useSend } from "../../transactions/provider.tsx";

/** More would be cut anyway. */
const MOST_TYPED = 64;

/** A name as it is typed, and what is kept of it. */
export function NameField({ name, change }: { name: string; change(name: string): void }) {
  const kept = keptOfName(name);
  return (
    <label className="field" style={{ maxWidth: "22rem" }}>
      Name on the leaderboard, if you like
      <input
        type="text"
        maxLength={MOST_TYPED}
        placeholder="such as LeNet, wider"
        autoComplete="off"
        value={name}
        onChange={({ target }) => change(target.value)}
      />
      <small className="muted">
        {kept !== name.trim() && kept !== ""
          ? `Cut to "${visible(kept)}": a name has at most 32 bytes.`
          : "Public, in a separate transaction. It can change until submission ends."}
      </small>
    </label>
  );
}

/** Changes the name of a model that is on the chain. */
export function Rename({ competition, model, named }: {
  competition: bigint;
  model: number;
  named: ModelName | undefined;
}) {
  const send = useSend();
  const attempt = useAttempt("name the model");
  const [name, setName] = useState<string>();
  if (name === undefined) {
    return (
      <button
        type="button"
        className="button small"
        onClick={() => setName("")}
        aria-label={`${named ? "Rename" : "Name it"}: model #${model}`}
      >
        {named ? "Rename" : "Name it"}
      </button>
    );
  }
  const wanted = keptOfName(name);
  return (
    <form
      className="stack"
      aria-label={`Name of model #${model}`}
      onSubmit={(event) => {
        event.preventDefault();
        void attempt.run(async () => {
          const call = nameCall(competition, model, name);
          const facts: [string, string][] = [["Name", visible(wanted) || "none"]];
          if (await send({ ...call, facts }) !== undefined) setName(undefined);
        });
      }}
    >
      <NameField name={name} change={setName} />
      <div className="actions start">
        <button
          type="submit"
          className="button"
          disabled={attempt.busy || wanted === (named?.name ?? "")}
        >
          {wanted === "" && named ? "Take the name away" : "Name it"}
        </button>
        <button type="button" className="button" onClick={() => setName(undefined)}>Cancel</button>
      </div>
      {attempt.failure}
    </form>
  );
}
