/**
 * What can go wrong with files and folders.
 *
 * @module
 */

/** Why a path cannot be read, written or made. */
export type FileFault =
  /** `at` is the first folder of the path that is missing, or is a file */
  | { fault: "missing-folder" | "not-a-folder"; at: string }
  | { fault: "is-a-folder" | "forbidden" | "read-only" | "full" | "name-too-long" | "link-loop" }
  /** A folder that takes none, such as /proc */
  | { fault: "no-files" }
  | { fault: "other"; reason: string };

/** How reading and writing files can fail. */
export type FileFailure =
  | { kind: "file/not-found"; path: string }
  | { kind: "file/not-a-file"; path: string }
  /** While it was read, or between two times */
  | { kind: "file/changed"; path: string }
  | { kind: "file/unreadable"; path: string; why: FileFault }
  | { kind: "file/unwritable"; path: string; why: FileFault }
  /** What must not be overwritten */
  | { kind: "file/exists"; path: string }
  /** A folder that could not be made */
  | { kind: "file/no-folder"; path: string; why: FileFault }
  /** Other users of the machine may open `path`, which contains the journal and keys of `home` */
  | { kind: "file/open-home"; path: string; home: string };

/** How our own servers can fail. */
export type ServerFailure =
  | { kind: "usage/cannot-serve-metrics"; address: string; reason: string }
  | { kind: "usage/cannot-listen"; address: string; reason: string }
  | { kind: "file/no-dashboard"; folder: string }
  /** The page would publish a URL's user and password to everybody who reaches it */
  | { kind: "usage/published-secret"; url: string };
