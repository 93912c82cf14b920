/** Fields of the form, by their path: a label, a control, a hint, and what is wrong. */
import { type ReactNode, useId } from "react";
import { type FieldPathByValue, get } from "react-hook-form";
import { type Draft, type Duration, UNIT_NAMES } from "../../../../miner/organizer/draft.ts";
import { useCreate } from "./form.ts";
import { useWhy } from "./why.ts";

type TextName = FieldPathByValue<Draft, string>;
type FlagName = FieldPathByValue<Draft, boolean>;
type DurationName = FieldPathByValue<Draft, Duration>;

interface Around {
  label: string;
  hint?: ReactNode;
  name: TextName;
}

interface TextProps extends Around {
  inputMode?: "numeric" | "decimal" | "text";
  type?: "text" | "datetime-local";
  placeholder?: string;
  rows?: number;
  whole?: boolean;
  /** What to do when somebody has typed */
  typed?: () => void;
}

/** Text, a number, or several lines with `rows`. */
export function TextField({ name, label, hint, rows, whole, type = "text", ...more }: TextProps) {
  const { fields, common, says } = useField(name, hint);
  const { typed, ...rest } = more;
  const input = {
    ...common,
    ...rest,
    ...fields.register(name, { onChange: typed }),
    autoComplete: "off",
  };
  return (
    <div className={`field ${whole ? "whole" : ""}`}>
      <label htmlFor={common.id}>{label}</label>
      {rows ? <textarea {...input} rows={rows} /> : <input {...input} type={type} />}
      {says}
    </div>
  );
}

interface SelectProps extends Around {
  options: [value: string, words: string][];
  chosen?: (value: string) => void;
}

/** One of a few. */
export function SelectField({ name, label, hint, options, chosen }: SelectProps) {
  const { fields, common, says } = useField(name, hint);
  const onChange = ({ target }: { target: { value: string } }) => chosen?.(target.value);
  return (
    <div className="field">
      <label htmlFor={common.id}>{label}</label>
      <select {...common} {...fields.register(name, { onChange })}>
        {options.map(([key, words]) => <option key={key} value={key}>{words}</option>)}
      </select>
      {says}
    </div>
  );
}

/** A number and its unit. */
export function DurationField(
  { name, label, hint }: { name: DurationName; label: string; hint?: ReactNode },
) {
  const { fields, common, says } = useField(`${name}.count` as TextName, hint);
  return (
    <div className="field">
      <label htmlFor={common.id}>{label}</label>
      <div className="duration">
        <input
          {...common}
          {...fields.register(`${name}.count` as TextName)}
          type="text"
          inputMode="decimal"
          autoComplete="off"
        />
        <select aria-label={`${label}: unit`} {...fields.register(`${name}.unit` as TextName)}>
          {UNIT_NAMES.map((unit) => <option key={unit}>{unit}</option>)}
        </select>
      </div>
      {says}
    </div>
  );
}

/** Yes or no. */
export function Check({ name, children }: { name: FlagName; children: ReactNode }) {
  const { fields, common, says } = useField(name, undefined);
  return (
    <div className="stack tight">
      <label className="check">
        <input type="checkbox" {...common} {...fields.register(name)} />
        <span>{children}</span>
      </label>
      {says}
    </div>
  );
}

/** What every control has, and what stands below it: an error, a refused term, a reason, a hint. */
function useField(name: string, hint: ReactNode) {
  const { fields } = useCreate();
  const id = useId();
  const why = useWhy(name);
  const error: { message?: string } | undefined = get(fields.formState.errors, name);
  const wrong = error?.message;
  const says = (
    <>
      <small id={`${id}-says`} className={wrong ? "wrong" : ""} aria-live="polite">
        {wrong ?? (why ? `${why}.` : hint)}
      </small>
      {wrong === undefined && <Refusal of={name} />}
    </>
  );
  const common = {
    id,
    "aria-invalid": wrong !== undefined,
    "aria-describedby": `${id}-says`,
  };
  return { fields, common, says };
}

interface ChoiceProps<T extends string> {
  legend: string;
  value: T;
  options: [value: T, words: string, more: ReactNode][];
  change(value: T): void;
  children?: ReactNode;
}

/** One of a few that need a sentence each. */
export function Choice<T extends string>(
  { legend, value, options, change, children }: ChoiceProps<T>,
) {
  const name = useId();
  return (
    <fieldset>
      <legend>{legend}</legend>
      {options.map(([key, words, more]) => (
        <label className="check" key={key}>
          <input type="radio" name={name} checked={value === key} onChange={() => change(key)} />
          <span>
            <strong>{words}</strong> <span className="muted">{more}</span>
          </span>
        </label>
      ))}
      {children}
    </fieldset>
  );
}

/** What is said of a choice that careful clients refuse. */
export function Refusal({ of }: { of: string }) {
  const { refused, change } = useCreate();
  return refused.filter(({ field }) => field === of).map(({ term, by, says, accepts, mend }) => (
    <small key={term} className="refusal" data-term={term}>
      {by === "miners" ? "Miners refuse this." : "Careful authors stay away."} {says}.{" "}
      <button
        type="button"
        className="plain"
        onClick={() => change(mend)}
      >
        {accepts}
      </button>
    </small>
  ));
}
