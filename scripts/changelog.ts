/** CHANGELOG.md, in the form of https://keepachangelog.com/en/1.1.0/: `## [Unreleased]`, `## [1.2.3] - 2026-01-31`. */

interface Section {
  /** As written after the name, for a release its date; empty if there is none. */
  readonly date: string;
  readonly notes: string;
}

/** The sections of that name: a version, or Unreleased. There should be one. */
export function changelogSections(changelog: string, name: string): Section[] {
  return changelog
    .split(/^(?=## )/m)
    .filter((section) => section.startsWith(`## [${name}]`))
    .map((section) => {
      const [heading = "", ...lines] = section.split("\n");
      const date = heading.slice(`## [${name}]`.length).replace(/^ - /, "").trim();
      return { date, notes: lines.join("\n").trim() };
    });
}

/** What is wrong with a section; undefined if it is there once and says something. */
export function sectionProblem(changelog: string, name: string): string | undefined {
  const sections = changelogSections(changelog, name);
  if (sections.length !== 1)
    return `CHANGELOG.md has ${sections.length || "no"} section${sections.length > 1 ? "s" : ""} [${name}]; it needs one`;
  // A heading such as "### Added" with nothing below it says nothing.
  const empty = sections[0]?.notes.replaceAll(/^#.*$/gm, "").trim() === "";
  return empty ? `CHANGELOG.md says nothing under [${name}]: write what changed` : undefined;
}

/** The changelog with what was unreleased under a version, and a new, empty Unreleased above it. */
export function withRelease(changelog: string, version: string, date: string): string {
  return changelog.replace(
    /^## \[Unreleased\].*$/m,
    () => `## [Unreleased]\n\n## [${version}] - ${date}`,
  );
}
