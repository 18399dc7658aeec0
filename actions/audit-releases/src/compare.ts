import { compareVersions, type Tag, type Version } from "@lablink-actions/release-core";
import type { Commands } from "./commands.ts";
import type { Named } from "./content.ts";
import { contentFindings } from "./content-findings.ts";
import { type Finding, type FindingKind, tagList } from "./findings.ts";
import { floatingFindings } from "./floating.ts";
import type { ImageState } from "./image-state.ts";
import type { Release, Standing } from "./releases.ts";
import { isBefore, type Since } from "./since.ts";

/** One version of a package, and what an image has of it. */
export interface Row {
  readonly version: Version;
  /** `unpublished`: the index does not have it. `unknown`: the index could not be read. */
  readonly standing: Standing | "unpublished" | "unknown";
  readonly published: string | undefined;
  /** Its version tags, as far as they were read. */
  readonly named: readonly Named[];
  /** When the newest image under them was made. */
  readonly built: string | undefined;
  readonly findings: readonly FindingKind[];
}

/** An image with what was found about it. */
export interface Comparison {
  /** Newest first. */
  readonly rows: readonly Row[];
  readonly findings: readonly Finding[];
}

export interface Compared {
  readonly packageName: string;
  /** `ghcr.io/owner/name` */
  readonly reference: string;
  /** Undefined if the index could not be read: then nothing is said of what it has. */
  readonly releases: readonly Release[] | undefined;
  readonly since: Since;
  readonly state: ImageState;
  readonly commands: Commands;
  readonly now: number;
}

/** Compares the releases of a package with an image of it. */
export function compare(compared: Compared): Comparison {
  const { state, releases } = compared;
  const judged = versionsIn(compared).map((version) => {
    const release = releases?.find((one) => isSame(one.version, version));
    return judge(compared, version, release);
  });
  const ofVersions = judged.flatMap(({ findings }) => findings);
  return {
    rows: judged.map(({ row }) => row),
    findings: [...ofVersions, ...floatingFindings(compared), ...ofDevelopment(compared, state)],
  };
}

/** All versions of either side, newest first. */
function versionsIn({ releases = [], state }: Compared): readonly Version[] {
  const all = [
    ...releases.map(({ version }) => version),
    ...state.names.versions.map(({ version }) => version),
  ].toSorted((left, right) => compareVersions(right, left));
  return all.filter((version, index) => {
    const before = all[index - 1];
    return before === undefined || !isSame(before, version);
  });
}

function isSame(left: Version, right: Version): boolean {
  return compareVersions(left, right) === 0;
}

function judge(compared: Compared, version: Version, release: Release | undefined) {
  const { packageName, reference, state, since } = compared;
  const tags = state.names.versions.filter((one) => isSame(one.version, version));
  const named = tags.flatMap(({ tag }) => state.named.get(tag) ?? []);
  const images = named.flatMap(({ content }) => content.images);
  const built = images
    .flatMap(({ created }) => created ?? [])
    .toSorted()
    .at(-1);
  const standing = standingOf(compared, version, release, built);
  const about = (
    kind: FindingKind,
    concerned: readonly Tag[],
    seen: string,
    remedy: string,
    command: string,
  ): Finding => ({
    ...{ kind, package: packageName, image: reference, version: version.canonical },
    ...{ tags: concerned, seen, remedy, command },
  });
  const isAudited = !isBefore(since, packageName, version, release?.uploaded ?? built);
  const findings = isAudited
    ? [
        ...missingImage(compared, version, standing, tags.length > 0, about),
        ...missingPackage(compared, version, standing, named, about),
        ...contentFindings(compared, version, named, about),
      ]
    : [];
  const row: Row = {
    ...{ version, standing, published: release?.uploaded, named, built },
    findings: findings.map(({ kind }) => kind),
  };
  return { row, findings };
}

/** Makes a finding about the version. */
export type About = (
  kind: FindingKind,
  tags: readonly Tag[],
  seen: string,
  remedy: string,
  command: string,
) => Finding;

function standingOf(
  { releases, since, packageName }: Compared,
  version: Version,
  release: Release | undefined,
  built: string | undefined,
): Row["standing"] {
  if (release !== undefined) return release.standing;
  if (releases === undefined) return "unknown";
  return isBefore(since, packageName, version, built) ? "before" : "unpublished";
}

function missingImage(
  { packageName, reference, commands }: Compared,
  version: Version,
  standing: Row["standing"],
  hasTag: boolean,
  about: About,
): readonly Finding[] {
  if (standing !== "released" || hasTag) return [];
  return [
    about(
      "package-without-image",
      [],
      `the index has ${packageName} ${version.canonical}, and ${reference} has no tag of it`,
      "Build its image:",
      commands.build(packageName, version),
    ),
  ];
}

function missingPackage(
  { packageName, reference, commands }: Compared,
  version: Version,
  standing: Row["standing"],
  named: readonly Named[],
  about: About,
): readonly Finding[] {
  if (standing !== "unpublished" || named.length === 0) return [];
  const commits = new Set(
    named.flatMap(({ content }) => content.images).flatMap(({ revision }) => revision ?? []),
  );
  const commit = [...commits].find((one) => /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(one));
  return [
    about(
      "image-without-package",
      named.map(({ tag }) => tag),
      `${reference} has ${tagList(named)}, and the index has no ${packageName} ${version.canonical}`,
      "Find out who pushed it. If it is not a release, delete its tags in the registry. If it is, publish the package by its version tag:",
      commands.publish(packageName, version, commit),
    ),
  ];
}

/** One finding for all tags: there may be thousands. */
function ofDevelopment(
  { packageName, reference, now }: Compared,
  { old }: ImageState,
): readonly Finding[] {
  const [oldest] = old;
  if (oldest === undefined) return [];
  const days = Math.floor((now - Date.parse(oldest.created)) / 86_400_000);
  return [
    {
      ...{ kind: "development-tags-old", package: packageName, image: reference, version: "" },
      tags: old.map(({ tag }) => tag),
      seen: `${reference} has ${old.length === 1 ? "an old development tag" : `${old.length} old development tags`}; ${oldest.tag} is ${days} days old`,
      remedy: "Delete them in the registry. The report lists all of them.",
      command: "",
    },
  ];
}
