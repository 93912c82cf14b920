/** `deml completions`: sourced by the shell itself, which is then asked what it would complete. */
import { assert, assertEquals } from "@std/assert";
import { bashCompletions } from "../miner/cli/completions/bash.ts";
import { knownCommands } from "../miner/cli/completions/commands.ts";
import { fishCompletions } from "../miner/cli/completions/fish.ts";
import { zshCompletions } from "../miner/cli/completions/zsh.ts";
import { allCommands } from "../miner/cli/table.ts";
import { assertClear, deml } from "./deml.ts";
import { withoutFish, withoutZsh } from "./lacks.ts";

/** Asks a shell to complete a command line; what it offers, sorted. */
type Ask = (line: string) => Promise<string[]>;

async function inShell(
  script: string,
  ask: (folder: string, line: string) => [program: string, ...args: string[]],
  test: (complete: Ask) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "deml-completions-" });
  try {
    await Deno.writeTextFile(`${folder}/script`, script);
    await Deno.mkdir(`${folder}/here/sub folder`, { recursive: true });
    await Deno.writeTextFile(`${folder}/here/model one.onnx`, "");
    await test(async (line) => {
      const [program, ...args] = ask(folder, line);
      const { stdout, stderr } = await new Deno.Command(program, {
        args,
        cwd: `${folder}/here`,
        env: { HOME: folder, TERM: "dumb" },
      }).output();
      const said = new TextDecoder().decode(stderr);
      assertEquals(said, "", said);
      const words = new TextDecoder().decode(stdout).split(/\r?\n/).filter((each) => each !== "");
      return [...new Set(words)].sort();
    });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** What every shell must offer. */
async function requireUseful(complete: Ask): Promise<void> {
  assertEquals(await complete("deml comp"), ["competitions", "completions"]);
  assertEquals(await complete("deml competitions s"), ["show"]);
  assertEquals(await complete("deml journal "), ["backup", "check", "export", "import"]);
  assertEquals(await complete("deml mine --max-s"), ["--max-stake"]);
  assertEquals(await complete("deml competitions list --ph"), ["--phase"]);
  assertEquals(await complete("deml competitions --ph"), ["--phase"], "the noun's own verb");
  assertEquals(await complete("deml pack mod"), ["model one.onnx"]);
  assertEquals(await complete("deml mine --key-file mod"), ["model one.onnx"]);
  assertEquals((await complete("deml mine --home ")).map((each) => each.replace(/\/$/, "")), [
    "sub folder",
  ]);
  assertEquals(await complete("deml mine --max-stake "), []);
}

Deno.test("bash completes commands, verbs, flags, files and folders", async () => {
  // The words as readline gives them: split at blanks and at =.
  const asking = `source "$1/script"; line=$2
COMP_WORDS=(); for word in \${line//=/ = }; do COMP_WORDS+=("$word"); done
[ "\${line% }" = "$line" ] || COMP_WORDS+=("")
COMP_CWORD=$(( \${#COMP_WORDS[@]} - 1 )); compopt() { :; }
_deml; printf '%s\\n' "\${COMPREPLY[@]}"`;
  await inShell(
    bashCompletions(knownCommands(await allCommands())),
    (folder, line) => ["bash", "--norc", "-c", asking, "bash", folder, line],
    async (complete) => {
      await requireUseful(complete);
      assertEquals(await complete("deml mine --key-file=mod"), ["model one.onnx"]);
      assertEquals(await complete("deml help"), ["help"]);
    },
  );
});

Deno.test({
  name: "zsh completes commands, verbs, flags, files and folders",
  ignore: await withoutZsh() !== undefined,
  async fn() {
    // A shell in a pseudo-terminal completes; its compadd is made to write down the bare words.
    const asking = `zmodload zsh/zpty
zpty shell zsh -f -i
zpty -w shell "PS1= PROMPT=; autoload -U compinit; compinit -u -d $1/dump; source $1/script"
zpty -w shell 'compadd() {
  if [[ \${@[(I)-(O|A|D)]} -gt 0 ]]; then builtin compadd "$@"; return; fi
  local -a found; builtin compadd -O found "$@"; local dir; dir=\${@[(I)-f]}
  for each in $found; do print -r -- "<\${(Q)each}>"; done >> '$1'/found
  builtin compadd "$@"
}'
zpty -w shell "bindkey '^I' complete-word; zle -C complete-word complete-word _main_complete; print -r ready >> $1/ready"
until [[ -s $1/ready ]]; do sleep 0.05; done
zpty -w -n shell "$2"$'\\t'
zpty -w -n shell $'\\C-U'"print -r done >> $1/done"$'\\n'
for (( i = 0; i < 200; i++ )); do zpty -r -t shell ignored; [[ -s $1/done ]] && break; sleep 0.05; done
[[ -f $1/found ]] && cat $1/found; rm -f $1/found $1/ready $1/done
zpty -d shell`;
    await inShell(
      zshCompletions(knownCommands(await allCommands())),
      (folder, line) => ["zsh", "-f", "-c", asking, "zsh", folder, line],
      (complete) =>
        requireUseful(async (line) => (await complete(line)).map((word) => word.slice(1, -1))),
    );
  },
});

Deno.test({
  name: "fish completes commands, verbs, flags, files and folders",
  ignore: await withoutFish() !== undefined,
  async fn() {
    const asking = `source $argv[1]/script; complete -C $argv[2]`;
    await inShell(
      fishCompletions(knownCommands(await allCommands())),
      (folder, line) => ["fish", "--no-config", "-c", asking, folder, line],
      (complete) =>
        requireUseful(async (line) =>
          (await complete(line)).map((each) => each.split("\t", 1)[0] ?? "").filter((word) =>
            // Beside the flags' values fish offers folders on the way to a file.
            !line.includes("mod") || !word.endsWith("/")
          )
        ),
    );
  },
});

Deno.test("the command prints each script, and knows no other shell", async () => {
  for (const shell of ["bash", "zsh", "fish"]) {
    const { code, out } = await deml(["completions", shell]);
    assertEquals(code, 0);
    assert(out.includes("max-stake"), shell);
  }
  assertClear(await deml(["completions", "bahs"]), 2, 'did you mean "bash"?');
});
