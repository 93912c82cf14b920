import { CoreError, type CoreErrorCode } from "../mod.ts";

/** The code of the refusal that a call ends with; a call that succeeds is a failure. */
export function refusal(call: () => unknown, label = ""): CoreErrorCode {
  return refusalError(call, label).code;
}

/** The refusal itself. */
export function refusalError(call: () => unknown, label = ""): CoreError {
  try {
    call();
  } catch (error) {
    if (error instanceof CoreError) return error;
    throw error;
  }
  throw new Error(`Nothing was refused: ${label}`);
}
