import type { ReleaseConfig } from "@lablink-actions/release-config";
import { listing, quote, renderedPrefix } from "@lablink-actions/release-core";
import { rightsFindings } from "./calls.ts";
import type { Checkout } from "./checkout.ts";
import type { Finding } from "./finding.ts";
import { passesFilter } from "./tag-filter.ts";
import { type Call, plainInput, type Workflow } from "./workflow.ts";

const uploads = ["publish-package", "upload-package"];
const tagged = ["build-package", "validate-version-tag"];

export const publishes = ({ calls }: Workflow): boolean =>
  calls.some(({ own }) => own !== undefined && uploads.includes(own));

/** What a workflow that publishes must have, here and at the index. */
export function publishingFindings(workflow: Workflow, checkout: Checkout): Finding[] {
  return workflow.calls.flatMap((call) => {
    if (call.own === undefined) return [];
    if (tagged.includes(call.own)) return branchFindings(call, workflow, checkout);
    if (!uploads.includes(call.own)) return [];
    return [
      ...accountFindings(call, workflow, checkout),
      ...imageWorkflowFindings(call, workflow, checkout),
    ];
  });
}

/** With an account, or as a trusted publisher. */
function accountFindings(call: Call, workflow: Workflow, checkout: Checkout): Finding[] {
  if (call.given["username"] || call.given["password"]) return [];
  const environment = environmentOf(call);
  const { path, lineOf } = workflow;
  const line = lineOf(call.path.slice(0, 2));
  const file = path.slice(path.lastIndexOf("/") + 1);
  const { owner, name } = checkout;
  const repository = owner ? `the owner ${owner}, the repository ${name}` : "this repository";
  const publisher: Finding = {
    level: "note",
    file: path,
    line,
    seen: `the trusted publisher of each package at the index must name ${repository}, the workflow ${file} and ${environment ? `the environment ${environment}` : "no environment"}`,
    remedy: environment
      ? `Set it in the settings of each package there. At GitHub, allow only version tags in the environment ${environment}.`
      : "Set it in the settings of each package there.",
  };
  const missing: Finding = {
    level: "warning",
    file: path,
    line,
    seen: "the job that publishes has no environment, so every tag and branch may publish",
    remedy: "Write environment: pypi, and allow only version tags in the settings of it.",
  };
  return [
    ...rightsFindings({ "id-token": "write" }, call, workflow),
    ...(environment === undefined ? [missing] : []),
    publisher,
  ];
}

function environmentOf({ job: { environment } }: Call): string | undefined {
  if (typeof environment !== "object" || environment === null) {
    return environment ? String(environment) : undefined;
  }
  const name: unknown = "name" in environment ? environment.name : undefined;
  return name ? String(name) : undefined;
}

/** The tagged commit must be on a branch that there is. */
function branchFindings(call: Call, workflow: Workflow, checkout: Checkout): Finding[] {
  const branch = "branch" in call.given ? plainInput(call, "branch") : "main";
  if (!branch || !checkout.branches || checkout.branches.includes(branch)) return [];
  const { defaultBranch } = checkout;
  const seen = `${call.own} requires that the tagged commit is on ${branch}, and there is no such branch`;
  const remedy = `Write branch: ${defaultBranch ?? "with the release branch"} under with.`;
  return [{ level: "error", file: workflow.path, line: workflow.lineOf(call.path), seen, remedy }];
}

function imageWorkflowFindings(call: Call, workflow: Workflow, checkout: Checkout): Finding[] {
  const name = plainInput(call, "workflow");
  if (!name || checkout.readFile(`.github/workflows/${name}`) !== undefined) return [];
  const line = workflow.lineOf([...call.path, "with", "workflow"]);
  const seen = `there is no workflow ${quote(name)}, which is to build the images`;
  const remedy = "Write the file name of the workflow that calls images.yml.";
  return [{ level: "error", file: workflow.path, line, seen, remedy }];
}

/** The version tags of each package must start a workflow that publishes. */
export function tagFindings(workflows: readonly Workflow[], config: ReleaseConfig): Finding[] {
  const publishing = workflows.filter(publishes);
  const [first] = publishing;
  if (first === undefined || publishing.some(({ events }) => startsAtEveryTag(events))) return [];
  const filters = publishing.map(({ events }) => [events.push?.tags ?? []].flat());
  const unheard = config.releaseTags.filter((declared) => {
    const tag = `${renderedPrefix(declared)}1.2.3`;
    return !filters.some((patterns) => passesFilter(tag, patterns));
  });
  return unheard.map((declared) => {
    const tag = `${renderedPrefix(declared)}1.2.3`;
    return {
      // A GitHub release of the tag may start it.
      level: publishing.some(({ events }) => "release" in events) ? "warning" : "error",
      file: first.path,
      line: first.lineOf(["on", "push", "tags"]),
      seen: `a version tag of ${declared.packageName}, such as ${tag}, starts no workflow that publishes (${listing(publishing.map(({ path }) => path))})`,
      remedy: "Add a pattern for it to the tags of push.",
    };
  });
}

type Events = Workflow["events"] & {
  readonly release?: unknown;
  readonly workflow_call?: unknown;
};

function startsAtEveryTag({ push, release, workflow_call: called }: Events): boolean {
  // Called from elsewhere: which tags start that is not known here.
  if (called !== undefined || push === null) return true;
  if (push === undefined) return release !== undefined;
  return push.tags === undefined && push.branches === undefined;
}
