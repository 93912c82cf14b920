/**
 * The commands, in the sections and the order of help. To add one: write its file, and list it in
 * its section.
 *
 * @module
 */
import type { Command } from "./command.ts";

/** Commands for one purpose. */
export interface Section {
  title: string;
  /** How to load each: only the one that runs is loaded. `data add` is in `commands/data/add.ts`. */
  commands: Record<string, () => Promise<Command>>;
}

/** All commands. */
export const SECTIONS: readonly Section[] = [
  {
    title: "Compete",
    commands: {
      register: async () => (await import("./commands/register.ts")).register,
      submit: async () => (await import("./commands/submit.ts")).submit,
      submissions: async () => (await import("./commands/submissions.ts")).submissions,
      withdraw: async () => (await import("./commands/withdraw.ts")).withdraw,
      check: async () => (await import("./commands/check.ts")).check,
      evaluate: async () => (await import("./commands/evaluate.ts")).evaluate,
      inspect: async () => (await import("./commands/inspect.ts")).inspect,
      pack: async () => (await import("./commands/pack.ts")).pack,
      unpack: async () => (await import("./commands/unpack.ts")).unpack,
      seal: async () => (await import("./commands/seal.ts")).seal,
      open: async () => (await import("./commands/open.ts")).open,
    },
  },
  {
    title: "Organize",
    commands: {
      "competitions create": async () => (await import("./commands/competitions/create.ts")).create,
      "competitions open-test": async () =>
        (await import("./commands/competitions/open_test.ts")).openTest,
      "competitions cancel": async () => (await import("./commands/competitions/cancel.ts")).cancel,
      "competitions finalize": async () =>
        (await import("./commands/competitions/finalize.ts")).finalize,
      "competitions template": async () =>
        (await import("./commands/competitions/template.ts")).template,
      "spec check": async () => (await import("./commands/spec/check.ts")).check,
      "spec guess": async () => (await import("./commands/spec/guess.ts")).guess,
      "spec schema": async () => (await import("./commands/spec/schema.ts")).schema,
    },
  },
  {
    title: "Mine",
    commands: {
      mine: async () => (await import("./commands/mine.ts")).mine,
      claim: async () => (await import("./commands/claim.ts")).claim,
      earnings: async () => (await import("./commands/earnings.ts")).earnings,
      "journal export": async () => (await import("./commands/journal/export.ts")).exportTo,
      "journal import": async () => (await import("./commands/journal/import.ts")).importFrom,
      "journal check": async () => (await import("./commands/journal/check.ts")).check,
      "journal backup": async () => (await import("./commands/journal/backup.ts")).backup,
      doctor: async () => (await import("./commands/doctor.ts")).doctor,
    },
  },
  {
    title: "Data",
    commands: {
      "data add": async () => (await import("./commands/data/add.ts")).add,
      "data get": async () => (await import("./commands/data/get.ts")).get,
      "data serve": async () => (await import("./commands/data/serve.ts")).serve,
      "data audit": async () => (await import("./commands/data/audit.ts")).audit,
      "data check": async () => (await import("./commands/data/check.ts")).check,
      "data import": async () => (await import("./commands/data/import.ts")).importCar,
      "data export": async () => (await import("./commands/data/export.ts")).exportCar,
      "data pin": async () => (await import("./commands/data/pin.ts")).pin,
    },
  },
  {
    title: "Look",
    commands: {
      "competitions list": async () => (await import("./commands/competitions/list.ts")).list,
      "competitions show": async () => (await import("./commands/competitions/show.ts")).show,
      status: async () => (await import("./commands/status.ts")).status,
      watch: async () => (await import("./commands/watch.ts")).watch,
      why: async () => (await import("./commands/why.ts")).why,
      leaderboard: async () => (await import("./commands/leaderboard.ts")).leaderboard,
      dashboard: async () => (await import("./commands/dashboard.ts")).dashboard,
      // The demo starts Hardhat's node, which is in the checkout, not in the single binary.
      ...(Deno.build.standalone
        ? {}
        : { demo: async () => (await import("./commands/demo.ts")).demo }),
    },
  },
  {
    title: "This program",
    commands: {
      "wallet new": async () => (await import("./commands/wallet/new.ts")).create,
      "wallet import": async () => (await import("./commands/wallet/import.ts")).importKey,
      "wallet address": async () => (await import("./commands/wallet/address.ts")).address,
      "wallet balance": async () => (await import("./commands/wallet/balance.ts")).balance,
      version: async () => (await import("./commands/version.ts")).version,
      completions: async () => (await import("./commands/completions.ts")).completions,
      "config set": async () => (await import("./commands/config/set.ts")).set,
      "config get": async () => (await import("./commands/config/get.ts")).get,
      "config unset": async () => (await import("./commands/config/unset.ts")).unset,
      "config list": async () => (await import("./commands/config/list.ts")).list,
      "config show": async () => (await import("./commands/config/show.ts")).show,
      "config path": async () => (await import("./commands/config/path.ts")).path,
    },
  },
];

/** How to load each command, by its name. */
export const COMMANDS: Record<string, () => Promise<Command>> = Object.assign(
  {},
  ...SECTIONS.map(({ commands }) => commands),
);

/** Every command, loaded: for what concerns them all, such as help and completions. */
export function allCommands(): Promise<Command[]> {
  return Promise.all(Object.values(COMMANDS).map((load) => load()));
}
