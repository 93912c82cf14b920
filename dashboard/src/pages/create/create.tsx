/**
 * Creating a competition, for organizers: data, spec, money, times, sealing, publishing, and the
 * signature, one below the other. Input survives a reload.
 *
 * @module
 */
import { useState } from "react";
import { DataSection } from "./data_section.tsx";
import { useForm } from "./form.ts";
import { MoneySection } from "./money_section.tsx";
import { PublishSection } from "./publish_section.tsx";
import { ReviewSection } from "./review_section.tsx";
import { SealingSection } from "./sealing_section.tsx";
import { SpecSection } from "./spec_section.tsx";
import { TimesSection } from "./times_section.tsx";

export default function Create() {
  const form = useForm();
  // Not kept over a reload: a gateway that had it may no longer have it.
  const [published, setPublished] = useState<ReadonlySet<string>>(new Set());
  return (
    <>
      <div className="stack" style={{ gap: "0.4rem" }}>
        <h1>Create a competition</h1>
        <p className="muted">
          You bring a data set and a prize. Participants submit models, and independent miners judge
          them. Nothing leaves this page until you publish, and you pay nothing until you sign.
        </p>
      </div>
      <div className="notice" data-copies>
        <p>
          <strong>First: may models be copied?</strong>{" "}
          In an open competition everything is public. A copy of a model has a later place than the
          original, but it can still take a lower prize. If you do not want copies,{" "}
          {form.draft.sealed ? "use a sealed competition." : (
            <button
              type="button"
              className="plain"
              onClick={() => form.change((before) => ({ ...before, sealed: true }))}
            >
              choose a sealed one
            </button>
          )}
        </p>
      </div>
      <DataSection form={form} />
      <SpecSection form={form} />
      <MoneySection form={form} />
      <TimesSection form={form} />
      <SealingSection form={form} />
      <PublishSection
        form={form}
        published={published}
        onPublished={(cid) => setPublished((before) => new Set([...before, cid]))}
      />
      <ReviewSection form={form} published={published} />
    </>
  );
}
