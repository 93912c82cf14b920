/** How far a long piece of work is. */
interface Props {
  label: string;
  /** Of `of`; absent while nothing can be said */
  done?: number;
  of?: number;
  cancel?: () => void;
}

export function Progress({ label, done, of, cancel }: Props) {
  const share = done === undefined || !of ? undefined : done / of;
  return (
    <div className="progress" role="group" aria-label={label}>
      <span>
        {label}
        {share !== undefined && <b>{Math.floor(100 * share)} %</b>}
      </span>
      <progress max={1} value={share} aria-label={label} />
      {cancel && <button type="button" className="button" onClick={cancel}>Stop</button>}
    </div>
  );
}
