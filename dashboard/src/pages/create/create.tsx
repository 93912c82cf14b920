/**
 * Creating a competition, for organizers, in steps that are part of the address. Input survives a
 * reload.
 *
 * @module
 */
import { type ReactNode, useEffect, useRef, useState } from "react";
import { Link, useLocation, useParams } from "wouter";
import NoSuchPage from "../nothing.tsx";
import { Created } from "./created.tsx";
import { DataStep } from "./data_step.tsx";
import { DatesStep } from "./dates_step.tsx";
import { type Form, FormContext, useCreation } from "./form.ts";
import { leftToDo } from "./left_to_do.ts";
import { MoneyStep } from "./money_step.tsx";
import { PublishStep } from "./publish_step.tsx";
import { ReviewStep } from "./review_step.tsx";
import { fieldsOf, isStep, type Step, STEP_NAMES, STEPS } from "./steps.ts";
import { Summary } from "./summary.tsx";
import { TaskStep } from "./task_step.tsx";

const PAGES: Record<Step, { title: string; says: string; page: () => ReactNode }> = {
  data: {
    title: "Data",
    says: "Models are judged on a test set: rows of numbers, each with a label. What the file " +
      "shows is filled in, with the reason, and you can change it.",
    page: DataStep,
  },
  task: { title: "Task", says: "What a model must do, and what it may cost.", page: TaskStep },
  money: { title: "Money", says: "What you pay, and who receives it.", page: MoneyStep },
  dates: { title: "Dates", says: "Nobody can move them later.", page: DatesStep },
  publish: {
    title: "Publish",
    says: "Spec and data go to IPFS, where miners find them.",
    page: PublishStep,
  },
  review: {
    title: "Review and create",
    says: "Everything once more, before you sign.",
    page: ReviewStep,
  },
};

export default function Create() {
  const { step, id } = useParams<{ step?: string; id?: string }>();
  if (step === "created" && id !== undefined && /^\d{1,15}$/.test(id)) {
    return <Created id={Number(id)} />;
  }
  if (id !== undefined || (step !== undefined && !isStep(step))) return <NoSuchPage />;
  return <Steps step={step ?? "data"} />;
}

function Steps({ step }: { step: Step }) {
  const form = useCreation();
  const left = leftToDo(form);
  return (
    <FormContext value={form}>
      <div className="row spread">
        <div className="stack tight">
          <h1>Create a competition</h1>
          <p className="muted">
            You bring a data set and a prize. Participants submit models, and independent miners
            judge them. Nothing leaves this page until you publish, and you pay nothing until you
            sign.
          </p>
        </div>
        <button
          type="button"
          className="button small"
          onClick={() => {
            if (confirm("Empty the whole form? Keys stay in this browser.")) form.clear();
          }}
        >
          Start over
        </button>
      </div>
      <nav aria-label="Steps">
        <ol className="creating">
          {STEP_NAMES.map((name) => {
            const done = name !== "review" && left.every((each) => each.step !== name);
            return (
              <li key={name} className={done ? "done" : ""}>
                <Link href={`/create/${name}`} aria-current={name === step ? "step" : undefined}>
                  {STEPS[name]}
                  {done && <span className="visually-hidden">, complete</span>}
                </Link>
              </li>
            );
          })}
        </ol>
      </nav>
      <div className="with-summary">
        <OneStep key={step} step={step} form={form} left={left} />
        <Summary />
      </div>
    </FormContext>
  );
}

interface StepProps {
  step: Step;
  form: Form;
  left: ReturnType<typeof leftToDo>;
}

/** The step that was shown last: a new one takes the focus, the first of a visit does not. */
let shown: Step | undefined;

function OneStep({ step, form, left }: StepProps) {
  const [, navigate] = useLocation();
  const heading = useRef<HTMLHeadingElement>(null);
  const section = useRef<HTMLElement>(null);
  const [tried, setTried] = useState(0);
  const { title, says, page: Page } = PAGES[step];
  const next = STEP_NAMES[STEP_NAMES.indexOf(step) + 1];
  const previous = STEP_NAMES[STEP_NAMES.indexOf(step) - 1];
  const missing = left.filter((each) => each.step === step);

  useEffect(() => {
    if (shown !== undefined && shown !== step) {
      heading.current?.focus({ preventScroll: true });
    }
    shown = step;
  }, [step]);

  // After the errors are shown: some of them open the part of the form that they are in.
  useEffect(() => {
    if (tried === 0) return;
    const first = section.current?.querySelector<HTMLElement>(
      "[aria-invalid=true], [data-missing]",
    );
    first?.focus();
  }, [tried]);

  async function proceed() {
    await form.fields.trigger(fieldsOf(step, form.draft) as "name"[]);
    if (missing.length > 0) setTried((times) => times + 1);
    else if (next) navigate(`/create/${next}`);
  }

  return (
    <section ref={section} className="card" aria-labelledby="create-step">
      <h2 id="create-step" ref={heading} tabIndex={-1}>{title}</h2>
      <p className="muted">{says}</p>
      <Page />
      {tried > 0 && missing.length > 0 && next && (
        <div className="notice error stacked" role="alert" tabIndex={-1} data-missing>
          <p>
            <strong>Before you continue:</strong>
          </p>
          <ul>{missing.map(({ says }) => <li key={says}>{says}</li>)}</ul>
        </div>
      )}
      {next && (
        <div className="actions">
          {previous && <Link href={`/create/${previous}`} className="button">Back</Link>}
          <button type="button" className="button primary" onClick={() => void proceed()}>
            Continue to {STEPS[next].toLowerCase()}
          </button>
        </div>
      )}
    </section>
  );
}
