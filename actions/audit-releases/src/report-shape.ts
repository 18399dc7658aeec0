import {
  boolean,
  choice,
  described,
  integer,
  jsonSchema,
  list,
  nullable,
  object,
  type Shaped,
  text,
} from "@lablink-actions/shape";
import { type FindingKind, findingKinds } from "./findings.ts";

const kind = choice(...(Object.keys(findingKinds) as FindingKind[]));
const time = nullable(described("As ISO 8601 writes it, in UTC; null if it is not known.", text()));
const troubles = described(
  "Why it could not be read, or not wholly; empty if it was read.",
  list(text()),
);

const finding = object({
  kind,
  fails: described("Whether it makes the run red.", boolean),
  package: text(),
  image: text(),
  version: described("Empty if it is about no single version.", text()),
  tags: list(text()),
  seen: text(),
  remedy: text(),
  command: described("The command that closes the gap; empty if no command does.", text()),
});

const row = object({
  version: text(),
  standing: described(
    "What the index says: released, tagged (there is no index to compare with), yanked, before what is audited, untaggable, unpublished, or unknown.",
    choice("released", "tagged", "yanked", "before", "untaggable", "unpublished", "unknown"),
  ),
  published: time,
  built: time,
  tags: list(object({ tag: text(), digest: text() })),
  findings: list(kind),
});

const image = object({
  image: text(),
  troubles,
  tags: described("How many tags it has.", integer),
  "development-tags": integer,
  floating: list(
    object({
      tag: text(),
      digest: described("Null if the tag is not there.", nullable(text())),
      version: described("Null if it names no version that was read.", nullable(text())),
    }),
  ),
  versions: described("Newest first.", list(row)),
});

/** The report. A key may come later; none goes, or changes its meaning, without another `format`. */
export const auditReport = described(
  "What a package index and a registry have of a repository's releases, and the gaps between them.",
  object({
    format: described("1", integer),
    created: text(),
    repository: text(),
    index: described("The Simple API that was asked; empty if it could not be opened.", text()),
    since: described("The input of that name.", text()),
    packages: list(
      object({
        package: text(),
        troubles,
        releases: described(
          "How many versions the index has; null for an image without a package.",
          nullable(integer),
        ),
        images: list(image),
      }),
    ),
    findings: list(finding),
  }),
);

export type AuditReport = Shaped<typeof auditReport>;
export type ReportedPackage = AuditReport["packages"][number];
export type ReportedImage = ReportedPackage["images"][number];
export type ReportedRow = ReportedImage["versions"][number];
export type ReportedFinding = AuditReport["findings"][number];

/** The published JSON schema: its path in this repository, and its text. */
export function reportSchemaFile(): [path: string, text: string] {
  const schema = jsonSchema(auditReport, {
    id: "https://github.com/talmolab/lablink-actions/audit-report.schema.json",
    title: "Report of audit-releases",
  });
  return [
    "actions/audit-releases/src/audit-report.schema.json",
    `${JSON.stringify(schema, undefined, 2)}\n`,
  ];
}
