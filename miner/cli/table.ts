/**
 * The commands, in the order that help lists them. To add one: write its file, and list it here.
 *
 * @module
 */
import type { Command } from "./command.ts";

/** What a noun without a verb does; without an entry here it shows its help. */
export const DEFAULT_VERBS: Record<string, string> = { competitions: "list" };

/**
 * How to load each command: only the one that runs is loaded. `data add` is in
 * `commands/data/add.ts`.
 */
export const COMMANDS: Record<string, () => Promise<Command>> = {
  // The demo starts Hardhat's node, which is in the checkout, not in the single binary.
  ...(Deno.build.standalone ? {} : { demo: async () => (await import("./commands/demo.ts")).demo }),
  mine: async () => (await import("./commands/mine.ts")).mine,
  earnings: async () => (await import("./commands/earnings.ts")).earnings,
  journal: async () => (await import("./commands/journal.ts")).journal,
  "competitions list": async () => (await import("./commands/competitions/list.ts")).list,
  "competitions show": async () => (await import("./commands/competitions/show.ts")).show,
  "competitions create": async () => (await import("./commands/competitions/create.ts")).create,
  "competitions open-test": async () =>
    (await import("./commands/competitions/open_test.ts")).openTest,
  "competitions cancel": async () => (await import("./commands/competitions/cancel.ts")).cancel,
  "competitions finalize": async () =>
    (await import("./commands/competitions/finalize.ts")).finalize,
  "competitions template": async () =>
    (await import("./commands/competitions/template.ts")).template,
  register: async () => (await import("./commands/register.ts")).register,
  submit: async () => (await import("./commands/submit.ts")).submit,
  withdraw: async () => (await import("./commands/withdraw.ts")).withdraw,
  claim: async () => (await import("./commands/claim.ts")).claim,
  "spec check": async () => (await import("./commands/spec/check.ts")).check,
  "spec guess": async () => (await import("./commands/spec/guess.ts")).guess,
  "spec schema": async () => (await import("./commands/spec/schema.ts")).schema,
  "data add": async () => (await import("./commands/data/add.ts")).add,
  "data get": async () => (await import("./commands/data/get.ts")).get,
  "data serve": async () => (await import("./commands/data/serve.ts")).serve,
  "data check": async () => (await import("./commands/data/check.ts")).check,
  "data import": async () => (await import("./commands/data/import.ts")).importCar,
  "data export": async () => (await import("./commands/data/export.ts")).exportCar,
  "data pin": async () => (await import("./commands/data/pin.ts")).pin,
  status: async () => (await import("./commands/status.ts")).status,
  leaderboard: async () => (await import("./commands/leaderboard.ts")).leaderboard,
  dashboard: async () => (await import("./commands/dashboard.ts")).dashboard,
  evaluate: async () => (await import("./commands/evaluate.ts")).evaluate,
  doctor: async () => (await import("./commands/doctor.ts")).doctor,
  check: async () => (await import("./commands/check.ts")).check,
  inspect: async () => (await import("./commands/inspect.ts")).inspect,
  pack: async () => (await import("./commands/pack.ts")).pack,
  unpack: async () => (await import("./commands/unpack.ts")).unpack,
  seal: async () => (await import("./commands/seal.ts")).seal,
  open: async () => (await import("./commands/open.ts")).open,
};
