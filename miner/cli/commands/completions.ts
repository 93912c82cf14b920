import { EXIT } from "../../../protocol/errors.ts";
import { type Command, usage } from "../command.ts";
import { bashCompletions } from "../completions/bash.ts";
import { type Known, knownCommands } from "../completions/commands.ts";
import { fishCompletions } from "../completions/fish.ts";
import { zshCompletions } from "../completions/zsh.ts";
import { suggestion } from "../nearest.ts";
import { toJson } from "../json.ts";

const SHELLS: Record<string, (commands: readonly Known[]) => string> = {
  bash: bashCompletions,
  zsh: zshCompletions,
  fish: fishCompletions,
};

export const completions: Command = {
  name: "completions",
  summary: "Print completions of commands and flags for a shell",
  positional: "SHELL",
  options: [],
  notes: `SHELL is bash, zsh or fish. The script is complete: it does not run deml. Print it again
after an upgrade.`,
  examples: [
    "source <(deml completions bash)                  # in ~/.bashrc",
    "source <(deml completions zsh)                   # in ~/.zshrc, after compinit",
    "deml completions fish > ~/.config/fish/completions/deml.fish",
  ],
  async run(invocation) {
    const shell = invocation.argument(0, "SHELL");
    const write = Object.hasOwn(SHELLS, shell) ? SHELLS[shell] : undefined;
    if (write === undefined) {
      const names = Object.keys(SHELLS);
      throw usage(
        completions,
        `SHELL is ${names.join(", ")}, not "${shell}"${suggestion(shell, names)}`,
      );
    }
    const script = write(knownCommands(await invocation.commands()));
    if (invocation.json) invocation.terminal.out(toJson({ shell, script }));
    else invocation.terminal.block(script.trimEnd());
    return EXIT.ok;
  },
};
