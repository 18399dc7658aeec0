import type { Seen } from "@lablink-actions/engine";
import type { WheelFiles } from "@lablink-actions/python-package";
import { type Expected, expectedFiles, folderOf, importRoots, isModule } from "./layout.ts";
import { scriptBody } from "./script-body.ts";

/** What is in the image, by the trees of the layout and the paths in them. */
export interface Installed {
  /** The folder of the metadata, in the tree `site`. */
  readonly infoFolder: string;
  readonly trees: Readonly<Record<Expected["tree"], ReadonlyMap<string, Seen>>>;
  /** Paths in `site` that other installed distributions have as their own. */
  readonly claimed: ReadonlySet<string>;
  /** Where each module would be imported from, by a path in `site`; another path if it is from elsewhere. */
  readonly origins: ReadonlyMap<string, string>;
  /** Files of its modules that lie in the image's working directory as well. */
  readonly copies: readonly string[];
}

interface Comparison {
  /** How many files are as they were published. */
  readonly same: number;
  /** What is not as it was published, each as a clause. */
  readonly problems: readonly string[];
  /** Files beside the modules that the wheel does not have, such as settings: they are named, and are no fault. */
  readonly besides: readonly string[];
  /** How many files there belong to other distributions, by their own lists. */
  readonly foreign: number;
}

/** What an installer adds to the metadata, as the specifications of installed projects and its own name it. */
const added = new Set(["INSTALLER", "REQUESTED", "RECORD", "provenance_url.json", "uv_cache.json"]);

/**
 * Compares what is in an image with a wheel. Excepted are bytecode in `__pycache__`, what an installer adds, and the
 * commands that it makes of entry points.
 */
export function compare(wheel: WheelFiles, installed: Installed): Comparison {
  const { infoFolder, trees, origins, copies } = installed;
  if (infoFolder !== wheel.infoFolder) {
    const seen = `${infoFolder} is installed, and the wheel has ${wheel.infoFolder}`;
    return { same: 0, problems: [seen], besides: [], foreign: 0 };
  }
  const expected = expectedFiles(wheel);
  const changed = expected.flatMap((file) =>
    changeOf(file, trees[file.tree].get(file.path), wheel),
  );
  const own = expected.filter(({ tree }) => tree === "site").map(({ path }) => path);
  const { modules, besides, foreign } = additions(own, installed);
  const elsewhere = [...importRoots(own)].flatMap(([module, files]) => {
    const origin = origins.get(module);
    if (origin === undefined) return [`its RECORD does not name ${files.join(" or ")}`];
    // What cannot be imported is not other code.
    if (origin === "" || files.includes(origin)) return [];
    return [`${module} is imported from ${origin}, and not from ${files.join(" or ")}`];
  });
  return {
    same: expected.length - changed.length,
    problems: [
      ...changed,
      ...modules.map((path) => `${path} is not in the wheel`),
      ...elsewhere,
      ...copies.map((path) => `${path} comes first in the image's working directory`),
    ],
    besides,
    foreign,
  };
}

function changeOf(
  { path, name, sha256, tree }: Expected,
  seen: Seen | undefined,
  wheel: WheelFiles,
) {
  if (seen === undefined) return [`${path} is missing`];
  if (seen.type === "link") return [`${path} is a link to ${seen.target}`];
  if (seen.type !== "file") return [`${path} is not a file`];
  if (seen.sha256 === sha256) return [];
  if (tree === "scripts" && seen.text !== undefined) {
    // An installer writes its own interpreter into the first line.
    const published = Buffer.from(wheel.read(name)).toString("utf8");
    const isPython = /^#!pythonw?\b/.test(published);
    if (isPython && scriptBody(published) === scriptBody(seen.text)) return [];
  }
  return [`${path} has other bytes`];
}

/** What the folders of the wheel's modules, and its metadata, hold beyond the wheel. */
function additions(own: readonly string[], { infoFolder, trees, claimed }: Installed) {
  const expected = new Set(own);
  const folders = new Set(own.filter(isModule).map(folderOf));
  folders.delete("");
  const isOwn = (path: string): boolean => {
    for (let at = folderOf(path); at !== ""; at = folderOf(at)) if (folders.has(at)) return true;
    return false;
  };
  const modules: string[] = [];
  const besides: string[] = [];
  let foreign = 0;
  for (const [path, seen] of trees.site) {
    if (expected.has(path)) continue;
    if (folderOf(path) === infoFolder || path.startsWith(`${infoFolder}/`)) {
      if (!added.has(path.slice(infoFolder.length + 1))) modules.push(path);
    } else if (isOwn(path) && !/(?:^|\/)__pycache__\/[^/]+\.pyc$/.test(path)) {
      if (claimed.has(path)) foreign++;
      else (seen.type !== "file" || isModule(path) ? modules : besides).push(path);
    }
  }
  return { modules, besides, foreign };
}
