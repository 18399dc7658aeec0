import { accept, type Result, refuse } from "@lablink-actions/release-core";
import type { Answer, Request, Silence } from "../network.ts";
import type { IndexAddress } from "./find-index.ts";
import { contradicts, unwelcome } from "./refusals.ts";
import { isProjectList, namesProject } from "./simple-page.ts";

// The list of the largest index has some 40 MiB. It may be packed, and then a tenth of that comes over the line.
const longest = 256 * 1024 * 1024;

/** Reads the list of an index, which is at the root of its Simple API. */
type AskList = (options: Partial<Request>) => Promise<Answer | Silence>;

/**
 * Asks the list of an index whether a 404 of a project is the index's: any web server can answer 404. The list is read
 * once and whole, because a list that is cut does not show that it lacks a project.
 *
 * @returns a function of a project and of what was asked: whether there is such a list; or `index-trouble` (LA802) if
 * it names the project that was answered 404, or `index-denied` (LA801), LA802 if it could not be read
 */
export function projectList({ simple }: IndexAddress, ask: AskList) {
  let list: Promise<Answer | Silence> | undefined;
  return async (project: string, asked: string): Promise<Result<"a list" | "not a list">> => {
    list ??= ask({ most: longest });
    const root = await list;
    const isOwn = "status" in root && root.url.origin === simple.origin;
    if (isOwn && isProjectList(root)) {
      return namesProject(root, project)
        ? refuse(contradicts(asked, simple.href))
        : accept("a list");
    }
    list = undefined;
    if ("silence" in root || root.status >= 500 || [401, 403, 429].includes(root.status)) {
      return refuse(unwelcome(`${asked}, then whether a 404 there comes from an index`, root));
    }
    return accept("not a list");
  };
}
