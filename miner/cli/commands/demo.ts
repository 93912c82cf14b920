import { enterCompetition, type Outcome, play } from "../../demo/play.ts";
import { FUND, openStage, type Stage } from "../../demo/stage.ts";
import type { Balance, RoleBalance } from "../../demo/ledger.ts";
import { type Entry, readEntries } from "../../demo/models.ts";
import { EXIT, told } from "../../../protocol/errors.ts";
import type { RefusedTermName } from "../../../protocol/terms/refused_terms.ts";
import type { Command, Invocation } from "../command.ts";
import { EVALUATOR_OPTIONS, evaluatorOptions } from "../evaluator_option.ts";
import { showEther } from "../../../protocol/format/format.ts";
import { toJson } from "../json.ts";
import { leaderboardTable } from "../leaderboard_table.ts";
import { renderTable } from "../render_table.ts";
import { tellDifference } from "../verify/report.ts";

export const demo: Command = {
  name: "demo",
  summary: "Run a whole competition on this machine: chain, data, models, miners, payment",
  options: [
    {
      name: "miners",
      value: "N",
      help: "Number of miners, 1 to 800: a round takes no more",
      default: "100",
    },
    {
      name: "models",
      value: "FOLDER",
      help: "Folder of the models that enter: .onnx and .deml files",
    },
    { name: "keep", help: "Leave chain and gateway running, and say how to connect" },
    ...EVALUATOR_OPTIONS,
  ],
  notes: `Nothing is mocked: Hardhat's node runs the compiled contract, every miner has its own
key, deposits a stake, fetches the data by content identifier, evaluates each model with
onnxruntime in a child process, commits once its deposit is old enough, reveals and is
paid. The money is counted from the outside, account by account, and must match the
rules to the wei. Without --models three fixtures enter.`,
  examples: [
    "deno task demo",
    "deno task demo --miners 10",
    "deno task demo --models ./my-models --keep",
  ],
  run,
};

async function run(invocation: Invocation): Promise<number> {
  const { terminal, signal } = invocation;
  const miners = invocation.requiredInteger("miners", { min: 1, max: 800 });
  const entries = await readEntries(invocation.text("models"));
  const started = performance.now();
  const elapsed = () => `${((performance.now() - started) / 1000).toFixed(1).padStart(5)} s`;
  const step = (text: string) => {
    terminal.clear();
    if (!invocation.json) terminal.out(`${terminal.paint.dim(elapsed())}  ${text}`);
  };
  terminal.progress("Starting the chain and publishing the data");
  const stage = await openStage();
  try {
    step(`chain ${stage.connection.chainId} at ${stage.chain.url}, DeML deployed`);
    step(`MNIST test set published, ${stage.gateway.url}/ipfs/${stage.spec.test.cid}`);
    const progress = (text: string) => terminal.progress(`${elapsed()}  ${text}`);
    const evaluation = { ...evaluatorOptions(invocation), log: step };
    const outcome = await play(stage, entries, { miners, signal, evaluation }, { step, progress });
    const { balance, roles } = await stage.ledger.close(stage.connection);
    const seconds = (performance.now() - started) / 1000;
    if (invocation.json) terminal.out(toJson(summary(stage, outcome, balance, seconds)));
    else show(invocation, stage, outcome, balance, roles, seconds);
    requireRightMoney(outcome, balance, roles);
    requireVerified(outcome);
    if (invocation.flag("keep")) await keep(invocation, stage, entries);
    return EXIT.ok;
  } finally {
    terminal.clear();
    await stage.close();
  }
}

/** Whether every wei is where the rules put it, and the contract's books agree. */
function requireRightMoney(
  { competition: { held, burnt }, expected }: Outcome,
  balance: Balance,
  roles: RoleBalance[],
): void {
  const out = (role: string) => roles.find((row) => row.role === role)?.out ?? 0n;
  const wrong = [
    ["the difference", balance.difference, 0n],
    ["what the contract holds", balance.held, held],
    ["what is left in it", held, 0n],
    ["what was burnt", balance.burnt, burnt],
    ["what should be burnt", balance.burnt, expected.burnt],
    ["the miners' part", out("miners"), expected.miners],
    ["the participants' part", out("participants"), expected.participants],
    ["the organizer's part", out("organizer"), expected.organizer],
  ].find(([, found, due]) => found !== due);
  if (wrong === undefined) return;
  const [what, found, due] = wrong;
  throw told(
    "internal",
    `The money is wrong: ${what} is ${found} wei, not ${due}`,
    "Please report it",
  );
}

/** Whether `deml verify` agrees with what was played. */
function requireVerified({ verification: { verified, differences, unchecked } }: Outcome): void {
  if (verified) return;
  const [difference] = differences;
  const why = difference ? tellDifference(difference) : unchecked[0]?.because ?? "nothing";
  throw told("internal", `The competition does not verify: ${why}`, "Please report it");
}

/** The one object of `--json`. */
function summary(stage: Stage, outcome: Outcome, balance: Balance, seconds: number) {
  const { standings, names, evaluations, prize } = outcome;
  const models = standings.map((standing) => ({
    rank: standing.rank,
    name: names.get(standing.id),
    author: standing.author,
    score: standing.score,
    average: standing.average,
    evaluations: standing.evaluations,
    agreement: standing.agreement,
    digest: standing.digest,
    bytes: standing.size,
  }));
  const [first] = models;
  return {
    models,
    evaluations,
    verified: outcome.verification.verified,
    winner: first?.rank === 1 ? { name: first.name, author: first.author, prize } : undefined,
    balance,
    gas: Object.fromEntries(gasRows(stage).map(({ call, ...row }) => [call, row])),
    seconds: Math.round(100 * seconds) / 100,
  };
}

function gasRows(stage: Stage) {
  const calls: [string, bigint[]][] = [["deployment", [stage.deploymentGas]], ...stage.gas];
  return calls.map(([call, used]) => {
    const sorted = [...used].sort((a, b) => (a < b ? -1 : 1));
    const [median = 0n, most = 0n] = [sorted[used.length >> 1], sorted.at(-1)];
    return { call, count: used.length, median, most };
  });
}

function show(
  { terminal }: Invocation,
  stage: Stage,
  { standings, names, evaluations, prize }: Outcome,
  balance: Balance,
  roles: RoleBalance[],
  seconds: number,
): void {
  const { out, block, paint } = terminal;
  const nameOf = ({ id }: { id: number }) => names.get(id) ?? `#${id}`;
  out();
  out(paint.bold("Leaderboard"));
  block(leaderboardTable(standings, nameOf));
  const [first] = standings;
  if (first?.rank === 1) {
    out();
    out(`${paint.green(nameOf(first))} wins ${showEther(prize)}`);
  }
  out();
  out(paint.bold("Gas"));
  block(renderTable(
    [
      { heading: "call" },
      ...["calls", "median", "most"].map((heading) => ({ heading, right: true })),
    ],
    gasRows(stage).map(({ call, count, median, most }) => [
      call,
      String(count),
      median.toLocaleString("en"),
      most.toLocaleString("en"),
    ]),
  ));
  out();
  out(paint.bold("Balance sheet, in wei"));
  block(renderTable(
    [{ heading: "who" }, { heading: "paid in", right: true }, { heading: "paid out", right: true }],
    [
      ...roles.map((row) => [`${row.accounts} ${row.role}`, String(row.in), String(row.out)]),
      ["burnt", "", String(balance.burnt)],
      ["held by the contract", "", String(balance.held)],
      ["difference", "", String(balance.difference)],
    ],
  ));
  out();
  out(`${evaluations} evaluations in ${seconds.toFixed(1)} s, fund ${showEther(FUND)}`);
}

/** Terms that nobody should accept except on their own machine. */
const KEPT_TERMS: RefusedTermName[] = [
  "commit-window-short",
  "reveal-window-short",
  "few-seats",
  "cheap-quorum",
];

/** Leaves a competition that one miner can mine alone, and waits for the signal to stop. */
async function keep(
  { terminal, signal }: Invocation,
  stage: Stage,
  entries: Entry[],
): Promise<void> {
  const now = await stage.now();
  const { id } = await enterCompetition(stage, entries, {
    // Three commit windows, and a few seconds to send it.
    registrationEnd: now + 200,
    submissionEnd: now + 86_400,
    evaluationEnd: now + 7 * 86_400,
    roundInterval: 0,
    commitWindow: 60,
    revealWindow: 60,
    seats: 1,
    seatStake: FUND / 20n,
  }, { step: () => {} });
  // Time must pass for a deposit to count, and this node mines when something is sent.
  await stage.chain.control.setIntervalMining({ interval: 1 });
  const miner = await stage.actor("miners");
  const said = `
Still running; Ctrl-C stops it. To connect:
  export DEML_RPC=${stage.chain.url}
  export DEML_CONTRACT=${stage.connection.contract}
  export DEML_GATEWAY=${stage.gateway.url}
A key with ether, of this chain only:
  export DEML_PRIVATE_KEY=${miner.key}
Competition ${id} is open and pays one evaluation per model; its deposits count after one
to two minutes. Miners refuse such terms unless they are accepted:
  deno task deml mine --competition ${id} ${KEPT_TERMS.map((term) => `--accept ${term}`).join(" ")}
then \`deno task deml leaderboard\` and \`deno task deml status\`.
The web page: \`deno task build:dashboard && deno task deml dashboard --publish\`. It can be
tried without an extension: connect "Test wallet of this browser", which gets test ether.`;
  for (const line of said.split("\n")) terminal.note(line);
  await new Promise<void>((resolve) => {
    if (signal.aborted) return resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
