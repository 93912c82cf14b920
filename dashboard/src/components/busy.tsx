/** Something is loading. */
export function Busy({ what }: { what: string }) {
  return <p className="busy" role="status">{what}…</p>;
}
