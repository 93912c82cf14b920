/** Fields that few people change; shown whenever one of them needs attention. */
import type { ReactNode } from "react";
import { get } from "react-hook-form";
import { useCreate } from "./form.ts";

interface Props {
  summary: string;
  /** Groups of fields, by their path in the form */
  fields: string[];
  children: ReactNode;
}

export function More({ summary, fields, children }: Props) {
  const { fields: { formState: { errors } }, refused } = useCreate();
  const needed = fields.some((field) =>
    get(errors, field) !== undefined ||
    refused.some((each) => each.field === field || each.field.startsWith(`${field}.`))
  );
  return (
    <details open={needed || undefined}>
      <summary>{summary}</summary>
      <div className="stack inside">{children}</div>
    </details>
  );
}
