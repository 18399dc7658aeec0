/** Faults that GitHub finds only in a run, or never: each check gives what is wrong in one file. */
import { thirdPartyActions } from "@lablink-actions/testkit";
import { lackingRights, takenRights } from "../../scripts/set-up/rights.ts";
import {
  type Document,
  expressionsIn,
  type Files,
  isAction,
  type Job,
  outputsOf,
  own,
  ownFile,
  ownPath,
  read,
  type Step,
  usesOf,
} from "./files.ts";

/**
 * Every `uses:` names a third-party action by its one commit, with the version, or something of this repository: in the
 * example at the major version, in other files by `$/`, which means the commit that runs.
 */
export function pinProblems(path: string, files: Files, major: string): string[] {
  return usesOf(files.get(path) ?? "").flatMap(({ uses, comment }) => {
    const [name = "", ref] = uses.split("@");
    if (ownPath(name) !== undefined) {
      if (ownFile(uses, files) === undefined) return [`${uses}: there is no such file`];
      if (!name.startsWith(own)) return ref === undefined ? [] : [`${uses}: it takes no version`];
      if (!path.startsWith("examples/")) return [`${uses}: it must be $/${ownPath(name)}`];
      return ref === major ? [] : [`${uses}: the version is ${major}`];
    }
    const pin = thirdPartyActions[name];
    if (pin === undefined) return [`${uses}: thirdPartyActions has no ${name}`];
    const right = ref === pin.commit && comment === pin.version;
    return right ? [] : [`${uses} # ${comment}: it must be @${pin.commit} # ${pin.version}`];
  });
}

/** An output that is read of a step or a job must exist. The step must come before, and the job must be needed. */
export function outputProblems(path: string, files: Files): string[] {
  const document = read(files.get(path) ?? "");
  if (isAction(path)) {
    const steps = document.runs?.steps ?? [];
    return [...stepProblems(steps, files), ...readProblems(document.outputs, steps, files)];
  }
  const jobs = document.jobs ?? {};
  const called = document.on?.workflow_call?.outputs;
  return [
    ...Object.values(jobs).flatMap((job) => jobProblems(job, jobs, files)),
    ...mentions("jobs", called).flatMap(([id, output]) => neededProblems(id, output, jobs, files)),
  ];
}

function jobProblems(job: Job, jobs: Readonly<Record<string, Job>>, files: Files): string[] {
  const { steps = [], ...rest } = job;
  const needs = [job.needs ?? []].flat();
  return [
    ...mentions("needs", job).flatMap(([id, output]) =>
      needs.includes(id) ? neededProblems(id, output, jobs, files) : [`needs has no ${id}`],
    ),
    ...stepProblems(steps, files),
    ...readProblems(rest, steps, files),
    ...Object.entries(job.outputs ?? {})
      .filter(([, value]) => /fromJSON\(\s*steps\.[\w.-]+\s*\)/i.test(JSON.stringify(value)))
      .map(([name]) => `a job that fails has no JSON for ${name}, and shows a second error`),
  ];
}

const stepProblems = (steps: readonly Step[], files: Files): string[] =>
  steps.flatMap((step, index) => readProblems(step, steps.slice(0, index), files));

/** The outputs that an expression reads, and that their steps do not have. */
function readProblems(value: unknown, steps: readonly Step[], files: Files): string[] {
  return mentions("steps", value).flatMap(([id, output]) => {
    const step = steps.find((it) => it.id === id);
    if (step === undefined) return [`no step before has the id ${id}`];
    const known = output === undefined || hasOutput(step, output, files);
    return known ? [] : [`step ${id} has no output ${output}`];
  });
}

function hasOutput({ uses, run = "" }: Step, output: string, files: Files): boolean {
  if (uses !== undefined) return outputsOf(uses, files)?.includes(output) ?? false;
  // Only a program's own tests know what it writes.
  const isProgram = /^\s*node .*>> "\$GITHUB_OUTPUT"$/m.test(run);
  return isProgram || new RegExp(`(^|[\\s"'])${output}(=|<<)`, "m").test(run);
}

function neededProblems(
  id: string,
  output: string | undefined,
  jobs: Readonly<Record<string, Job>>,
  files: Files,
): string[] {
  const job = jobs[id];
  if (job === undefined) return [`there is no job ${id}`];
  if (output === undefined) return [];
  const outputs = job.uses ? outputsOf(job.uses, files) : Object.keys(job.outputs ?? {});
  return outputs?.includes(output) ? [] : [`job ${id} has no output ${output}`];
}

/**
 * The outputs that an expression reads, with their steps or jobs: `steps.id.outputs.name`; without a name if it reads
 * something else.
 */
function mentions(context: string, value: unknown): [string, string | undefined][] {
  const pattern = new RegExp(`\\b${context}\\.([\\w-]+)(?:\\.outputs\\.([\\w-]+))?`, "g");
  return expressionsIn(value).flatMap((expression) =>
    [...expression.matchAll(pattern)].map(([, id = "", output]): [string, string | undefined] => [
      id,
      output,
    ]),
  );
}

/** An input that a composite action reads must be one that it declares. */
export function inputProblems(path: string, files: Files): string[] {
  if (!isAction(path)) return [];
  const { inputs = {}, runs, outputs } = read(files.get(path) ?? "");
  return mentions("inputs", [runs, outputs])
    .filter(([name]) => !(name in inputs))
    .map(([name]) => `there is no input ${name}`);
}

/** Each job has its own rights and time limit; all actions run on one version of Node. */
export function boundProblems(path: string, files: Files): string[] {
  const document: Document = read(files.get(path) ?? "");
  if (isAction(path)) {
    const using = document.runs?.using ?? "";
    return ["node24", "composite"].includes(using) ? [] : [`using ${using}, not node24`];
  }
  const none = JSON.stringify(document.permissions) === "{}";
  return [
    ...(none ? [] : ["permissions of the workflow are not {}"]),
    ...Object.entries(document.jobs ?? {}).flatMap(([id, job]) => [
      ...(job.permissions === undefined ? [`job ${id} has no permissions`] : []),
      // GitHub does not allow it in a job that calls a workflow.
      ...(job.uses === undefined && job["timeout-minutes"] === undefined
        ? [`job ${id} has no timeout-minutes`]
        : []),
    ]),
  ];
}

/**
 * A job that calls a workflow must give the rights that the called jobs take. If not, GitHub starts no run; act gives
 * all rights to everything.
 */
export function rightsProblems(path: string, files: Files): string[] {
  const jobs = Object.values(read(files.get(path) ?? "").jobs ?? {});
  return jobs.flatMap(({ uses = "", permissions: given = {} }) => {
    const called = read(files.get(ownFile(uses, files) ?? "") ?? "")?.jobs ?? {};
    const needed = takenRights(Object.values(called));
    return lackingRights(given, needed).map((right) => `${uses} needs ${right}`);
  });
}
