import { EXIT } from "../../../../protocol/errors.ts";
import { showDistance, showEther } from "../../../../protocol/format/format.ts";
import type { Competition } from "../../../../protocol/state/competition.ts";
import { prizeOf } from "../../../../protocol/terms/refused_terms.ts";
import { inLanes } from "../../../base/in_lanes.ts";
import { countCompetitions, readCompetition } from "../../../chain/read_competition.ts";
import { CHAIN_OPTIONS, openConnection } from "../../chain_option.ts";
import { type Command, usage } from "../../command.ts";
import { GATEWAY_OPTION, HOME_OPTION } from "../../home_option.ts";
import { toJson } from "../../json.ts";
import { type FoundSpec, specFinder } from "../../named_spec.ts";
import { renderTable } from "../../render_table.ts";
import { phaseOf } from "../../sealed_status.ts";

/** Competitions that are read at the same time. */
const LANES = 8;
const PHASES = ["registration", "submission", "opening", "evaluation", "ended"];

export const list: Command = {
  name: "competitions list",
  summary: "List competitions, the latest first",
  options: [
    ...CHAIN_OPTIONS,
    { name: "limit", value: "N", help: "At most so many", default: "20" },
    { name: "before", value: "ID", help: "Only those with a smaller number" },
    { name: "phase", value: "NAME", help: `Only those in a phase: ${PHASES.join(", ")}` },
    GATEWAY_OPTION,
    HOME_OPTION,
  ],
  notes: `Names and metrics are in the specs; those that neither the home nor a gateway has
are shown as "-".`,
  examples: [
    "deml competitions",
    "deml competitions list --phase registration --json",
  ],
  async run(invocation) {
    const wanted = invocation.text("phase");
    if (wanted !== undefined && !PHASES.includes(wanted)) {
      throw usage(list, `--phase takes ${PHASES.join(", ")}, not "${wanted}"`);
    }
    const limit = invocation.requiredInteger("limit", { min: 1, max: 1_000 });
    const connection = await openConnection(invocation);
    const count = Number(await countCompetitions(connection));
    const before = invocation.integer("before", { min: 1, max: Number.MAX_SAFE_INTEGER });
    const found: { competition: Competition; spec: FoundSpec }[] = [];
    const find = specFinder(invocation);
    // Some at a time: a filter may leave few of many.
    for (let last = Math.min(count, (before ?? Infinity) - 1); last >= 1 && found.length < limit;) {
      const ids = Array.from({ length: Math.min(limit, last) }, (_, index) => last - index);
      last -= ids.length;
      invocation.terminal.progress(`Reading competitions ${ids.at(-1)} to ${ids[0]} of ${count}`);
      const read = new Map<number, typeof found[number]>();
      await inLanes(ids, LANES, async (id) => {
        const competition = await readCompetition(connection, BigInt(id));
        if (wanted !== undefined && placeOf(competition) !== wanted) return;
        read.set(id, { competition, spec: await find(competition.specDigest) });
      });
      for (const id of ids) {
        const one = read.get(id);
        if (one !== undefined) found.push(one);
      }
    }
    const shown = found.slice(0, limit);
    invocation.terminal.clear();
    if (invocation.json) {
      const competitions = shown.map(({ competition, spec }) => ({
        ...competition,
        name: "spec" in spec ? spec.spec.name : null,
        metric: "spec" in spec ? spec.spec.metric : null,
      }));
      invocation.terminal.out(toJson({ total: count, competitions }));
      return EXIT.ok;
    }
    if (shown.length === 0) {
      invocation.terminal.note(
        count === 0 ? "The contract has no competitions yet" : "No competition is in that phase",
      );
      return EXIT.ok;
    }
    invocation.terminal.block(tableOf(shown));
    const rest = Number(shown.at(-1)?.competition.id ?? 1) - 1;
    if (rest > 0 && shown.length === limit) {
      invocation.terminal.note(`Older ones: deml competitions list --before ${rest + 1}`);
    }
    return EXIT.ok;
  },
};

function placeOf({ ended, phase }: Competition): string {
  return ended ? "ended" : phase;
}

function tableOf(shown: { competition: Competition; spec: FoundSpec }[]): string {
  return renderTable(
    [
      { heading: "id", right: true },
      { heading: "name" },
      { heading: "kind" },
      { heading: "phase" },
      { heading: "until" },
      { heading: "prize", right: true },
      { heading: "buy-in", right: true },
      { heading: "models", right: true },
      { heading: "miners", right: true },
    ],
    shown.map(({ competition, spec }) => {
      const { id, sealed, ended, phaseEnd, now, fund, buyIn, models, enrolled } = competition;
      return [
        String(id),
        "spec" in spec ? spec.spec.name.slice(0, 40) : "-",
        sealed ? "sealed" : "open",
        phaseOf(competition),
        ended || phaseEnd === 0 ? "-" : showDistance(phaseEnd - now),
        showEther(prizeOf(fund)),
        showEther(buyIn),
        String(models),
        String(enrolled),
      ];
    }),
  );
}
