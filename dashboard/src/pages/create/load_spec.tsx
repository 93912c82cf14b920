/** Starts from the spec of another competition. */
import { useRef } from "react";
import { MAX_SPEC_BYTES, parseSpec } from "../../../../protocol/spec/spec.ts";
import { told } from "../../../../protocol/errors.ts";
import { useAttempt } from "../../components/attempt.tsx";
import { withSpec } from "../../../../miner/organizer/spec_of.ts";
import { useCreate } from "./form.ts";

export function LoadSpec() {
  const { choose, change } = useCreate();
  const input = useRef<HTMLInputElement>(null);
  const attempt = useAttempt("read this spec");
  async function load(file: File) {
    if (file.size > MAX_SPEC_BYTES) {
      throw told("spec", `${file.name} is too large for a spec`, "Choose competition.json");
    }
    const spec = parseSpec(new Uint8Array(await file.arrayBuffer()));
    choose("test", undefined);
    choose("validation", undefined);
    change((before) => withSpec(before, spec));
  }
  return (
    <div className="row whole">
      <span className="muted">Or begin with what another competition has:</span>
      <input
        ref={input}
        type="file"
        accept=".json,application/json"
        hidden
        aria-label="Load a competition.json"
        onChange={({ target }) => {
          const file = target.files?.[0];
          if (file) attempt.run(() => load(file));
          target.value = "";
        }}
      />
      <button type="button" className="button small" onClick={() => input.current?.click()}>
        Load a competition.json
      </button>
      {attempt.failure}
    </div>
  );
}
