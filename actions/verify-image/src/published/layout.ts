/** Where an installer puts the files of a wheel (packaging specification, "Binary distribution format"). */
import type { WheelFiles } from "@lablink-actions/python-package";

/** Where a file is: beside the metadata, among the commands, or below the environment's own folder. */
export interface Place {
  readonly tree: "site" | "scripts" | "data";
  /** In that tree. */
  readonly path: string;
}

/** Undefined for what cannot be found again: C headers, whose folder differs between installers. */
function placeOf(name: string, dataFolder: string): Place | undefined {
  if (!name.startsWith(`${dataFolder}/`)) return { tree: "site", path: name };
  const [key = "", ...rest] = name.slice(dataFolder.length + 1).split("/");
  const path = rest.join("/");
  switch (key) {
    case "purelib":
    case "platlib":
      return { tree: "site", path };
    case "scripts":
    case "data":
      return { tree: key, path };
    default:
      return undefined;
  }
}

export interface Expected extends Place {
  readonly sha256: string;
  /** Its name in the wheel. */
  readonly name: string;
}

/** Every file of a wheel, as it must be in the image. */
export function expectedFiles({ infoFolder, hashes }: WheelFiles): readonly Expected[] {
  const dataFolder = infoFolder.replace(/\.dist-info$/, ".data");
  return [...hashes].flatMap(([name, sha256]) => {
    const place = placeOf(name, dataFolder);
    return place ? [{ ...place, sha256, name }] : [];
  });
}

/** Whether Python can import it. */
export function isModule(path: string): boolean {
  return /\.(?:py|pyc|so|pyd)$/.test(path);
}

export function folderOf(path: string): string {
  return path.slice(0, Math.max(path.lastIndexOf("/"), 0));
}

/**
 * What an import of the wheel begins with, by the files that each must come from: the first package that a file is in,
 * or else the module that it is.
 */
export function importRoots(paths: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const modules = paths.filter((path) => /\.(?:py|so)$/.test(path));
  const packages = new Set(
    modules.filter((path) => /(?:^|\/)__init__\.py$/.test(path)).map(folderOf),
  );
  const roots = new Map<string, string[]>();
  for (const path of modules) {
    const parts = path.split("/");
    const folders = parts.slice(0, -1).map((_, index) => parts.slice(0, index + 1).join("/"));
    const own = folders.find((folder) => packages.has(folder));
    const root = own ?? path.replace(/\.[^/]*$/, "");
    const module = root.replaceAll("/", ".");
    const file = own === undefined ? path : `${own}/__init__.py`;
    if (/^[\p{ID_Start}_][\p{ID_Continue}.]*$/u.test(module)) {
      roots.set(module, [...new Set([...(roots.get(module) ?? []), file])]);
    }
  }
  return roots;
}
