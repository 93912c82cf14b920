/**
 * How long a full round takes a usual miner, if every model does as much as the form allows.
 *
 * @module
 */
import { roundTime } from "../../../../miner/evaluation/limits.ts";
import type { Draft } from "../../../../miner/organizer/draft.ts";

/** Models of a full round. */
const ROUND = 32;
/** A miner evaluates one model per core; few have less than four. */
const CORES = 4;

/** In seconds; 0 while the form does not say enough. */
export function roundSeconds({ limits, test }: Draft): number {
  const [multiplyAdds, rows] = [Number(limits.multiplyAdds), Number(test.rows)];
  if (!(multiplyAdds > 0 && rows > 0)) return 0;
  return roundTime({ multiplyAdds, rows, models: ROUND, width: CORES });
}
