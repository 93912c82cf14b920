/** Fields of a form: a label, a control, a hint, and what is wrong. */
import { type ReactNode, useId, useState } from "react";
import { type Duration, UNITS } from "../../../../miner/organizer/draft.ts";

interface Around {
  label: string;
  hint?: ReactNode;
  /** What is wrong with it; an empty field is not reported before its first use */
  wrong?: string;
}

interface TextProps extends Around {
  value: string;
  change(value: string): void;
  inputMode?: "numeric" | "decimal" | "text";
  type?: "text" | "datetime-local";
  placeholder?: string;
  rows?: number;
  whole?: boolean;
  disabled?: boolean;
}

/** Text, a number, or several lines with `rows`. */
export function TextField(props: TextProps) {
  const { label, hint, wrong, value, change, rows, whole, type = "text" } = props;
  const id = useId();
  const [visited, setVisited] = useState(false);
  const shown = visited || value.trim() !== "" ? wrong : undefined;
  const common = {
    id,
    value,
    placeholder: props.placeholder,
    disabled: props.disabled,
    "aria-invalid": shown !== undefined,
    "aria-describedby": `${id}-says`,
    autoComplete: "off",
    onBlur: () => setVisited(true),
  };
  return (
    <div className={`field ${whole ? "whole" : ""}`}>
      <label htmlFor={id}>{label}</label>
      {rows
        ? <textarea {...common} rows={rows} onChange={(event) => change(event.target.value)} />
        : (
          <input
            {...common}
            type={type}
            inputMode={props.inputMode}
            onChange={(event) => change(event.target.value)}
          />
        )}
      <Says id={id} hint={hint} wrong={shown} />
    </div>
  );
}

interface SelectProps<T extends string> extends Around {
  value: T;
  options: [value: T, words: string][];
  change(value: T): void;
}

/** One of a few. */
export function SelectField<T extends string>(
  { label, hint, wrong, value, options, change }: SelectProps<T>,
) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <select
        id={id}
        value={value}
        aria-invalid={wrong !== undefined}
        aria-describedby={`${id}-says`}
        onChange={(event) => change(event.target.value as T)}
      >
        {options.map(([key, words]) => <option key={key} value={key}>{words}</option>)}
      </select>
      <Says id={id} hint={hint} wrong={wrong} />
    </div>
  );
}

interface DurationProps extends Around {
  value: Duration;
  change(value: Duration): void;
}

/** A number and its unit. */
export function DurationField({ label, hint, wrong, value, change }: DurationProps) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <div style={{ display: "grid", gridTemplateColumns: "1fr 1.3fr", gap: "0.4rem" }}>
        <input
          id={id}
          type="text"
          inputMode="decimal"
          autoComplete="off"
          value={value.count}
          aria-invalid={wrong !== undefined}
          aria-describedby={`${id}-says`}
          onChange={(event) => change({ ...value, count: event.target.value })}
        />
        <select
          aria-label={`${label}: unit`}
          value={value.unit}
          onChange={(event) => change({ ...value, unit: event.target.value as Duration["unit"] })}
        >
          {Object.keys(UNITS).map((unit) => <option key={unit}>{unit}</option>)}
        </select>
      </div>
      <Says id={id} hint={hint} wrong={wrong} />
    </div>
  );
}

function Says({ id, hint, wrong }: { id: string; hint: ReactNode; wrong: string | undefined }) {
  return (
    <small id={`${id}-says`} className={wrong ? "wrong" : ""} aria-live="polite">
      {wrong ?? hint}
    </small>
  );
}

interface ChoiceProps<T extends string> {
  legend: string;
  value: T;
  options: [value: T, words: string, more: ReactNode][];
  change(value: T): void;
}

/** One of a few that need a sentence each. */
export function Choice<T extends string>({ legend, value, options, change }: ChoiceProps<T>) {
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
    </fieldset>
  );
}
