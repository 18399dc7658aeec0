import { parseYaml, type YamlDocument } from "@lablink-actions/release-config";
import {
  anything,
  check,
  clauseOf,
  either,
  list,
  nullable,
  open,
  optional,
  record,
  type Shaped,
  text,
} from "@lablink-actions/shape";
import type { Finding } from "./finding.ts";

const texts = either(text(), list(text()));
const permissions = optional(nullable(either(text(), record(text(), text()))));
const given = optional(nullable(record(text(), anything)));
const input = nullable(
  open({ type: optional(text()), options: optional(nullable(list(anything))) }),
);
const events = open({
  workflow_dispatch: optional(
    nullable(open({ inputs: optional(nullable(record(text(), input))) })),
  ),
  push: optional(nullable(open({ tags: optional(texts), branches: optional(anything) }))),
});
const job = open({
  uses: optional(text()),
  with: given,
  permissions,
  environment: optional(anything),
  steps: optional(list(open({ uses: optional(text()), with: given }))),
});
const workflow = open({
  on: either(text(), list(text()), events),
  permissions,
  jobs: record(text(), job),
});

export type Job = Shaped<typeof job>;
type Written = Shaped<typeof workflow>;
type Events = Shaped<typeof events>;

/** A workflow of the repository. */
export interface Workflow {
  readonly path: string;
  readonly events: Events;
  readonly permissions: Written["permissions"];
  readonly jobs: Readonly<Record<string, Job>>;
  /** Everything it names by `uses`. */
  readonly calls: readonly Call[];
  /** The line of the last of these keys, or of what is around it if it is not there. */
  readonly lineOf: (path: readonly string[]) => number;
}

/** A `uses` of a job or of a step. */
export interface Call {
  readonly uses: string;
  /** The name in this repository: `publish-package`, `.github/workflows/images.yml`; undefined for anything else. */
  readonly own: string | undefined;
  readonly given: Readonly<Record<string, unknown>>;
  readonly job: Job;
  /** The keys that lead to what calls. */
  readonly path: readonly string[];
}

/** The workflows that the repository has, and what is wrong in files that cannot be read as one. */
export function readWorkflows(files: ReadonlyMap<string, string>): {
  readonly workflows: readonly Workflow[];
  readonly findings: readonly Finding[];
} {
  const workflows: Workflow[] = [];
  const findings: Finding[] = [];
  for (const [path, source] of files) {
    const read = readWorkflow(path, source);
    if ("level" in read) findings.push(read);
    else workflows.push(read);
  }
  return { workflows, findings };
}

function readWorkflow(path: string, source: string): Workflow | Finding {
  const document = parseYaml(source, path);
  if (!document.ok) {
    const [{ seen, remedy, location }] = document.refusals;
    return { level: "error", file: path, line: location?.line ?? 1, seen, remedy };
  }
  const read = check(workflow, document.value.value);
  if (!read.ok) {
    const [problem] = read.problems;
    const { line } = document.value.locate(problem.path);
    const seen = clauseOf(problem, "the file");
    return { level: "error", file: path, line, seen, remedy: "Correct it: GitHub starts no run." };
  }
  return describe(path, read.value, document.value);
}

function describe(path: string, written: Written, document: YamlDocument): Workflow {
  const { on, permissions: rights, jobs } = written;
  const names = typeof on === "string" ? [on] : on;
  const isList = Array.isArray(names);
  return {
    path,
    events: isList ? Object.fromEntries(names.map((name) => [name, null])) : (on as Events),
    permissions: rights,
    jobs,
    calls: Object.entries(jobs).flatMap(([id, it]) => [
      ...callOf(it, it, ["jobs", id]),
      ...(it.steps ?? []).flatMap((step, at) =>
        callOf(step, it, ["jobs", id, "steps", String(at)]),
      ),
    ]),
    lineOf: (keys) => lineOf(keys, document),
  };
}

function lineOf(keys: readonly string[], { locate, locateKey }: YamlDocument): number {
  const last = keys.at(-1) ?? "";
  // The number of an item is no key.
  return (/^\d+$/.test(last) ? locate(keys) : locateKey(keys.slice(0, -1), last)).line;
}

function callOf(
  { uses, with: values }: Pick<Job, "uses" | "with">,
  calling: Job,
  path: readonly string[],
): Call[] {
  if (uses === undefined) return [];
  const [, own] = /^[^/@\s]+\/lablink-actions\/([^@\s]+)@/i.exec(uses) ?? [];
  return [{ uses, own, given: values ?? {}, job: calling, path }];
}

/** An input of a call as a plain text; undefined if it is not given, or if only a run knows it. */
export function plainInput({ given: values }: Call, name: string): string | undefined {
  const value = values[name];
  return value === undefined || value === null || String(value).includes("${{")
    ? undefined
    : String(value);
}
