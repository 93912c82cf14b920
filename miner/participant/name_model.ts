/**
 * Naming a model.
 *
 * @module
 */
import { modelNameOf, packModelName } from "../../protocol/text/model_name.ts";
import type { Competition } from "../../protocol/state/competition.ts";
import type { Connection } from "../chain/client.ts";
import { readModelNames } from "../chain/read_model_names.ts";
import type { Write } from "../transactions/sender.ts";

/** Gas of naming a model, rounded up: tests/contract_test.ts measures it. */
export const NAMING_GAS = 36_000n;

/** The call that names a model; white space alone takes its name away. */
export function nameCall(id: bigint, model: number, name: string): Write<"nameModel"> {
  return {
    functionName: "nameModel",
    args: [id, BigInt(model), packModelName(name)],
    purpose: `name model ${model} of competition ${id}`,
  };
}

/** Whether a model has a different name from the one wanted. */
export async function wantsName(
  connection: Connection,
  competition: Competition,
  model: number,
  name: string,
): Promise<boolean> {
  const names = await readModelNames(connection, competition);
  return names.get(model) !== modelNameOf(packModelName(name));
}
