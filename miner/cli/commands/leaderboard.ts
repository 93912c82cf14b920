import { CHAIN_OPTIONS, openConnection } from "../chain_option.ts";
import { readCompetition } from "../../chain/read_competition.ts";
import { EXIT } from "../../../protocol/errors.ts";
import { readNamesIfAny } from "../../chain/read_model_names.ts";
import { showModel } from "../../../protocol/text/model_name.ts";
import { readLeaderboard } from "../../chain/read_leaderboard.ts";
import { type Command, usage } from "../command.ts";
import { chosenCompetition, COMPETITION_OPTION } from "../competition_option.ts";
import { toJson } from "../json.ts";
import { leaderboardTable } from "../leaderboard_table.ts";

export const leaderboard: Command = {
  name: "leaderboard",
  summary: "Show the models of a competition, best first",
  options: [
    ...CHAIN_OPTIONS,
    COMPETITION_OPTION,
    { name: "csv", help: "Print CSV, scores in percent" },
  ],
  notes: `The score is the median of a model's evaluations; the average of those within the
tolerance of it is shown for information and does not count for the ranking. Agreement is
their share of all evaluations. A model that at most half agree on waits for another
round; after the third it is unjudged. A model whose bytes are not all on chain is
incomplete. In a sealed competition a model is sealed until its key is published; if it
was not opened in time, it is disqualified. A claimed score is what the author of a sealed
model says it reaches on the public part of the test set: miners check it once the model
is open, and a false one makes it INVALID and costs its author a buy-in. A name is what its author calls a model: two
may have the same one.`,
  examples: [
    "deml leaderboard --rpc http://127.0.0.1:8545 --contract 0x5FbD… --competition 1",
    "deml leaderboard --competition 1 --csv > leaderboard.csv",
  ],
  async run(invocation) {
    if (invocation.json && invocation.flag("csv")) {
      throw usage(leaderboard, "--json and --csv exclude each other");
    }
    const connection = await openConnection(invocation);
    const id = await chosenCompetition(invocation, connection);
    const competition = await readCompetition(connection, id);
    const [standings, names] = await Promise.all([
      readLeaderboard(connection, competition),
      readNamesIfAny(connection, competition),
    ]);
    if (invocation.json) {
      const models = standings.map((standing) => ({ ...standing, name: names.get(standing.id) }));
      invocation.terminal.out(toJson({ competition: id, models }));
    } else if (invocation.flag("csv")) {
      const { leaderboardCsv } = await import("../../../protocol/history/leaderboard_csv.ts");
      invocation.terminal.block(leaderboardCsv(standings, names));
    } else if (standings.length === 0) {
      invocation.terminal.out(`Competition ${id} has no models yet`);
    } else {
      const nameOf = (model: { id: number }) => showModel(model.id, names.get(model.id));
      invocation.terminal.block(leaderboardTable(standings, nameOf));
    }
    return EXIT.ok;
  },
};
