/**
 * The commands, in the order that help lists them. To add one: write its file, name it here.
 *
 * @module
 */
import type { Command } from "./command.ts";

/** How to load each command: only the one that runs is read. */
export const COMMANDS: Record<string, () => Promise<Command>> = {
  // The demo starts Hardhat's node, which is in the checkout and not in the single binary.
  ...(Deno.build.standalone ? {} : { demo: async () => (await import("./commands/demo.ts")).demo }),
  mine: async () => (await import("./commands/mine.ts")).mine,
  status: async () => (await import("./commands/status.ts")).status,
  leaderboard: async () => (await import("./commands/leaderboard.ts")).leaderboard,
  evaluate: async () => (await import("./commands/evaluate.ts")).evaluate,
  doctor: async () => (await import("./commands/doctor.ts")).doctor,
  pack: async () => (await import("./commands/pack.ts")).pack,
  unpack: async () => (await import("./commands/unpack.ts")).unpack,
};
