/**
 * Children that crash, lie, chatter or never end: each is an abstention, and the next one works.
 */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { fromFileUrl } from "@std/path/from-file-url";
import { zeroHash } from "viem";
import { DemlError } from "../../protocol/errors.ts";
import { tell } from "../../miner/cli/failures/tell.ts";
import { type LoadedCompetition, openEvaluator } from "../../miner/evaluation/host/evaluator.ts";
import { competition } from "./models.ts";
import { leavingNothing } from "./leftovers.ts";
import { SANDBOXES } from "./sandboxes.ts";

const MODULE = fromFileUrl(new URL("./misbehaving_child.ts", import.meta.url));
const model = (deed: string) => new TextEncoder().encode(deed);

/** A deed, and what the abstention says of it. */
const CRASHES: [string, RegExp][] = [
  ["segmentation fault", /exited without an answer \(SIGSEGV\)/],
  ["abort without a word", /most likely for lack of memory \(SIGABRT, at most 1100 MB\)$/],
  ["exit", /exited without an answer/],
  ["uncaught error", /uncaught/],
  ["heap without end", /for lack of memory \(\w+, at most 1100 MB\)/],
  ["noise", /Frame of/],
  ["a header of 4 GB", /Frame of 4294967295/],
  ["a body of 4 GB", /4294967295 bytes/],
  ["half an answer", /cut short/],
  ["more correct than rows", /is impossible/],
  ["a score that its count does not give", /is impossible/],
  ["another number of rows", /is impossible/],
  ["a body too short", /is impossible/],
  ["evidence that nobody asked for", /is impossible/],
  ["evidence of another length", /breaks the protocol/],
  ["a hint that no run gives", /is impossible/],
  ["hints without number", /breaks the protocol/],
  ["an unknown answer", /breaks the protocol/],
  ["a field too many", /breaks the protocol/],
  ["an answer to another question", /is impossible/],
];
const ENDLESS = ["endless", "chatter without end", "progress without end"];

async function assertHealthy(loaded: LoadedCompetition): Promise<void> {
  assertEquals((await loaded.evaluate(model("in order"))).kind, "invalid");
}

for (const { kind } of SANDBOXES) {
  Deno.test(`ten crashing models in a row, and more, leave the daemon healthy: ${kind}`, () =>
    leavingNothing(async () => {
      const evaluator = openEvaluator({ sandbox: kind, width: 2, module: MODULE, memory: 1.1e9 });
      try {
        const loaded = await evaluator.load(await competition());
        assert(CRASHES.length >= 10);
        for (const [deed, says] of CRASHES) {
          const error = await assertRejects(() => loaded.evaluate(model(deed)), DemlError);
          assertEquals(error.code, "evaluator", deed);
          assert(says.test(tell(error).message), `${deed}: ${tell(error).message}`);
        }
        await assertHealthy(loaded);
        // What is an answer to one question is none to another.
        assertEquals((await loaded.evaluate(model("a score alone"))).kind, "scored");
        const asked = { evidence: zeroHash };
        const error = await assertRejects(
          () => loaded.evaluate(model("a score alone"), asked),
          DemlError,
        );
        assert(/answer is impossible/.test(tell(error).message), tell(error).message);
        await assertHealthy(loaded);
        // In parallel, with a sound one among them.
        const [first, second] = await Promise.allSettled([
          loaded.evaluate(model("segmentation fault")),
          loaded.evaluate(model("in order")),
        ]);
        assertEquals([first.status, second.status], ["rejected", "fulfilled"]);
      } finally {
        await evaluator.close();
      }
    }));

  Deno.test(`an endless run is killed within its limit: ${kind}`, () =>
    leavingNothing(async () => {
      const within = 700;
      const evaluator = openEvaluator({ sandbox: kind, width: 1, module: MODULE, within });
      try {
        const loaded = await evaluator.load(await competition());
        for (const deed of ENDLESS) {
          await assertHealthy(loaded);
          const started = performance.now();
          const error = await assertRejects(
            () => loaded.evaluate(model(deed), { onProgress: () => {} }),
            DemlError,
          );
          const took = performance.now() - started;
          assert(
            /killed after 0.7 s, its limit/.test(tell(error).message),
            `${deed}: ${tell(error).message}`,
          );
          assert(took < within + 2_000, `${deed} took ${took} ms`);
        }
        await assertHealthy(loaded);
      } finally {
        await evaluator.close();
      }
    }));
}
