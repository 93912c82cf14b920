/**
 * The engines that cross-engine tests run on. Another engine joins by its name here.
 *
 * @module
 */
import type { CompetitionSpec } from "../miner/dataset/spec.ts";

/** The engines as a competition's spec names them. */
export const ENGINES: CompetitionSpec["engine"][] = [{ name: "native", version: "1.30.0" }];
