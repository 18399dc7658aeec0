/** Reads from outside what a wheel's files have become in an image. */
import type { Outside, Seen } from "@lablink-actions/engine";
import { recordedPaths, type WheelFiles } from "@lablink-actions/python-package";
import { accept, type Result } from "@lablink-actions/release-core";
import type { Installed } from "./comparison.ts";
import { expectedFiles, folderOf, importRoots } from "./layout.ts";
import type { Place } from "./place.ts";
import { copiesIn } from "./shadows.ts";

interface Image extends Outside {
  readonly place: Place;
  readonly infoFolder: string;
  /** What is in the folder of the metadata. */
  readonly info: ReadonlyMap<string, Seen>;
}

/** Only the folders that the wheel has at its top are read, because an environment can be very large. */
export async function readInstalled(
  wheel: WheelFiles,
  { place, infoFolder, info, read, workingDirectory }: Image,
): Promise<Result<Installed>> {
  const base = folderOf(place.path);
  const expected = expectedFiles(wheel);
  const trees = {
    site: new Map(info),
    scripts: new Map<string, Seen>(),
    data: new Map<string, Seen>(),
  };

  const tops = new Set(
    expected.filter(({ tree }) => tree === "site").map(({ path }) => path.split("/")[0] ?? ""),
  );
  tops.delete(infoFolder);
  for (const top of tops) {
    const files = await read(`${base}/${top}`);
    if (!files.ok) return files;
    if (files.value !== "absent")
      for (const [name, seen] of files.value) trees.site.set(name, seen);
  }
  for (const { tree, path } of expected) {
    if (tree === "site") continue;
    const files = await read(`${place[tree]}/${path}`, { keepsText: true });
    if (!files.ok) return files;
    const seen = files.value !== "absent" && files.value.get(path.slice(path.lastIndexOf("/") + 1));
    if (seen) trees[tree].set(path, seen);
  }

  const claimed = new Set<string>();
  for (const other of place.sharing) {
    if (folderOf(other) !== base || place.twins.includes(other)) continue;
    const record = await read(`${other}/RECORD`, { keepsText: true });
    if (!record.ok) return record;
    const seen = record.value !== "absent" && record.value.get("RECORD");
    if (seen && seen.type === "file") {
      for (const path of recordedPaths(seen.text ?? "")) claimed.add(path);
    }
  }

  const own = expected.filter(({ tree }) => tree === "site").map(({ path }) => path);
  const roots = [...importRoots(own).keys()].map((module) => module.replaceAll(".", "/"));
  const copies = await copiesIn(workingDirectory, roots, base, read);
  if (!copies.ok) return copies;

  const origins = Object.entries(place.modules).map(
    ([module, file]) =>
      [module, file.startsWith(`${base}/`) ? file.slice(base.length + 1) : file] as const,
  );
  return accept({
    infoFolder,
    trees,
    claimed,
    origins: new Map(origins),
    copies: copies.value,
  });
}
