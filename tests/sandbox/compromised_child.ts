/**
 * An evaluator child that a model has taken over, deliberately. It begins as the real one does: it
 * loads its engine and gives up every permission. Then it tries, for the test that wrote its
 * targets into the "model", what code in its place would try, and answers what it reached.
 *
 * With `native`, C functions opened before stand for machine code that a model got to run: Deno's
 * permissions do not hold that back, the operating system must.
 *
 * @module
 */
import { encodeHead, exactly, readFrame } from "../../miner/evaluation/wire/frames.ts";
import { openEngine } from "../../miner/evaluation/engine/open_engine.ts";
import { ENGINE_NEEDS, giveUpPermissions } from "../../miner/evaluation/guest/permissions.ts";
import type { EngineName } from "../../protocol/spec/spec.ts";

/** What to try to reach. */
export interface Targets {
  /** A file with the canary's words */
  file: string;
  /** A TCP port of this machine where the test listens */
  port: number;
  /** A socket in the file system where the test listens */
  socket: string;
  /** A variable of the parent's environment */
  variable: string;
  /** The parent */
  pid: number;
  /** The end of a file's name in /dev/shm */
  shared: string;
  /** A model given to the engine as it is, without the admission check */
  model?: number[];
}

const name = Deno.args[0] as EngineName;
giveUpPermissions(ENGINE_NEEDS[name]);
const engine = await openEngine(name);
const libc = name === "native" ? openLibc() : undefined;
/** Everything that a script can try; answers what it could do. */
async function tryScript({ file, port, socket, variable, pid }: Targets): Promise<string[]> {
  const attempts: Record<string, () => unknown> = {
    "read the canary": () => Deno.readTextFileSync(file),
    "read through node:fs": async () => (await import("node:fs")).readFileSync(file),
    "list a folder": () => [...Deno.readDirSync(".")],
    "read /etc/passwd": () => Deno.readTextFileSync("/etc/passwd"),
    "read its own environment": () => Deno.readTextFileSync("/proc/self/environ"),
    "import a file": () => import(`${new URL("./models.ts", import.meta.url)}`),
    "write into its folder": () => Deno.writeTextFileSync("mine", "x"),
    "write into /tmp": () => Deno.writeTextFileSync("/tmp/deml-compromised", "x"),
    "connect by TCP": () => Deno.connect({ hostname: "127.0.0.1", port }),
    "connect by node:net": async () => {
      const net = await import("node:net");
      await new Promise((resolve, reject) =>
        net.connect(port, "127.0.0.1", () => resolve(1)).on("error", reject)
      );
    },
    "connect to a socket file": () => Deno.connect({ transport: "unix", path: socket }),
    "listen": () => Deno.listen({ port: 0 }),
    "fetch": () => fetch(`http://127.0.0.1:${port}/`),
    "resolve a name": () => Deno.resolveDns("example.com", "A"),
    "read a variable": () => Deno.env.get(variable),
    "read all variables": () => Deno.env.toObject(),
    "run a program": () => new Deno.Command("/bin/true").outputSync(),
    "signal its parent": () => Deno.kill(pid, "SIGCONT"),
    "open a library": () => Deno.dlopen("libc.so.6", {}),
    "ask for the host's name": () => Deno.hostname(),
    "read in a worker": () => startWorker(`Deno.readTextFileSync(${JSON.stringify(file)})`),
    "ask for a permission back": async () => {
      const { state } = await Deno.permissions.request({ name: "read" });
      if (state !== "granted") throw new Error(state);
    },
  };
  const reached: string[] = [];
  for (const [what, attempt] of Object.entries(attempts)) {
    try {
      await attempt();
      reached.push(what);
    } catch {
      // Refused.
    }
  }
  return reached;
}

/** Runs code in a worker. */
async function startWorker(code: string): Promise<void> {
  const told = `try { ${code}; postMessage(true) } catch { postMessage(false) }`;
  const url = `data:text/javascript,${encodeURIComponent(told)}`;
  const worker = new Worker(url, { type: "module" });
  const done = await new Promise<boolean>((resolve) => {
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = (event) => {
      event.preventDefault();
      resolve(false);
    };
  });
  worker.terminate();
  if (!done) throw new Error("refused");
}

type Libc = ReturnType<typeof openLibc>;

function openLibc() {
  return Deno.dlopen("libc.so.6", {
    open: { parameters: ["buffer", "i32", "i32"], result: "i32" },
    socket: { parameters: ["i32", "i32", "i32"], result: "i32" },
    connect: { parameters: ["i32", "buffer", "u32"], result: "i32" },
    kill: { parameters: ["i32", "i32"], result: "i32" },
    getenv: { parameters: ["buffer"], result: "pointer" },
    mount: { parameters: ["buffer", "buffer", "buffer", "u64", "buffer"], result: "i32" },
    posix_spawn: {
      parameters: ["buffer", "buffer", "buffer", "buffer", "buffer", "buffer"],
      result: "i32",
    },
    waitpid: { parameters: ["i32", "buffer", "i32"], result: "i32" },
  }).symbols;
}

const text = (value: string) => new TextEncoder().encode(`${value}\0`);
const [READ, WRITE, WRITE_CREATE] = [0, 1, 0o101];
const [REMOUNT, BIND] = [0x20, 0x1000];
/** More than a child has any use for. */
const MANY_PROCESSES = 100;

/** A command as C takes it. */
interface Prepared {
  words: Uint8Array<ArrayBuffer>[];
  list: BigUint64Array<ArrayBuffer>;
}

/** Lays a command out; pointers can be taken only while the permission is there. */
function prepare(command: string[]): Prepared {
  const words = command.map(text);
  const list = new BigUint64Array(words.length + 1);
  words.forEach((word, index) => {
    list[index] = Deno.UnsafePointer.value(Deno.UnsafePointer.of(word));
  });
  return { words, list };
}

/** Starts a program and answers its process, or undefined. */
function start(libc: Libc, { words, list }: Prepared): number | undefined {
  const pid = new Int32Array(1);
  const failed = libc.posix_spawn(pid, words[0]!, null, null, list, new BigUint64Array(1));
  return failed === 0 ? pid[0]! : undefined;
}

/** Whether a program could be started and did what it was to do. */
function ran(libc: Libc, command: Prepared): boolean {
  const pid = start(libc, command);
  if (pid === undefined) return false;
  const status = new Int32Array(1);
  return libc.waitpid(pid, status, 0) === pid && status[0] === 0;
}

/** Whether so many processes run beside each other. */
function startsMany(libc: Libc): boolean {
  const pids: number[] = [];
  for (let index = 0; index < MANY_PROCESSES; index++) {
    const pid = start(libc, commands!.sleep);
    if (pid === undefined) break;
    pids.push(pid);
  }
  for (const pid of pids) {
    libc.kill(pid, 9);
    libc.waitpid(pid, new Int32Array(1), 0);
  }
  return pids.length === MANY_PROCESSES;
}

/** Settings of the kernel: opened for writing, and not written. */
const SETTINGS = [
  "/proc/sys/kernel/core_pattern",
  "/proc/sys/vm/overcommit_memory",
  "/proc/sysrq-trigger",
  "/proc/self/oom_score_adj",
];
const [AF_UNIX, AF_INET, STREAM] = [1, 2, 1];

/** What machine code can try; answers what it could do. */
function tryMachineCode(
  { file, port, socket, variable, pid, shared }: Targets,
  libc: Libc,
): string[] {
  const attempts: Record<string, () => boolean> = {
    "machine code: read the canary": () => libc.open(text(file), READ, 0) >= 0,
    "machine code: read /etc/passwd": () => libc.open(text("/etc/passwd"), READ, 0) >= 0,
    "machine code: read the parent's environment": () =>
      libc.open(text(`/proc/${pid}/environ`), READ, 0) >= 0,
    "machine code: write beside the canary": () =>
      libc.open(text(`${file}.written`), WRITE_CREATE, 0o600) >= 0,
    "machine code: connect by TCP": () => {
      const address = new Uint8Array(16);
      new DataView(address.buffer).setUint16(0, AF_INET, true);
      new DataView(address.buffer).setUint16(2, port);
      address.set([127, 0, 0, 1], 4);
      return libc.connect(libc.socket(AF_INET, STREAM, 0), address, 16) === 0;
    },
    "machine code: connect to a socket file": () => {
      const address = new Uint8Array(110);
      address[0] = AF_UNIX;
      address.set(text(socket), 2);
      return libc.connect(libc.socket(AF_UNIX, STREAM, 0), address, 110) === 0;
    },
    "machine code: signal its parent": () => libc.kill(pid, 0) === 0,
    "machine code: read a variable": () => libc.getenv(text(variable)) !== null,
    ...Object.fromEntries(SETTINGS.map((path) => [
      `machine code: open ${path} for writing`,
      () => libc.open(text(path), WRITE, 0) >= 0,
    ])),
    "machine code: make /proc writable": () =>
      libc.mount(text("proc"), text("/proc"), text("proc"), BigInt(REMOUNT | BIND), null) === 0,
    "machine code: write into /dev/shm": () =>
      libc.open(text(`/dev/shm/deml-${shared}`), WRITE_CREATE, 0o600) >= 0,
    "machine code: write into /dev": () =>
      libc.open(text(`/dev/deml-${shared}`), WRITE_CREATE, 0o600) >= 0,
    "machine code: open /dev/null for writing": () => libc.open(text("/dev/null"), WRITE, 0) >= 0,
    "machine code: make a user namespace": () => ran(libc, commands!.unshare),
    "machine code: start a hundred processes": () => startsMany(libc),
  };
  return Object.entries(attempts).filter(([, attempt]) => attempt()).map(([what]) => what);
}

/** Gives the engine a model that nobody checked, and looks for the canary in what comes out. */
async function tryModel({ model }: Targets): Promise<string[]> {
  if (model === undefined) return [];
  try {
    const session = await engine.load(Uint8Array.from(model), { input: "image", output: "scores" });
    const { data } = await session.run(new Float32Array(784), [1, 1, 28, 28]);
    const bytes = new Uint8Array((data as Float32Array).slice().buffer);
    return new TextDecoder().decode(bytes).includes("canary") ? ["model: read the canary"] : [];
  } catch {
    return [];
  }
}

async function send(header: unknown): Promise<void> {
  const bytes = encodeHead(header, 0);
  for (let offset = 0; offset < bytes.length;) {
    offset += await Deno.stdout.write(bytes.subarray(offset));
  }
}

const commands = libc && {
  sleep: prepare(["/usr/bin/sleep", "20"]),
  unshare: prepare(["/usr/bin/unshare", "--user", "/usr/bin/true"]),
};
const granted = giveUpPermissions();
await send({ type: "ready", engine: engine.name, version: engine.version, granted });
const read = exactly(Deno.stdin);
for (let frame = await readFrame(read, 1e9); frame; frame = await readFrame(read, 1e9)) {
  const { type } = frame.header as { type: string };
  if (type === "competition") {
    await send({ type: "loaded", rows: 10_000, features: 784 });
    continue;
  }
  const targets = JSON.parse(new TextDecoder().decode(frame.body)) as Targets;
  const reached = [
    ...await tryScript(targets),
    ...(libc ? tryMachineCode(targets, libc) : []),
    ...await tryModel(targets),
  ];
  await send({
    type: "invalid",
    rule: "reached",
    found: JSON.stringify(reached),
    advice: { kind: "shrink" },
  });
}
Deno.exit(0);
