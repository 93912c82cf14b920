import { metricTitle } from "../../../../protocol/score/metrics.ts";
import { EXIT } from "../../../../protocol/errors.ts";
import { lengthOf, showDistance, showEther } from "../../../../protocol/format/format.ts";
import { showRefused } from "../../../../protocol/format/refused_sentences.ts";
import type { CompetitionSpec } from "../../../../protocol/spec/spec.ts";
import type { Competition } from "../../../../protocol/state/competition.ts";
import { thirdsOf } from "../../../../protocol/terms/phase_ends.ts";
import { prizeOf, refusedTerms } from "../../../../protocol/terms/refused_terms.ts";
import { show as shown } from "../../../../protocol/text/visible.ts";
import { CHAIN_OPTIONS, openConnection } from "../../chain_option.ts";
import type { Command } from "../../command.ts";
import {
  describeData,
  describeInput,
  describeLimits,
  describeShares,
  type Facts,
} from "../../create/review.ts";
import { tellFailure } from "../../failures/tell.ts";
import { GATEWAY_OPTION, HOME_OPTION } from "../../home_option.ts";
import { competitionNamed } from "../../id_argument.ts";
import { toJson } from "../../json.ts";
import { specFinder } from "../../named_spec.ts";
import { phaseOf } from "../../sealed_status.ts";

/** Characters of a description that a terminal shows. */
const LONGEST = 2_000;

export const show: Command = {
  name: "competitions show",
  summary: "Show what a competition asks, pays and costs",
  positional: "[ID]",
  options: [...CHAIN_OPTIONS, GATEWAY_OPTION, HOME_OPTION],
  notes:
    `Without ID it shows the latest. \`deml status\` shows where it stands: models, miners, rounds.

The spec comes from the home or a gateway; its digest is in the contract, so that nobody can
change it. Terms that careful clients refuse are listed with the reason.`,
  examples: ["deml competitions show 3", "deml competitions show 3 --json | jq .spec.test"],
  async run(invocation) {
    const connection = await openConnection(invocation);
    const competition = await competitionNamed(invocation, connection);
    invocation.terminal.progress("Fetching the spec");
    const found = await specFinder(invocation)(competition.specDigest);
    const spec = "spec" in found ? found.spec : undefined;
    const refused = refusedOf(competition, spec);
    invocation.terminal.clear();
    if (invocation.json) {
      const missing = "failure" in found ? tellFailure(found.failure) : undefined;
      invocation.terminal.out(toJson({ competition, spec: spec ?? null, missing, refused }));
      return EXIT.ok;
    }
    const { terminal } = invocation;
    const facts: Facts = [
      [
        "competition",
        `${competition.id}, ${competition.sealed ? "sealed" : "open"}, ${phaseOf(competition)}`,
      ],
      ...(spec ? factsOf(spec, competition.sealed) : []),
      ...termsOf(competition),
      ...refused.map(({ by, term, because }): [string, string] => [
        by === "miners" ? "miners refuse" : "authors avoid",
        `${term}. ${because}`,
      ]),
      ...nextOf(competition),
    ];
    for (const [label, value] of facts) {
      terminal.out(`${terminal.paint.dim(label.padEnd(14))}${value}`);
    }
    if (spec?.description.trim()) {
      terminal.out();
      for (const line of spec.description.trim().slice(0, LONGEST).split("\n")) {
        terminal.out(shown(line, LONGEST));
      }
    }
    if ("failure" in found) {
      const { message, remedy } = tellFailure(found.failure);
      terminal.note(terminal.paint.yellow(`The spec is not shown: ${message}. ${remedy}.`));
    }
    return EXIT.ok;
  },
};

function refusedOf(competition: Competition, spec: CompetitionSpec | undefined) {
  if (competition.ended) return [];
  const known = spec && {
    spec: {
      engine: spec.engine,
      metric: spec.metric,
      rows: spec.test.rows,
      sealed: spec.test.sealed !== undefined,
    },
  };
  return refusedTerms(competition, known)
    .map((refused) => ({ ...refused, because: showRefused(refused) }));
}

function factsOf(spec: CompetitionSpec, sealed: boolean): Facts {
  const { test, validation } = spec;
  return [
    ["name", shown(spec.name)],
    ["metric", metricTitle(spec)],
    ["test set", describeData(spec, "test", undefined, sealed)],
    ["", test.cid],
    ...(validation
      ? [
        [
          spec.claims ? "public part" : "validation",
          describeData(spec, "validation", undefined, false) +
          (spec.claims ? "; authors may claim scores on it" : ""),
        ],
        ["", validation.cid],
      ] as Facts
      : []),
    ["input", describeInput(spec)],
    ["limits", describeLimits(spec)],
    ["engine", `${spec.engine.name} ${spec.engine.version}`],
  ];
}

function termsOf(c: Competition): Facts {
  const until = (seconds: number) =>
    `${new Date(1_000 * seconds).toISOString().slice(0, 16)}Z, ${showDistance(seconds - c.now)}`;
  return [
    ["organizer", c.organizer],
    ["registration", `until ${until(c.registrationEnd)}`],
    ["submission", `until ${until(c.submissionEnd)}`],
    ...(c.sealed
      ? [
        ["test key", `until ${until(thirdsOf(c).key)}`],
        ["opening", `until ${until(c.openingEnd)}`],
      ] as Facts
      : []),
    ["evaluation", `until ${until(c.evaluationEnd)}`],
    ["rounds", `commits for ${lengthOf(c.commitWindow)}, reveals for ${lengthOf(c.revealWindow)}`],
    [
      "prize",
      `${showEther(prizeOf(c.fund))} to ${describeShares(c.prizeShares)}; pot ${
        showEther(c.pot)
      } now`,
    ],
    [
      "buy-in",
      `${showEther(c.buyIn)}, ${
        c.returnsBuyIns ? "refunded less the parts of judged models" : "which joins the prize"
      }`,
    ],
    [
      "miners",
      `${showEther(c.part)} per model, ${c.seats} seats at ${showEther(c.seatStake)}, ` +
      `quorum ${c.quorum}`,
    ],
    ["tolerance", `${(c.tolerance / 1_000).toFixed(3)} points around the median`],
    [
      "models",
      `paid for ${c.maxModels}, at most ${c.maxModelsPerAuthor} of one participant, ` +
      `${c.byteLimit.toLocaleString("en")} bytes each`,
    ],
  ];
}

/** The commands that fit the phase. */
function nextOf({ id, phase, ended, canCancel, canFinalize }: Competition): Facts {
  const next = canCancel
    ? `deml competitions cancel ${id}`
    : canFinalize
    ? `deml competitions finalize ${id}`
    : ended
    ? "deml withdraw"
    : phase === "registration"
    ? `deml register ${id}`
    : phase === "submission"
    ? `deml submit MODEL --competition ${id}`
    : `deml watch ${id}`;
  return [["next", next]];
}
