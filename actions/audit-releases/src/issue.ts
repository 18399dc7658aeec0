import { accept, map, type Result, visible } from "@lablink-actions/release-core";
import { sentenceOf } from "./findings.ts";
import type { Issue, Issues, IssueText } from "./github-issues.ts";
import type { AuditReport } from "./report-shape.ts";

/** GitHub takes 65,536 characters. */
const longestBody = 60_000;

/**
 * Keeps the one issue of an audit: opened when something makes the run red, changed with it, closed when nothing is
 * left, and opened again. What could not be read proves nothing, so such a run does not close it.
 *
 * @param path the configuration's: each has its own issue
 * @returns what was done, as a fact; or `issue-not-written` (LA682)
 */
export async function keepIssue(
  report: AuditReport,
  troubles: readonly string[],
  path: string,
  issues: Issues,
): Promise<Result<string>> {
  const marker = `<!-- lablink-actions audit-releases ${JSON.stringify(path)} -->`;
  const open = await issues.find("open", marker);
  if (!open.ok) return open;
  const failing = report.findings.filter(({ fails }) => fails);
  const isClean = failing.length === 0 && troubles.length === 0;
  if (isClean)
    return open.value ? close(open.value, marker, issues) : accept("none: nothing to say");
  const wanted = issueText(failing, troubles, marker);
  if (open.value) return bring(open.value, wanted, issues);
  if (failing.length === 0) return accept("none: nothing was found, and not all could be read");
  const closed = await issues.find("closed", marker);
  if (!closed.ok) return closed;
  if (closed.value) return bring(closed.value, wanted, issues);
  return map(await issues.create(wanted), ({ number }) => `#${number}, opened`);
}

async function close(open: Issue, marker: string, issues: Issues): Promise<Result<string>> {
  const body = `${marker}\nPackages and images agree. This issue opens again when they do not.\n`;
  const written = await issues.update(open.number, { title: open.title, body, state: "closed" });
  return map(written, ({ number }) => `#${number}, closed`);
}

/** Opens and changes an issue, if it is not as it must be. */
async function bring(issue: Issue, wanted: IssueText, issues: Issues): Promise<Result<string>> {
  const { number, state } = issue;
  const isSame = issue.title === wanted.title && sameText(issue.body, wanted.body);
  if (state === "open" && isSame) return accept(`#${number}, as it was`);
  const written = await issues.update(number, { ...wanted, state: "open" });
  return map(written, () => `#${number}, ${state === "open" ? "changed" : "opened again"}`);
}

/** GitHub may give back other line ends. */
function sameText(left: string, right: string): boolean {
  return left.replaceAll("\r\n", "\n").trim() === right.trim();
}

function issueText(
  findings: AuditReport["findings"],
  troubles: readonly string[],
  marker: string,
): IssueText {
  const parts = [
    ...findings.map(
      ({ kind, seen, remedy, command }) =>
        `### ${kind}\n\n${inline(sentenceOf(seen))}\n\n${remedy}\n${command && `\n${block(command)}\n`}`,
    ),
    ...troubles.map((trouble) => `### Not read\n\n${inline(trouble)}\n`),
  ];
  let length = 0;
  const shown = parts.filter((part) => {
    length += part.length + 1;
    return length <= longestBody;
  });
  const rest = parts.length - shown.length;
  const note = rest > 0 ? [`${rest} more are in the report of the run.`] : [];
  const intro =
    "The audit of releases found that packages and images do not agree. It changes this issue when that changes, and closes it when they do.";
  return {
    title: titleOf(findings.length),
    body: `${[marker, intro, ...shown, ...note].join("\n")}\n`,
  };
}

function titleOf(count: number): string {
  if (count === 0) return "Release audit: not everything could be read";
  return `Release audit: ${count === 1 ? "1 gap" : `${count} gaps`}`;
}

/** Text from outside: as code it is neither markup, nor a person, nor another issue. */
function inline(text: string): string {
  const shown = visible(text);
  const fence = fenceFor(shown, 1);
  return `${fence} ${shown} ${fence}`;
}

function block(text: string): string {
  const shown = visible(text);
  const fence = fenceFor(shown, 3);
  return `${fence}sh\n${shown}\n${fence}`;
}

/** Longer than any in the text. */
function fenceFor(text: string, least: number): string {
  const runs = text.match(/`+/g) ?? [];
  return "`".repeat(Math.max(least, ...runs.map((run) => run.length + 1)));
}
