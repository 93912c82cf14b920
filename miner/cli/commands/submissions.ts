import { EXIT, told } from "../../../protocol/errors.ts";
import { showBytes } from "../../../protocol/format/format.ts";
import { showModel } from "../../../protocol/text/model_name.ts";
import { showScore } from "../../../protocol/format/show_score.ts";
import type { Competition } from "../../../protocol/state/competition.ts";
import type { Model } from "../../../protocol/state/model.ts";
import { PRIVATE_KEY_VARIABLE } from "../../base/variables.ts";
import { countCompetitions, readCompetition } from "../../chain/read_competition.ts";
import { readLeaderboard } from "../../chain/read_leaderboard.ts";
import { readNamesIfAny } from "../../chain/read_model_names.ts";
import { readModels } from "../../chain/read_models.ts";
import type { Due } from "../../participant/dues.ts";
import { CHAIN_OPTIONS, openConnection } from "../chain_option.ts";
import type { Command } from "../command.ts";
import { competitionAt } from "../id_argument.ts";
import { toJson } from "../json.ts";
import { OWN_OPTIONS, ownAddress } from "../own_account.ts";
import { renderTable } from "../render_table.ts";
import { phaseOf } from "../sealed_status.ts";
import { ownCompetitions, readDues } from "../watch/own_dues.ts";
import { showDue } from "../watch/sentences.ts";

export const submissions: Command = {
  name: "submissions",
  summary: "List your own models: status, score, rank, and what is due",
  options: [
    ...CHAIN_OPTIONS,
    { name: "competition", value: "ID", help: "Only in this one; all of them by default" },
    ...OWN_OPTIONS,
  ],
  notes: "It signs nothing: --address looks at any account.",
  examples: ["deml submissions", "deml submissions --competition 3 --address 0x9fE4… --json"],
  async run(invocation) {
    const only = invocation.integer("competition", { min: 1, max: Number.MAX_SAFE_INTEGER });
    const address = await ownAddress(invocation);
    if (address === undefined) {
      throw told(
        "usage",
        "Whose submissions?",
        `Give --address ADDRESS or --key-file FILE, or set ${PRIVATE_KEY_VARIABLE}`,
      );
    }
    const connection = await openConnection(invocation);
    const { terminal } = invocation;
    const count = Number(await countCompetitions(connection));
    const ids = only === undefined
      ? await ownCompetitions(
        connection,
        address,
        count,
        (done) => terminal.progress(`Reading competitions: ${done} of ${count}`),
      )
      : [(await competitionAt(connection, BigInt(only))).id];
    const found: Entry[] = [];
    const dues: { competition: Competition; due: Due }[] = [];
    for (const id of ids) {
      terminal.progress(`Reading competition ${id}`);
      const competition = await readCompetition(connection, id);
      const models = await readModels(connection, id, competition.models);
      const mine = await readDues(connection, competition, models, address);
      dues.push(...mine.dues.map((due) => ({ competition, due })));
      if (mine.own.length === 0) continue;
      const [standings, names] = await Promise.all([
        readLeaderboard(connection, competition),
        readNamesIfAny(connection, competition),
      ]);
      for (const model of mine.own) {
        const rank = standings.find((standing) => standing.id === model.id)?.rank;
        found.push({ competition, model, rank, name: names.get(model.id) });
      }
    }
    terminal.clear();
    if (invocation.json) {
      terminal.out(toJson({
        address,
        submissions: found.map(({ competition, model, rank, name }) => ({
          competition: competition.id,
          phase: competition.phase,
          rank,
          name,
          ...model,
        })),
        due: dues.map(({ competition, due }) => ({ competition: competition.id, ...due })),
      }));
      return EXIT.ok;
    }
    if (found.length === 0) terminal.out(`${address} has submitted no models`);
    else terminal.block(tableOf(found));
    for (const { competition, due } of dues) {
      terminal.out(
        `Competition ${competition.id}: ${showDue(due, competition.id, competition.now)}`,
      );
    }
    return EXIT.ok;
  },
};

interface Entry {
  competition: Competition;
  model: Model;
  rank: number | undefined;
  name: string | undefined;
}

function tableOf(entries: Entry[]): string {
  return renderTable(
    [
      { heading: "competition", right: true },
      { heading: "phase" },
      { heading: "model" },
      { heading: "status" },
      { heading: "score", right: true },
      { heading: "rank", right: true },
      { heading: "size", right: true },
    ],
    entries.map(({ competition, model, rank, name }) => [
      String(competition.id),
      phaseOf(competition),
      showModel(model.id, name),
      model.status === "incomplete"
        ? `incomplete, ${Math.floor(100 * model.published / model.size)} %`
        : model.status,
      model.score === undefined ? "-" : showScore(model.score),
      rank === undefined ? "-" : String(rank),
      showBytes(model.size),
    ]),
  );
}
