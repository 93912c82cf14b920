/** `deml mine` as who runs it meets it: refusals before money moves, one process for each key. */
import { assertEquals, assertMatch } from "@std/assert";
import { parseEther } from "viem";
import { openTerms } from "../miner/chain/terms.ts";
import { openStage, type Stage } from "../miner/demo/stage.ts";
import { isEnrolled, startDaemon, until } from "./attacks/daemons.ts";
import { assertClear, deml } from "./deml.ts";

const DAY = 86_400;

/** A stage with a competition in registration, and a miner whose home is its own. */
async function onStage(
  test: (stage: Stage, miner: {
    address: `0x${string}`;
    env: Record<string, string>;
    home: string;
    actor: Awaited<ReturnType<Stage["actor"]>>;
  }) => Promise<void>,
): Promise<void> {
  const stage = await openStage();
  try {
    const organizer = await stage.actor("organizer");
    const now = await stage.now();
    await organizer.sender.send({
      functionName: "createCompetition",
      args: [openTerms({
        specDigest: stage.specDigest,
        fund: parseEther("1"),
        registrationEnd: now + DAY,
        submissionEnd: now + 2 * DAY,
        evaluationEnd: now + 9 * DAY,
      })],
      value: parseEther("1"),
      purpose: "create a competition",
    });
    const actor = await stage.actor("miners");
    const home = `${stage.folder}/${actor.address}`;
    await test(stage, {
      address: actor.address,
      actor,
      home,
      env: {
        DEML_HOME: home,
        DEML_PRIVATE_KEY: actor.key,
        DEML_RPC: stage.chain.url,
        DEML_CONTRACT: stage.connection.contract,
        DEML_GATEWAY: stage.gateway.url,
      },
    });
  } finally {
    await stage.close();
  }
}

const WILLING = ["--accept", "commit-window-short"];

Deno.test("a second process with the same key is refused, and told who holds it", () =>
  onStage(async (stage, { actor, env, address }) => {
    const daemon = startDaemon(stage, actor, WILLING);
    try {
      await until("an enrolment", [daemon], () => isEnrolled(stage, 1n, address));
      const second = await deml(["mine", "--once", ...WILLING], env);
      assertClear(second, 1, `${address} is in use on chain 31337 already: process `);
      assertMatch(second.err, /process \d+, since \d{4}-\d\d-\d\dT/);
    } finally {
      await daemon.stop();
    }
    const third = await deml(["mine", "--once", ...WILLING], env);
    assertEquals(third.code, 0, third.err);
  }));
