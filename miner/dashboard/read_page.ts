/**
 * The built page that `deml dashboard` serves.
 *
 * @module
 */
import { fromFileUrl } from "@std/path/from-file-url";
import { DemlError } from "../../protocol/errors.ts";
import { findAppended, readAppended } from "../base/appended.ts";
import type { ServerFailure } from "../base/failures.ts";

/** The files of a page by name, with "/" between folders. */
export type Page = Map<string, Uint8Array<ArrayBuffer>>;

/** Where the page is: appended to the program or embedded in it, or in the checkout. */
export const APPENDED_PAGE = "page/";
const EMBEDDED_PAGE = "./node_modules/deml-dashboard";
const BUILT_PAGE = "../../dashboard/dist";

/**
 * Reads the page, once: whatever happens to the program or the checkout later, what is served fits
 * together.
 *
 * @throws DemlError `file` if it was not built
 */
export async function readPage(): Promise<Page> {
  const page: Page = new Map();
  for (const [name, place] of await findAppended()) {
    if (name.startsWith(APPENDED_PAGE)) {
      page.set(name.slice(APPENDED_PAGE.length), await readAppended(place));
    }
  }
  if (page.size > 0) return page;
  const place = Deno.build.standalone ? EMBEDDED_PAGE : BUILT_PAGE;
  return await readPageFrom(fromFileUrl(new URL(place, import.meta.url)));
}

/**
 * Reads the page in a folder.
 *
 * @throws DemlError `file` if there is none
 */
export async function readPageFrom(folder: string): Promise<Page> {
  const page: Page = new Map();
  await readInto(page, folder, "");
  if (!page.has("index.html")) {
    throw new DemlError<ServerFailure>({ kind: "file/no-dashboard", folder });
  }
  return page;
}

async function readInto(page: Page, folder: string, below: string): Promise<void> {
  try {
    for await (const { name, isFile, isDirectory } of Deno.readDir(`${folder}/${below}`)) {
      if (isFile) page.set(below + name, await Deno.readFile(`${folder}/${below}${name}`));
      else if (isDirectory) await readInto(page, folder, `${below}${name}/`);
    }
  } catch (cause) {
    if (!(cause instanceof Deno.errors.NotFound)) throw cause;
  }
}
