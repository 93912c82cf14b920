/**
 * Failures of files, folders and our own servers, in words.
 *
 * @module
 */
import { closing } from "../../base/home.ts";
import type { FileFailure, ServerFailure } from "../../base/failures.ts";
import type { Sentences } from "../../../protocol/format/tell.ts";

export const FILES: Sentences<FileFailure | ServerFailure> = {
  "file/not-found": ({ path }) => [`No file at ${path}`, "Check the path"],
  "file/not-a-file": ({ path }) => [`${path} is not a file`, "Give a file, not a folder"],
  "file/unreadable": ({ path, reason }) => [
    `Cannot read ${path}: ${reason}`,
    "Check the file's permissions",
  ],
  "file/unwritable": ({ path, reason }) => [
    `Cannot write ${path}: ${reason}`,
    "Check the disk's space and the folder's permissions",
  ],
  "file/open-home": ({ path, home }) => [
    `Other users of this machine may open ${path}, which contains the journal and keys`,
    `Run ${closing(home)}, or name another folder with --home`,
  ],
  "file/no-dashboard": ({ folder }) => [
    `No dashboard in ${folder}`,
    "Build it with `deno task build:dashboard`",
  ],
  "usage/cannot-serve-metrics": ({ address, reason }) => [
    `Cannot serve metrics at ${address}: ${reason}`,
    "Name another address with --metrics",
  ],
  "usage/cannot-listen": ({ address, reason }) => [
    `Cannot listen on ${address}: ${reason}`,
    "Choose another --port, or 0 for a free one",
  ],
  "usage/published-secret": ({ url }) => [
    `The page's settings would publish the user and password of ${url} to everybody who reaches it`,
    "Give an endpoint that needs neither: browsers do not accept them in a URL",
  ],
};
