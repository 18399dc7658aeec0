/** A report as a repository of two packages has it after a year. */
import type { FindingKind } from "../src/findings.ts";
import type { AuditReport, ReportedImage, ReportedRow } from "../src/report-shape.ts";

/** The time of the report. */
export const now = Date.parse("2026-11-29T06:00:00Z");

const day = 86_400_000;

function rows(count: number, findings: Readonly<Record<number, FindingKind>>): ReportedRow[] {
  return Array.from({ length: count }, (_, index) => {
    const published = new Date(now - (count - index) * 21 * day).toISOString();
    const built = new Date(now - (count - index) * 21 * day + day).toISOString();
    const kind = findings[index];
    const version = `0.${Math.floor(index / 5)}.${index % 5}`;
    const isMissing = kind === "package-without-image";
    const digest = `sha256:${String(index).padStart(2, "0").repeat(32)}`;
    const tags = [version, `linux-amd64-${version}`].map((tag) => ({ tag, digest }));
    return {
      version,
      standing:
        kind === "image-without-package" ? "unpublished" : index === 3 ? "yanked" : "released",
      published: kind === "image-without-package" ? null : published,
      built: isMissing ? null : built,
      tags: isMissing ? [] : tags,
      findings: kind ? [kind] : [],
    } satisfies ReportedRow;
  }).toReversed();
}

function image(name: string, versions: ReportedRow[]): ReportedImage {
  const newest = versions[0]?.version ?? "";
  const digest = versions[0]?.tags[0]?.digest ?? null;
  return {
    image: `ghcr.io/talmolab/${name}`,
    troubles: [],
    ...{ tags: 212, "development-tags": 140, versions },
    floating: [
      { tag: "latest", digest, version: newest },
      { tag: "linux-amd64", digest: null, version: null },
    ],
  };
}

const command =
  "gh workflow run lablink-images.yml -f environment=prod -f allocator_version=0.3.2 -f client_version=0.2.4";

export const sample: AuditReport = {
  format: 1,
  created: new Date(now).toISOString(),
  repository: "talmolab/lablink",
  index: "https://index.example/simple",
  since: "2025-01-01",
  packages: [
    {
      package: "lablink-allocator-service",
      troubles: [],
      releases: 18,
      images: [
        image(
          "lablink-allocator-image",
          rows(18, { 9: "package-without-image", 12: "version-tags-differ" }),
        ),
      ],
    },
    {
      package: "lablink-client-service",
      troubles: [],
      releases: 14,
      images: [
        image("lablink-client-base-image", rows(15, { 5: "image-without-package" })),
        image("lablink-client-gpu-image", rows(15, {})),
      ],
    },
    { package: "lablink-cli", troubles: [], releases: 4, images: [] },
  ],
  findings: [
    {
      ...{ kind: "package-without-image", fails: true, package: "lablink-allocator-service" },
      ...{ image: "ghcr.io/talmolab/lablink-allocator-image", version: "0.1.4", tags: [] },
      seen: "the index has lablink-allocator-service 0.1.4, and ghcr.io/talmolab/lablink-allocator-image has no tag of it",
      remedy: "Build its image:",
      command,
    },
    {
      ...{ kind: "version-tags-differ", fails: true, package: "lablink-allocator-service" },
      ...{ image: "ghcr.io/talmolab/lablink-allocator-image", version: "0.2.2" },
      tags: ["0.2.2", "linux-amd64-0.2.2"],
      seen: "in ghcr.io/talmolab/lablink-allocator-image, the tags 0.2.2 and linux-amd64-0.2.2 name different images of linux/amd64",
      remedy:
        "Find out which one is the release, and delete the other tags in the registry. Then let a run write them again:",
      command,
    },
    {
      ...{ kind: "development-tags-old", fails: false, package: "lablink-client-service" },
      ...{ image: "ghcr.io/talmolab/lablink-client-base-image", version: "" },
      tags: ["a-test", "b-test"],
      seen: "ghcr.io/talmolab/lablink-client-base-image has 2 old development tags; a-test is 400 days old",
      remedy: "Delete them in the registry. The report lists all of them.",
      command: "",
    },
  ],
};
