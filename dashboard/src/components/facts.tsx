/** Numbers and words with their names, side by side. */
import type { ReactNode } from "react";

export function Facts({ of }: { of: [label: string, value: ReactNode][] }) {
  return (
    <dl className="facts">
      {of.map(([label, value]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
