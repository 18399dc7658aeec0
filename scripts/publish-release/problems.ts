import { changelogSections, sectionProblem } from "../changelog.ts";
import type { Sources } from "../git.ts";
import { referencedFile, selfReferences } from "../self-references.ts";
import { readVersion } from "./version.ts";

/** The version in the root package.json. */
export function sourceVersion(sources: Sources): string {
  return JSON.parse(sources.get("package.json") ?? "{}").version ?? "";
}

/** Everything in the files that forbids releasing them as package.json's version, each with what to do. */
export function releaseProblems(sources: Sources): string[] {
  const version = sourceVersion(sources);
  if (readVersion(version) === undefined)
    return [`package.json's version is ${JSON.stringify(version)}: write a version as 1.2.3`];
  return [
    ...changelogProblems(sources.get("CHANGELOG.md") ?? "", version),
    ...referenceProblems(sources, version),
  ];
}

function changelogProblems(changelog: string, version: string): string[] {
  const problem = sectionProblem(changelog, version);
  if (problem !== undefined) return [problem];
  const [section] = changelogSections(changelog, version);
  return [
    ...(/^\d{4}-\d\d-\d\d$/.test(section?.date ?? "")
      ? []
      : [`CHANGELOG.md does not date [${version}]: write ## [${version}] - YYYY-MM-DD`]),
    ...(changelogSections(changelog, "Unreleased").length === 1
      ? []
      : ["CHANGELOG.md needs one section [Unreleased], for what comes next"]),
  ];
}

function referenceProblems(sources: Sources, version: string): string[] {
  return selfReferences(sources, version).flatMap(({ path, line, name, ref, expected }) => [
    ...(ref === expected ? [] : [`${path}:${line} names ${name}@${ref}: it must be @${expected}`]),
    ...(sources.has(referencedFile(name))
      ? []
      : [`${path}:${line} names ${name}, and there is no ${referencedFile(name)}`]),
  ]);
}

/** Throws all problems together, if there are any. */
export function refuseProblems(what: string, problems: readonly string[]): void {
  if (problems.length > 0) throw new Error([what, ...problems].join("\n- "));
}
