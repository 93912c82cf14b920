/** One suite, on both builds. Timings are in scripts/bench/core.ts only. */
import { type Build, loadCore } from "./mod.ts";
import { testArguments } from "./suite/arguments.ts";
import { testBase64 } from "./suite/base64.ts";
import { testCsv } from "./suite/csv.ts";
import { testCsvExact } from "./suite/csv_exact.ts";
import { testCsvTable } from "./suite/csv_table.ts";
import { testGuards } from "./suite/guards.ts";
import { testInflate } from "./suite/inflate.ts";
import { testInflateByHand } from "./suite/inflate_by_hand.ts";
import { testInflateFuzz } from "./suite/inflate_fuzz.ts";
import { testKeccak } from "./suite/keccak.ts";
import { testLoader } from "./suite/loader.ts";
import { testPreprocess } from "./suite/preprocess.ts";
import { testScore } from "./suite/score.ts";

for (const build of ["simd", "scalar"] satisfies Build[]) {
  const core = loadCore({ build });
  testInflate(core);
  testInflateByHand(core);
  testInflateFuzz(build);
  testBase64(core);
  testCsv(core);
  testCsvExact(core);
  testCsvTable(core);
  testPreprocess(core);
  testScore(core);
  testKeccak(core);
  testLoader(core);
  testArguments(core);
  testGuards(build);
}
