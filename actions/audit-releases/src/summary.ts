import type { Decision, Table } from "@lablink-actions/action-kit";
import { listing } from "@lablink-actions/release-core";
import { sentenceOf, verdictOf } from "./findings.ts";
import type { AuditReport, ReportedImage, ReportedPackage, ReportedRow } from "./report-shape.ts";

type Fact = Decision["facts"][number];

/** How many findings the log shows. All are in the report. */
const mostShown = 20;

/** What the log and the first table of the summary show. */
export function factsOf(report: AuditReport): readonly Fact[] {
  const { packages, findings, index } = report;
  const failing = findings.filter(({ fails }) => fails).length;
  const facts: Fact[] = [
    ["Index", index || "not known"],
    ["Releases", packages.map((one) => `${one.package}: ${releasesIn(one)}`).join("\n")],
    ["Images", packages.flatMap(({ images }) => images.map(imageFact)).join("\n") || "none"],
    ["Findings", countOf(findings.length, failing, isWhole(report))],
  ];
  const shown = findings.slice(0, mostShown);
  const rest = findings.length - shown.length;
  return [
    ...facts,
    ...shown.map(({ kind, fails, seen, remedy, command }): Fact => {
      const lines = [sentenceOf(seen), remedy, ...(command === "" ? [] : [command])];
      return [`${fails ? "✗" : "!"} ${kind}`, lines.join("\n")];
    }),
    ...(rest > 0 ? [["…", `${rest} more are in the report`] as const] : []),
  ];
}

function countOf(count: number, failing: number, whole: boolean): string {
  if (count === 0) return whole ? "none" : "none in what could be read";
  return `${count}, ${failing} of them make the run red`;
}

function isWhole({ packages }: AuditReport): boolean {
  return packages.every(({ troubles, images }) =>
    [troubles, ...images.map((image) => image.troubles)].every((all) => all.length === 0),
  );
}

function releasesIn({ releases, troubles }: ReportedPackage): string {
  if (troubles.length > 0) return "the index could not be read";
  if (releases === null) return "an image without a package";
  return releases === 0 ? "not on the index" : `${releases} on the index`;
}

function imageFact({ image, troubles, tags, versions, ...counts }: ReportedImage): string {
  if (troubles.length > 0) return `${image}: could not be read`;
  const built = versions.filter((row) => row.tags.length > 0).length;
  return `${image}: ${built} versions read; ${tags} tags, ${counts["development-tags"]} of development builds`;
}

/** A table for each package, newest version first. */
export function tablesOf({ packages }: AuditReport, now: number): readonly Table[] {
  return packages.map((one) => ({
    title: `${one.package}: ${countsOf(one)}`,
    columns: ["Version", "Image", "Digest", "Age", "Verdict"],
    rows: rowsOf(one, now),
  }));
}

function countsOf({ images }: ReportedPackage): string {
  if (images.length === 0) return "no image installs it";
  const rows = images.flatMap(({ versions }) => versions);
  const found = rows.filter(({ findings }) => findings.length > 0).length;
  return found === 0 ? "every version is as it should be" : `${found} with findings`;
}

function rowsOf({ images }: ReportedPackage, now: number): readonly (readonly string[])[] {
  if (images.length === 0) return [["all", "none installs it", "–", "–", "not compared"]];
  const unread = images
    .filter(({ troubles }) => troubles.length > 0)
    .map(({ image }) => ["all", nameOf(image), "–", "–", "✗ could not be read"]);
  const versions = new Map<string, string[][]>();
  for (const { image, versions: rows } of images) {
    for (const row of rows) {
      const cells = [row.version, nameOf(image), digestsIn(row), ageIn(row, now), verdictIn(row)];
      versions.set(row.version, [...(versions.get(row.version) ?? []), cells]);
    }
  }
  return [...unread, ...[...versions.values()].flat()];
}

/** Without registry and owner, which all of them share. */
export function nameOf(image: string): string {
  return image.slice(image.lastIndexOf("/") + 1);
}

/** Twelve digits, as docker shows them. */
export function shortDigest(digest: string): string {
  return digest.replace(/^sha256:([0-9a-f]{12}).*$/, "$1");
}

function digestsIn({ tags }: ReportedRow): string {
  const digests = [...new Set(tags.map(({ digest }) => shortDigest(digest)))];
  return digests.length > 0 ? listing(digests) : "–";
}

function ageIn({ published, built }: ReportedRow, now: number): string {
  return ageOf(published ?? built, now);
}

/** Whole days; from then on it is enough. */
export function ageOf(time: string | null, now: number): string {
  if (time === null) return "not known";
  const days = Math.floor((now - Date.parse(time)) / 86_400_000);
  if (days < 1) return "today";
  return days === 1 ? "1 day" : `${days} days`;
}

const apart: Readonly<Record<ReportedRow["standing"], string>> = {
  released: "",
  tagged: "",
  unpublished: "",
  yanked: "yanked",
  before: "before the audit begins",
  untaggable: "no tag can hold it",
  unknown: "index not read",
};

/** A tick or a cross, or why neither. */
export function verdictIn({ standing, findings }: ReportedRow): string {
  if (findings.length > 0) return verdictOf(findings);
  const words = apart[standing];
  return words === "" ? "✓" : `– ${words}`;
}
