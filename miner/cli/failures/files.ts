/**
 * Failures of files, folders and our own servers, in words.
 *
 * @module
 */
import { closing, quoted } from "../../base/home.ts";
import type { FileFailure, FileFault, ServerFailure } from "../../base/failures.ts";
import type { Sentences, Words } from "../../../protocol/format/tell.ts";

const ANOTHER = "Name another path";

function withFault(what: string, path: string, why: FileFault): Words {
  const [found, remedy] = showFault(path, why);
  return [`${what}: ${found}`, remedy];
}

function showFault(path: string, why: FileFault): Words {
  switch (why.fault) {
    case "missing-folder":
      return [`the folder ${why.at} does not exist`, `Make it, or name another path`];
    case "not-a-folder":
      return [
        why.at === path ? "there is a file of this name" : `${why.at} is a file, not a folder`,
        ANOTHER,
      ];
    case "is-a-folder":
      return ["it is a folder", "Name a file"];
    case "forbidden":
      return [
        "this user may not do that",
        `See who may: ls -ld ${quoted(path.replace(/\/[^/]*$/, "") || "/")}; or name another path`,
      ];
    case "read-only":
      return ["its disk is read-only", "Name a path on another disk"];
    case "full":
      return ["its disk is full, or this user's share of it", "Free space on it"];
    case "name-too-long":
      return ["its name is too long", "Name a shorter path"];
    case "link-loop":
      return ["its links lead in a circle", "Fix the links, or name another path"];
    case "no-files":
      return ["nothing can be made there", ANOTHER];
    case "other":
      return [why.reason, "Check the path, its permissions and its disk"];
  }
}

export const FILES: Sentences<FileFailure | ServerFailure> = {
  "file/not-found": ({ path }) => [`No file at ${path}`, "Check the path"],
  "file/changed": ({ path }) => [
    `${path} changed while it was read`,
    "Evaluate a copy that nothing else writes to",
  ],
  "file/not-a-file": ({ path }) => [`${path} is not a file`, "Give a file, not a folder"],
  "file/unreadable": ({ path, why }) => withFault(`Cannot read ${path}`, path, why),
  "file/unwritable": ({ path, why }) => withFault(`Cannot write ${path}`, path, why),
  "file/exists": ({ path }) => [`${path} already exists`, "Name another file"],
  "file/no-folder": ({ path, why }) => withFault(`Cannot make the folder ${path}`, path, why),
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
