/** What is looked for among the competitions. */
import { useEffect, useId, useState } from "react";
import { KINDS, ORDERS, STATES, type Wish } from "../words/find.ts";

/** A pause in typing, in milliseconds; each change of the address costs the browser something. */
const PAUSE = 200;

export function SearchForm({ wish, connected, change }: {
  wish: Wish;
  /** Whether "mine" has a meaning */
  connected: boolean;
  /** @param replace Whether Back skips what was shown before */
  change(more: Partial<Wish>, replace: boolean): void;
}) {
  const [text, setText] = useState(wish.text);
  // The address also changes by Back, and by a link to the plain list.
  useEffect(() => setText(wish.text), [wish.text]);
  useEffect(() => {
    if (text === wish.text) return;
    const timer = setTimeout(() => change({ text }, true), PAUSE);
    return () => clearTimeout(timer);
  }, [text, wish.text]);
  const states = Object.entries(STATES).filter(([name]) =>
    name !== "mine" || connected || wish.state === "mine"
  );
  return (
    <form className="search" role="search" onSubmit={(event) => event.preventDefault()}>
      <label>
        Find
        <input
          type="search"
          placeholder="Name, description, organizer or number"
          value={text}
          onChange={({ target }) => setText(target.value)}
        />
      </label>
      <Choice
        label="Show"
        of={states}
        value={wish.state}
        choose={(state) => change({ state: state as Wish["state"] }, false)}
      />
      <Choice
        label="Kind"
        of={Object.entries(KINDS)}
        value={wish.kind}
        choose={(kind) => change({ kind: kind as Wish["kind"] }, false)}
      />
      <Choice
        label="Order"
        of={Object.entries(ORDERS)}
        value={wish.order}
        choose={(order) => change({ order: order as Wish["order"] }, false)}
      />
    </form>
  );
}

function Choice({ label, of, value, choose }: {
  label: string;
  of: [string, string][];
  value: string;
  choose(value: string): void;
}) {
  const id = useId();
  return (
    <div>
      <label htmlFor={id}>{label}</label>
      <select id={id} value={value} onChange={({ target }) => choose(target.value)}>
        {of.map(([name, shown]) => <option key={name} value={name}>{shown}</option>)}
      </select>
    </div>
  );
}
