import type { Given } from "./given.ts";

export default function Page({ competition }: Given & { number?: number }) {
  return <p>{String(competition.id)}</p>;
}
