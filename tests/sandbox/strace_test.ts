/**
 * What a child asks of the kernel, seen from outside: no connection ever, no file outside its list
 * while it starts, and no file at all once it reads what strangers wrote.
 */
import { assertEquals } from "@std/assert";
import { fromFileUrl } from "@std/path/from-file-url";
import { childCommand, denoCache } from "../../miner/evaluation/host/spawn.ts";
import { withoutStrace } from "../lacks.ts";
import { connected, opened, trace } from "./trace.ts";
import { SETUPS } from "./sandboxes.ts";

const ROOT = fromFileUrl(new URL("../../", import.meta.url));

const reason = await withoutStrace();

/** Files that a child may open while it starts. */
function allowed(cache: string): string[] {
  // The workspace's members are named in deno.json, and Deno reads what they say of themselves.
  const members = [
    ...["contracts/package.json", "dashboard/deno.json", "dashboard/package.json"],
    "scripts/bench/package.json",
  ];
  const sources = ["miner", "protocol", "core-wasm", "node_modules", "deno.json", ...members];
  return [
    ...sources.map((name) => `${ROOT}${name}`),
    cache,
    Deno.execPath(),
    // What the dynamic linker, the C library, V8 and Deno ask about the machine.
    ...["/usr/", "/lib/", "/lib64/", "/etc/ld.so", "/etc/localtime", "/dev/null", "/dev/urandom"],
    // bubblewrap's first process looks in /proc which files it has open, perhaps after the child starts.
    "self/fd",
    ...["/proc/self/", "/proc/thread-self/", "/proc/meminfo", "/proc/cpuinfo", "/proc/stat"],
    ...["/proc/filesystems", "/proc/mounts", "/proc/sys/"],
    // The C library, since the child's environment asks it for large pages.
    "/sys/kernel/mm/transparent_hugepage/",
    // The last one by onnxruntime, which looks what hardware there is.
    ...["/sys/devices/system/", "/sys/fs/cgroup/", "/sys/bus/pci/devices"],
  ];
}

for (const { engine, sandbox } of SETUPS) {
  Deno.test({
    name: `a child's system calls: ${engine} engine, sandbox ${sandbox.kind}`,
    ignore: reason !== undefined,
    fn: async () => {
      const options = { engine, sandbox, memory: 3e9, processor: 120 };
      const { line, folder } = childCommand(options);
      const { before, after } = await trace(line);
      await Deno.remove(folder, { recursive: true });
      assertEquals(connected([...before, ...after]), [], "nothing is connected or listened to");
      assertEquals(after.filter((line) => /\b(socket|execve)\(/.test(line)), []);
      assertEquals(opened(after), [], "no file is opened once it reads what strangers wrote");
      // From the last program on, the child itself runs; bubblewrap built its sandbox before.
      const start = before.findLastIndex((line) => /\bexecve\(/.test(line) && !/= -1/.test(line));
      const list = allowed(denoCache());
      const outside = opened(before.slice(start))
        .filter((path) => !list.some((prefix) => path.startsWith(prefix)));
      assertEquals(outside, [], "no file outside its list is opened");
    },
  });
}
