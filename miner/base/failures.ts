/**
 * What may go wrong with files and folders.
 *
 * @module
 */

/** What reading and keeping files may end with. */
export type FileFailure =
  | { kind: "file/not-found"; path: string }
  | { kind: "file/not-a-file"; path: string }
  | { kind: "file/unreadable"; path: string; reason: string }
  /** Other users of the machine may open `path`, where the journal and keys of `home` are kept */
  | { kind: "file/open-home"; path: string; home: string };

/** What our own servers may end with. */
export type ServerFailure =
  | { kind: "usage/cannot-serve-metrics"; address: string; reason: string }
  | { kind: "usage/cannot-listen"; address: string; reason: string }
  | { kind: "file/no-dashboard"; folder: string }
  /** The page would give a URL's user and password to everybody who reaches it */
  | { kind: "usage/published-secret"; url: string };
