/**
 * What a child asks of the kernel, seen from outside: no connection ever, no file outside its list
 * while it starts, and no file at all once it reads what strangers wrote.
 */
import { assert, assertEquals } from "@std/assert";
import { fromFileUrl } from "@std/path/from-file-url";
import { encodeHead, exactly, readFrame } from "../../miner/evaluation/frames.ts";
import type { EngineName } from "../../miner/evaluation/protocol.ts";
import type { Sandbox } from "../../miner/evaluation/sandbox.ts";
import { childCommand } from "../../miner/evaluation/spawn.ts";
import { competition, goodModel } from "./models.ts";
import { WALLS } from "./walls.ts";

const ROOT = fromFileUrl(new URL("../../", import.meta.url));

/** Why strace cannot run here, or undefined. */
async function withoutStrace(): Promise<string | undefined> {
  try {
    const { success, stderr } = await new Deno.Command("strace", {
      args: ["-f", "-o", "/dev/null", "/bin/true"],
    }).output();
    return success ? undefined : new TextDecoder().decode(stderr).trim();
  } catch {
    return "strace is not installed";
  }
}

const reason = await withoutStrace();
if (reason) console.warn(`Without strace: ${reason}`);

/** Runs a whole evaluation under strace; answers its calls before and after it was ready. */
async function trace(engine: EngineName, sandbox: Sandbox) {
  const log = await Deno.makeTempFile();
  const { line, folder } = await childCommand({ engine, sandbox, memory: 3e9, processor: 120 });
  const child = new Deno.Command("strace", {
    args: [
      ...[
        "-f",
        "-s",
        "64",
        "-o",
        log,
        "-e",
        "trace=network,open,openat,openat2,creat,execve,write",
      ],
      ...[line.program, ...line.args],
    ],
    cwd: line.cwd,
    clearEnv: true,
    env: { PATH: "/usr/bin:/bin", ...line.env },
    stdin: "piped",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  try {
    const input = child.stdin.getWriter();
    const output = child.stdout.getReader();
    let rest = new Uint8Array();
    const read = exactly({
      async read(buffer) {
        while (rest.length === 0) {
          const { value, done } = await output.read();
          if (done) return null;
          rest = value;
        }
        const taken = rest.subarray(0, buffer.length);
        buffer.set(taken);
        rest = rest.subarray(taken.length);
        return taken.length;
      },
    });
    const next = async () => (await readFrame(read, 1e6))?.header as { type: string } | undefined;
    assertEquals((await next())?.type, "ready");
    const { spec, part, data, labels } = await competition();
    await input.write(
      encodeHead(
        { type: "competition", spec, part, dataBytes: data.length, same: false },
        data.length + labels.length,
      ),
    );
    await input.write(data);
    await input.write(labels);
    assertEquals((await next())?.type, "loaded");
    const model = await goodModel();
    await input.write(
      encodeHead({ type: "evaluate", form: "onnx", progress: true, margins: true }, model.length),
    );
    await input.write(model);
    let answer = await next();
    while (answer?.type === "progress") answer = await next();
    assertEquals(answer?.type, "scored");
    await input.close();
    await output.cancel();
    await child.status;
    const lines = joined((await Deno.readTextFile(log)).split("\n"));
    const ready = lines.findIndex((text) => text.includes('write(1, "') && text.includes("ready"));
    assert(ready > 0, "the trace shows the first answer");
    return { before: lines.slice(0, ready), after: lines.slice(ready) };
  } finally {
    await Deno.remove(log);
    await Deno.remove(folder, { recursive: true });
  }
}

/** Puts calls that another thread interrupted together again, where they began. */
function joined(lines: string[]): string[] {
  const open = new Map<string, number>();
  const whole: string[] = [];
  for (const line of lines) {
    const [, thread, call] = /^(\d+)\s+(.*)$/.exec(line) ?? [];
    if (thread === undefined || call === undefined) continue;
    const resumed = /^<\.\.\. \w+ resumed>(.*)$/.exec(call);
    const began = open.get(thread);
    if (resumed && began !== undefined) {
      whole[began] += resumed[1]!;
      open.delete(thread);
    } else {
      if (call.endsWith("<unfinished ...>")) open.set(thread, whole.length);
      whole.push(line.replace("<unfinished ...>", ""));
    }
  }
  return whole;
}

/** Files that a child may open while it starts. */
function allowed(cache: string): string[] {
  const sources = ["miner", "core-wasm", "node_modules", "deno.json", "contracts/package.json"];
  return [
    ...sources.map((name) => `${ROOT}${name}`),
    cache,
    Deno.execPath(),
    // What the dynamic linker, the C library, V8 and Deno ask about the machine.
    ...["/usr/", "/lib/", "/lib64/", "/etc/ld.so", "/etc/localtime", "/dev/null", "/dev/urandom"],
    ...["/proc/self/", "/proc/thread-self/", "/proc/meminfo", "/proc/cpuinfo", "/proc/stat"],
    ...["/proc/filesystems", "/proc/mounts", "/proc/sys/"],
    // The last one by onnxruntime, which looks what hardware there is.
    ...["/sys/devices/system/", "/sys/fs/cgroup/", "/sys/bus/pci/devices"],
  ];
}

/** Paths that were opened, those that were not there left out. */
function opened(lines: string[]): string[] {
  const calls = lines.filter((line) => /\b(open|openat|openat2|creat)\(/.test(line));
  return calls.filter((line) => !/= -1 E/.test(line)).map((line) =>
    /"([^"]*)"/.exec(line)?.[1] ?? line
  );
}

for (const { engine, sandbox } of WALLS) {
  Deno.test({
    name: `what a child asks of the kernel: ${engine} engine, sandbox ${sandbox.kind}`,
    ignore: reason !== undefined,
    fn: async () => {
      const { before, after } = await trace(engine, sandbox);
      const network = /\b(connect|bind|listen|sendto|sendmsg|accept4?)\(/;
      const internet = [...before, ...after].filter((line) =>
        // bubblewrap raises the loopback device of the box over netlink.
        network.test(line) && !/AF_NETLINK|NETLINK|nlmsg/.test(line)
      );
      assertEquals(internet, [], "nothing is connected, sent or listened to");
      assertEquals(after.filter((line) => /\b(socket|execve)\(/.test(line)), []);
      assertEquals(opened(after), [], "no file is opened once it reads what strangers wrote");
      // From the last program on, the child itself runs; bubblewrap built its box before.
      const start = before.findLastIndex((line) => /\bexecve\(/.test(line) && !/= -1/.test(line));
      const cache = Deno.env.get("DENO_DIR") ?? `${Deno.env.get("HOME")}/.cache/deno`;
      const list = allowed(cache);
      const outside = opened(before.slice(start))
        .filter((path) => !list.some((prefix) => path.startsWith(prefix)));
      assertEquals(outside, [], "no file outside its list is opened");
    },
  });
}
