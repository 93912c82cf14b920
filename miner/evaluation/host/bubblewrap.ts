/**
 * The sandbox that bubblewrap builds, as a command line: no network, no other process, no home;
 * only the system's libraries and named files, all read-only, and a small temporary folder.
 *
 * @module
 */
/** What a command needs to see and to know. */
export interface SandboxBounds {
  /** Files and folders that it may read, in addition to the system's own */
  visible: string[];
  env: Record<string, string>;
  /** Its working folder, an empty one; inside bubblewrap it has another */
  folder: string;
  /** Bytes of private writable memory */
  memory: number;
  /** Seconds of processor time */
  processor: number;
}

/**
 * What is also closed, if bubblewrap and the kernel can: making new namespaces, through which much
 * of the kernel is reachable, and starting endless processes.
 */
export const CLOSABLE = ["namespaces", "processes"] as const;
export type Closed = typeof CLOSABLE[number];

/**
 * Room for the addon that the single binary unpacks, for the library of 46 MB if the kernel refuses
 * it memory, and little more.
 */
const TEMPORARY = 96 * 1024 * 1024;

/**
 * Processes and threads in the sandbox. A child has five, more with the number of cores; a fork
 * bomb ends here. The kernel counts them by user and namespace, so it is the sandbox's own number.
 */
export const PROCESSES = 64;

/** Where the C library sees whether the kernel gives large pages, and how large they are. */
const HUGE_PAGES = "/sys/kernel/mm/transparent_hugepage";

/** The command around a program. `closed` is what chooseSandbox found working. */
export function sandboxed(
  bounds: SandboxBounds,
  closed: readonly Closed[],
  program: string,
  args: string[],
): [program: string, ...args: string[]] {
  const inside = closed.includes("processes")
    ? ["/usr/bin/prlimit", `--nproc=${PROCESSES}:${PROCESSES}`, program]
    : [program];
  return ["bwrap", ...sandboxArguments(bounds, closed, program), ...inside, ...args];
}

function sandboxArguments(
  { visible, env }: SandboxBounds,
  closed: readonly Closed[],
  program: string,
): string[] {
  const own = program.startsWith("/usr/") ? visible : [...visible, program];
  return [
    ...["--unshare-all", "--die-with-parent", "--new-session", "--cap-drop", "ALL", "--clearenv"],
    ...(closed.includes("namespaces") ? ["--unshare-user", "--disable-userns"] : []),
    ...["--ro-bind", "/usr", "/usr", "--symlink", "usr/lib", "/lib"],
    // Root may write its files in /proc, the kernel's settings, without any capability.
    ...["--symlink", "usr/lib64", "/lib64", "--proc", "/proc", "--remount-ro", "/proc"],
    // /dev/shm would be memory that no limit counts; nothing here needs it.
    ...["--dev", "/dev", "--remount-ro", "/dev"],
    ...["--size", String(TEMPORARY), "--tmpfs", "/tmp", "--dir", "/empty"],
    ...["--ro-bind-try", HUGE_PAGES, HUGE_PAGES],
    ...own.flatMap((path) => ["--ro-bind", path, path]),
    ...["--remount-ro", "/", "--chdir", "/empty"],
    ...Object.entries({ ...env, TMPDIR: "/tmp" }).flatMap((pair) => ["--setenv", ...pair]),
  ];
}

/**
 * Whether this kernel counts a user's processes separately in each namespace: Linux 5.14 and later.
 */
export function countsProcessesApart(release: string): boolean {
  const [, major, minor] = /^(\d+)\.(\d+)/.exec(release) ?? [];
  return Number(major) > 5 || (Number(major) === 5 && Number(minor) >= 14);
}
