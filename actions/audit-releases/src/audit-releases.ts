import { type Decision, foldedTables } from "@lablink-actions/action-kit";
import type { PythonIndex, Repository } from "@lablink-actions/registries";
import {
  accept,
  andThen,
  type ImageName,
  invalidInput,
  listing,
  missingInput,
  quote,
  type Refusal,
  type Result,
  refusalMessage,
  refuse,
} from "@lablink-actions/release-core";
import { type AuditInputs, audit, troublesOf } from "./audit.ts";
import type { Output } from "./declaration.ts";
import type { Gate } from "./few-at-once.ts";
import type { FindingKind } from "./findings.ts";
import type { Issues } from "./github-issues.ts";
import { keepIssue } from "./issue.ts";
import { reportPage } from "./page/report-page.ts";
import { auditIncomplete, releaseGaps } from "./refusals.ts";
import type { AuditReport } from "./report-shape.ts";
import { factsOf, tablesOf } from "./summary.ts";

interface AuditReleasesInputs extends AuditInputs {
  readonly failOn: readonly FindingKind[];
  readonly issue: boolean;
  readonly token: string;
  readonly repository: GithubRepository;
  /** The path of the configuration, which tells the issues of several audits apart. */
  readonly path: string;
}

interface AuditReleasesEffects {
  readonly openIndex: () => Promise<Result<PythonIndex>>;
  readonly open: (image: ImageName) => Promise<Result<Repository>>;
  readonly gate: Gate;
  readonly say: (line: string) => void;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Writes a file that lives as long as the job, and gives its path. */
  readonly write: (name: string, content: string) => string;
  readonly issues: Issues;
}

/** A repository on GitHub. */
interface GithubRepository {
  readonly owner: string;
  readonly name: string;
}

/** Reads `owner/name`, or `input-invalid` (LA902). */
export function parseRepository(text: string, name: string): Result<GithubRepository> {
  const [, owner, repository] = /^([A-Za-z0-9-]+)\/([A-Za-z0-9._-]+)$/.exec(text) ?? [];
  if (owner !== undefined && repository !== undefined) return accept({ owner, name: repository });
  return refuse(invalidInput(name, `is ${quote(text)}`, "Write owner/name."));
}

/** Reads a number of days, or `input-invalid` (LA902). */
export function parseDays(text: string, name: string): Result<number> {
  if (/^[0-9]{1,5}$/.test(text)) return accept(Number(text));
  return refuse(invalidInput(name, `is ${quote(text)}`, "Give whole days; 0 means never."));
}

/**
 * Audits the releases, and writes the report, the page and, if it is asked for, the issue.
 *
 * @returns the outputs, red by `audit-incomplete` (LA681), `release-gaps` (LA680) or `issue-not-written` (LA682); or
 * `input-missing` (LA901) if the issue is asked for without a token
 */
export async function auditReleases(
  inputs: AuditReleasesInputs,
  effects: AuditReleasesEffects,
): Promise<Result<Decision<Output>>> {
  if (inputs.issue && inputs.token === "") {
    const remedy = "Give token under with:, or leave issue out.";
    return refuse(missingInput("the input token, which issue needs,", remedy));
  }
  const index = await effects.openIndex();
  const found = await audit(inputs, {
    ...effects,
    files: async (name) => andThen(index, (opened) => opened.files(name)),
  });
  const now = effects.now();
  const report: AuditReport = {
    format: 1,
    created: new Date(now).toISOString(),
    repository: `${inputs.repository.owner}/${inputs.repository.name}`,
    index: index.ok ? index.value.url : "",
    since: sinceText(inputs.since),
    packages: found.packages,
    findings: found.findings.map((finding) => ({
      ...finding,
      fails: inputs.failOn.includes(finding.kind),
    })),
  };
  const troubles = [...new Set(troublesOf(report))];
  const issue = inputs.issue
    ? await keepIssue(report, troubles, inputs.path, effects.issues)
    : undefined;
  const failures = [
    ...incompleteness(report, troubles),
    ...gapsIn(report),
    ...(issue?.ok === false ? issue.refusals : []),
  ];
  const [failure, ...others] = failures;
  return accept({
    outputs: {
      report: effects.write("audit-report.json", `${JSON.stringify(report, undefined, 2)}\n`),
      page: effects.write("audit-report.html", reportPage(report, now)),
      gaps: String(report.findings.filter(({ fails }) => fails).length),
    },
    title: "Audit of releases",
    facts: [...factsOf(report), ...(issue?.ok ? [["Issue", issue.value] as const] : [])],
    more: (used) => foldedTables(tablesOf(report, now), used),
    warnings: [...troubles, ...others.map(refusalMessage)],
    ...(failure && { failure }),
  });
}

function sinceText(since: AuditInputs["since"]): string {
  if (since.kind === "always") return "";
  if (since.kind === "date") return since.date;
  return [...since.first].map(([name, { canonical }]) => `${name}==${canonical}`).join("\n");
}

function incompleteness({ packages }: AuditReport, troubles: readonly string[]): Refusal[] {
  if (troubles.length === 0) return [];
  const unread = packages.flatMap((one) => [
    ...(one.troubles.length > 0 ? [`the releases of ${one.package}`] : []),
    ...one.images.flatMap(({ image, troubles: own }) => (own.length > 0 ? image : [])),
  ]);
  return [
    auditIncomplete(
      `${listing(unread)} could not be read, so nothing is known of what is missing there`,
    ),
  ];
}

function gapsIn({ findings }: AuditReport): Refusal[] {
  const failing = findings.filter(({ fails }) => fails);
  if (failing.length === 0) return [];
  const kinds = [...Map.groupBy(failing, ({ kind }) => kind)];
  const counts = kinds.map(([kind, found]) => `${found.length} × ${kind}`);
  return [releaseGaps(`packages and images do not agree: ${listing(counts)}`)];
}
