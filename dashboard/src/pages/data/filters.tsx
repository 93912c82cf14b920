/** Which rows are shown: by label, and the mistakes of a model that ran here. */
import type { ReactNode } from "react";
import type { Query, TableFacts } from "../../data/table.ts";

/** More labels than this are chosen from a list. */
const BUTTONS = 20;

export function Filters({ facts, ofValues, query, change, nameOf, mistakes }: {
  facts: TableFacts;
  /** Whether labels are values: too many to choose from */
  ofValues: boolean;
  query: Query;
  change(query: Query): void;
  nameOf(label: number): string;
  /** How many a model got wrong; absent if none ran */
  mistakes: number | undefined;
}) {
  const labels = Array.from({ length: ofValues ? 0 : facts.classes }, (_, label) => label);
  const { prediction: _, outside: __, ...kept } = query;
  const choose = (label: number | undefined) => change({ ...kept, label });
  return (
    <div className="row" role="group" aria-label="Filter by label">
      {ofValues ? null : facts.classes <= BUTTONS
        ? (
          <>
            <FilterButton on={query.label === undefined} press={() => choose(undefined)}>
              All
            </FilterButton>
            {labels.map((label) => (
              <FilterButton
                key={label}
                on={query.label === label}
                press={() => choose(label)}
              >
                {nameOf(label)} <small>{(facts.histogram[label] ?? 0).toLocaleString("en")}</small>
              </FilterButton>
            ))}
          </>
        )
        : (
          <label className="field" style={{ maxWidth: "18rem" }}>
            <span>Label</span>
            <select
              value={query.label ?? ""}
              onChange={({ target }) =>
                choose(target.value === "" ? undefined : Number(target.value))}
            >
              <option value="">All</option>
              {labels.slice(0, 5_000).map((label) => (
                <option key={label} value={label}>
                  {nameOf(label)} ({facts.histogram[label]})
                </option>
              ))}
            </select>
          </label>
        )}
      {mistakes !== undefined && (
        <FilterButton
          on={query.mistakes === true}
          press={() => change({ ...kept, mistakes: !query.mistakes })}
        >
          {ofValues ? "Not exact in your model" : "Your model's mistakes"}{" "}
          <small>{mistakes.toLocaleString("en")}</small>
        </FilterButton>
      )}
    </div>
  );
}

function FilterButton({ on, press, children }: {
  on: boolean;
  press(): void;
  children: ReactNode;
}) {
  return (
    <button
      type="button"
      className={`button small ${on ? "primary" : ""}`}
      aria-pressed={on}
      onClick={press}
    >
      {children}
    </button>
  );
}
