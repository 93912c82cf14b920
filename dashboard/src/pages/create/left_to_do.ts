/**
 * What is missing before a competition can be created.
 *
 * @module
 */
import type { Form } from "./form.ts";
import { isPublished } from "./publish_step.tsx";
import { type Step, stepOf } from "./steps.ts";

/** One thing to do. */
export interface ToDo {
  step: Step;
  /** Without a full stop */
  says: string;
  /** Whether a field says the same */
  field?: string;
}

/** In the order of the steps. */
export function leftToDo(form: Form): ToDo[] {
  const { draft, files, tried, problems } = form;
  const left: ToDo[] = [];
  const add = (step: Step, says: string) => left.push({ step, says });
  if (draft.sealed && draft.source === "cids") {
    add("data", "Choose files to seal, or an open competition");
  }
  const parts = draft.withValidation ? ["test", "validation"] as const : ["test"] as const;
  for (const part of parts) {
    const set = `the ${part} set`;
    if (!files[part]) add("data", `Choose ${set}${part === "test" ? "" : ", or do without it"}`);
    else if (tried[part].isError) add("data", `Correct ${set}, which cannot be read as described`);
    else if (!tried[part].data) add("data", `Wait until ${set} has been read`);
  }
  for (const [field, says] of Object.entries(problems)) {
    const part = field.split(".")[0];
    // Without a file, nothing is known about its fields.
    if ((part === "test" || part === "validation") && !files[part]) continue;
    if (/^input\./.test(field) && !files.test) continue;
    left.push({ step: stepOf(field), says, field });
  }
  if (draft.sealed && draft.source === "files") {
    if (!draft.sealing) add("publish", "Seal the test set");
    else if (!draft.sealing.safe) {
      add("publish", "Put the key file in a safe place, and confirm it");
    }
  }
  if (!isPublished(form)) add("publish", "Publish spec and data");
  return left;
}
