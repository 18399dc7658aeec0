import { callFindings } from "./calls.ts";
import type { Checkout } from "./checkout.ts";
import { readConfig, usualConfig } from "./configuration.ts";
import type { Finding } from "./finding.ts";
import { imagesFindings, imagesWorkflow } from "./images-workflow.ts";
import { ownFile } from "./own-files.ts";
import { publishingFindings, tagFindings } from "./publishing.ts";
import { type Call, plainInput, readWorkflows, type Workflow } from "./workflow.ts";

/** Everything in a repository that does not fit what the workflows need. */
export function examine(checkout: Checkout): Finding[] {
  const { workflows, findings } = readWorkflows(workflowFiles(checkout));
  const configs = new Map(
    configPaths(workflows).map((path) => [path, readConfig(path, checkout)] as const),
  );
  return [
    ...[...configs.values()].flatMap((it) => it.findings),
    ...findings,
    ...workflows.flatMap((workflow) => [
      ...callFindings(workflow),
      ...publishingFindings(workflow, checkout),
      ...workflow.calls.flatMap((call) => {
        if (call.own !== imagesWorkflow) return [];
        const [path = ""] = configOf(call);
        const config = configs.get(path)?.config;
        return config ? imagesFindings(call, workflow, config) : [];
      }),
    ]),
    ...[...configs.values()].flatMap(({ config }) =>
      config ? tagFindings(workflows, config) : [],
    ),
  ];
}

/** The texts of the repository's workflows by their path. */
export function workflowFiles({ files, readFile }: Checkout): ReadonlyMap<string, string> {
  const paths = files.filter((file) => /^\.github\/workflows\/[^/]+\.ya?ml$/.test(file));
  return new Map(paths.map((path) => [path, readFile(path) ?? ""]));
}

/** The configurations that workflows read, and the usual one if none reads any. */
function configPaths(workflows: readonly Workflow[]): readonly string[] {
  const read = workflows.flatMap(({ calls }) => calls.flatMap(configOf));
  return [...new Set(read.length > 0 ? read : [usualConfig])];
}

/** The configuration that a call reads, if it reads one, and its path is known here. */
function configOf(call: Call): string[] {
  const { config } = (call.own === undefined ? undefined : ownFile(call.own))?.inputs ?? {};
  if (config?.default !== usualConfig) return [];
  if (!("config" in call.given)) return [usualConfig];
  const path = plainInput(call, "config");
  return path === undefined ? [] : [path];
}
