import { EXIT, told } from "../../../../protocol/errors.ts";
import { writeDurably } from "../../../base/files.ts";
import type { BlockStore } from "../../../ipfs/block_store.ts";
import { homeBlocks } from "../../../ipfs/home_blocks.ts";
import { readHead } from "../../../chain/blocks.ts";
import type { Connection } from "../../../chain/client.ts";
import { sayFinding } from "../../../audit/sentences.ts";
import { auditGiven, namesOf } from "../../audit/audited.ts";
import { type Account, openAccount } from "../../account.ts";
import { canAsk } from "../../ask.ts";
import { CHAIN_OPTIONS, openConnection } from "../../chain_option.ts";
import type { Command, Invocation } from "../../command.ts";
import { CONFIRM_OPTIONS, confirmBill } from "../../confirm.ts";
import {
  type Agreed,
  agreedTerms,
  compose,
  type Composed,
  draftOf,
  type Files,
  readFiles,
} from "../../create/compose.ts";
import { openable, PLAN_OPTIONS, type Planned, readPlanned } from "../../create/planned.ts";
import {
  checkPublished,
  PUBLISH_OPTIONS,
  publishTo,
  requireGateways,
  type Target,
  targetsOf,
} from "../../create/publish.ts";
import { refusedOf, reviewOf } from "../../create/review.ts";
import { askFiles, askTerms } from "../../create/wizard.ts";
import { GATEWAY_OPTION, HOME_OPTION, homeMade } from "../../home_option.ts";
import { toJson } from "../../json.ts";
import { SIGNER_OPTIONS } from "../../signer_option.ts";
import { createdId, findEarlier } from "../../../organizer/create_competition.ts";
import { writePlan } from "../../../organizer/plan.ts";
import { estimateWrite } from "../../../transactions/estimate_write.ts";

export const create: Command = {
  name: "competitions create",
  summary: "Create a competition: files, spec, terms, publishing, signature",
  positional: "[PLAN]",
  options: [
    ...CHAIN_OPTIONS,
    ...SIGNER_OPTIONS,
    ...PLAN_OPTIONS,
    {
      name: "key-out",
      value: "FILE",
      help: "Where the test set's key is, or goes; the default is FILE.key.json beside it",
    },
    ...PUBLISH_OPTIONS,
    GATEWAY_OPTION,
    HOME_OPTION,
    ...CONFIRM_OPTIONS,
  ],
  notes:
    `Run \`deml data audit PLAN\` first: it finds leaks, duplicates and labels in order, which would
decide the contest instead of its models. What is serious is shown again before you confirm.

PLAN is what \`deml competitions template\` prints, filled in. Missing fields are guessed from
the files, and you are asked for the others; your answers are kept in PLAN, so that an
interrupted run asks nothing twice.

In this order: the files are read as miners will read them; a sealed test set gets a key, which
is on the disk before anything else; spec and data go into the home, and to --publish; they are
fetched back from --gateway; you see everything, and confirm; one transaction creates it.

A sealed competition needs you once more: publish the key with \`deml competitions open-test\`
in the first third of the opening. Without it the competition is cancelled, and a fifth of the
fund is lost.

--dry-run stops before anything is published; it makes the key, and later runs use it.

Running it again does no harm: the same files give the same CIDs, and a competition with this
spec that you created is found.`,
  examples: [
    "deml competitions create competition.yaml",
    "deml competitions create competition.yaml --publish kubo:http://127.0.0.1:5001 --gateway http://127.0.0.1:8080",
    "deml competitions create --spec competition.json --terms terms.yaml --test test.csv --yes",
    "deml competitions create competition.yaml --dry-run",
  ],
  run,
};

async function run(invocation: Invocation): Promise<number> {
  const targets = targetsOf(invocation);
  requireGateways(invocation);
  const planned = await asked(invocation, await readPlanned(invocation));
  const files = await readFiles(invocation, planned);
  const draft = draftOf(planned, files);
  const connection = await openConnection(invocation);
  const store = homeBlocks(await homeMade(invocation)).published;
  const composed = await compose(invocation, planned, files, draft, store);
  const account = await openAccount(invocation, connection);
  try {
    await awaitPending(invocation, account);
    const earlier = await existing(connection, account, composed);
    if (earlier !== undefined) return report(invocation, account, composed, earlier, false);
    const agreed = agreedTerms(planned, composed.draft, await nowOf(connection), composed.digest);
    if (!invocation.flag("dry-run")) await publish(invocation, targets, composed, store);
    showAll(invocation, composed, agreed, await nowOf(connection));
    await showSerious(invocation, { ...composed, files, byteLimit: agreed.terms.byteLimit });
    if (!await confirmed(invocation, connection, account, composed, agreed)) return EXIT.ok;
    // Durations count from the signature, not from when the files were read.
    const final = agreedTerms(planned, composed.draft, await nowOf(connection), composed.digest);
    const { logs } = await account.sender.send(writeOf(composed, final));
    await account.confirmed();
    return report(invocation, account, composed, createdId(logs), true);
  } finally {
    account.close();
  }
}

/** With what a person adds. */
async function asked(invocation: Invocation, planned: Planned): Promise<Planned> {
  if (!canAsk(invocation) || planned.spec !== undefined) return planned;
  const { path } = planned;
  let { written } = planned;
  try {
    written = await askFiles(invocation, planned.plan, written);
    written = askTerms(invocation, written);
  } finally {
    if (path !== undefined && JSON.stringify(written) !== JSON.stringify(planned.written)) {
      await writeDurably(path, new TextEncoder().encode(writePlan(written)));
      invocation.terminal.note(`Your answers are in ${path}`);
    }
  }
  return { ...planned, written, plan: openable(invocation, written, path) };
}

async function publish(
  invocation: Invocation,
  targets: Target[],
  { roots }: Composed,
  store: BlockStore,
): Promise<void> {
  await publishTo(invocation, targets, roots.map(({ cid }) => cid), store);
  if (!invocation.flag("no-check")) await checkPublished(invocation, roots);
}

function showAll(invocation: Invocation, composed: Composed, agreed: Agreed, now: number): void {
  const { terminal } = invocation;
  const { spec, cid, tried, draft } = composed;
  const { terms, split } = agreed;
  const ready = { spec, cid: String(cid), terms, split, tried, sealed: draft.sealed, now };
  for (const [label, value] of reviewOf(ready)) {
    terminal.note(`${terminal.paint.dim(label.padEnd(14))}${value}`);
  }
  for (const sentence of refusedOf(ready)) terminal.note(terminal.paint.yellow(sentence));
}

/** What would decide the contest instead of its models: nobody can correct it later. */
async function showSerious(
  invocation: Invocation,
  { spec, draft, files, byteLimit }: Composed & { files: Files; byteLimit: number },
): Promise<void> {
  const { terminal, signal } = invocation;
  const given = { spec, files, byteLimit, sealed: draft.sealed };
  const { findings } = await auditGiven(given, (doing) => {
    signal.throwIfAborted();
    terminal.progress(`Looking through ${doing}`);
  });
  terminal.clear();
  for (const finding of findings.filter(({ level }) => level === "serious")) {
    const { message, remedy } = sayFinding(finding, namesOf(given));
    terminal.note(terminal.paint.yellow(`${message}. ${remedy}.`));
  }
}

function writeOf({ spec }: Composed, { terms, fund }: Agreed) {
  return {
    functionName: "createCompetition" as const,
    args: [terms] as const,
    value: fund,
    purpose: `create the competition "${spec.name}"`,
  };
}

async function confirmed(
  invocation: Invocation,
  connection: Connection,
  account: Account,
  composed: Composed,
  agreed: Agreed,
): Promise<boolean> {
  const write = writeOf(composed, agreed);
  return await confirmBill(invocation, connection, account, {
    purpose: write.purpose,
    payments: [["you pay", agreed.fund]],
    gas: await estimateWrite(connection, account.address, write),
    transactions: 1,
  });
}

/** A creation that an earlier run sent is waited for: its terms had another time. */
async function awaitPending({ terminal, signal }: Invocation, { sender }: Account): Promise<void> {
  const pending = () =>
    sender.underWay().some(({ purpose }) => purpose.startsWith("create the competition"));
  for (let first = true; pending(); first = false) {
    signal.throwIfAborted();
    if (first) terminal.note("An earlier run's transaction is pending: waiting for it");
    await sender.tick(() => Promise.resolve(true));
    if (pending()) await new Promise((resolve) => setTimeout(resolve, 1_000));
  }
}

/** What an earlier run created. */
async function existing(
  connection: Connection,
  { address }: Account,
  { digest, seal }: Composed,
): Promise<bigint | undefined> {
  const testKeyCommitment = seal?.file.commitment ?? `0x${"00".repeat(32)}` as const;
  const found = await findEarlier(connection, {
    organizer: address,
    specDigest: digest,
    testKeyCommitment,
  });
  if (found?.same) return found.id;
  if (!found?.sameKey) return undefined;
  throw told(
    "wallet",
    `Competition ${found.id} has the key in ${seal?.path}, which is public or will be`,
    "Seal with another: name a file that does not exist with --key-out",
  );
}

function report(
  { terminal, json }: Invocation,
  account: Account,
  { cid, seal }: Composed,
  id: bigint | undefined,
  isNew: boolean,
): number {
  if (json) {
    terminal.out(
      toJson({
        id,
        created: isNew,
        spec: String(cid),
        keyFile: seal?.path,
        transactions: account.sent,
      }),
    );
    return EXIT.ok;
  }
  terminal.out(
    isNew
      ? `Competition ${id} is created`
      : `Competition ${id} has this spec: you created it before`,
  );
  terminal.note(`See it with \`deml competitions show ${id}\``);
  if (seal !== undefined) {
    terminal.note(
      terminal.paint.yellow(
        `Keep ${seal.path}: \`deml competitions open-test ${id} ${seal.path}\` publishes the key`,
      ),
    );
  }
  return EXIT.ok;
}

async function nowOf(connection: Connection): Promise<number> {
  return (await readHead(connection)).timestamp;
}
