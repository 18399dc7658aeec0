import type { IndexFile } from "@lablink-actions/registries";
import { compareVersions, isTaggable, type Version } from "@lablink-actions/release-core";
import { isBefore, type Since } from "./since.ts";

/** One version that the index has. */
export interface Release {
  readonly version: Version;
  /** When its first file was uploaded, as ISO 8601 writes it, if the index says. */
  readonly uploaded: string | undefined;
  /** Only of a `released` one an image is expected. */
  readonly standing: Standing;
}

/**
 * `tagged`: there is no index to compare with, and a version tag says that it was released. `yanked`: every file is. `before`: older than what is audited. `untaggable`: no image can have a tag of it, and
 * production refuses it (LA104).
 */
export type Standing = "released" | "tagged" | "yanked" | "before" | "untaggable";

/** The releases in a project's files, oldest first. */
export function releasesOf(
  packageName: string,
  files: readonly IndexFile[],
  since: Since,
): readonly Release[] {
  const sorted = files
    .flatMap((file) => (file.version ? [{ file, version: file.version }] : []))
    .toSorted((left, right) => compareVersions(left.version, right.version));
  const groups: { version: Version; files: IndexFile[] }[] = [];
  for (const { file, version } of sorted) {
    const last = groups.at(-1);
    // 1.0 and 1.0.0 are one version.
    if (last && compareVersions(last.version, version) === 0) last.files.push(file);
    else groups.push({ version, files: [file] });
  }
  return groups.map(({ version, files: own }) => {
    const uploaded = own.flatMap((file) => timeIn(file.uploaded)).toSorted()[0];
    return { version, uploaded, standing: standingOf(packageName, version, own, uploaded, since) };
  });
}

function standingOf(
  packageName: string,
  version: Version,
  files: readonly IndexFile[],
  uploaded: string | undefined,
  since: Since,
): Standing {
  if (files.every(({ yanked }) => yanked !== undefined)) return "yanked";
  if (isBefore(since, packageName, version, uploaded)) return "before";
  return isTaggable(version) ? "released" : "untaggable";
}

/**
 * A time from outside in one form, so that texts can be compared; none for what is not one. Reproducible builds write
 * a time of the first years, which says nothing.
 */
export function timeIn(text: string | undefined): string[] {
  const time = Date.parse(text ?? "");
  return time > Date.parse("1981-01-01T00:00:00Z") ? [new Date(time).toISOString()] : [];
}
