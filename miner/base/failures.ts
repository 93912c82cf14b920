/**
 * What can go wrong with files and folders.
 *
 * @module
 */

/** How reading and writing files can fail. */
export type FileFailure =
  | { kind: "file/not-found"; path: string }
  | { kind: "file/not-a-file"; path: string }
  | { kind: "file/unreadable"; path: string; reason: string }
  | { kind: "file/unwritable"; path: string; reason: string }
  /** Other users of the machine may open `path`, which contains the journal and keys of `home` */
  | { kind: "file/open-home"; path: string; home: string };

/** How our own servers can fail. */
export type ServerFailure =
  | { kind: "usage/cannot-serve-metrics"; address: string; reason: string }
  | { kind: "usage/cannot-listen"; address: string; reason: string }
  | { kind: "file/no-dashboard"; folder: string }
  /** The page would publish a URL's user and password to everybody who reaches it */
  | { kind: "usage/published-secret"; url: string };
