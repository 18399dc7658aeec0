import type { Checkout } from "./checkout.ts";
import { readConfig, usualConfig } from "./configuration.ts";
import { examine, workflowFiles } from "./examine.ts";
import type { Finding } from "./finding.ts";
import { newConfig } from "./new-config.ts";
import { newWorkflows } from "./new-workflows.ts";
import { readWorkflows } from "./workflow.ts";

/** What a repository would get. */
interface Plan {
  /** New files by their path. None of them is there yet. */
  readonly files: ReadonlyMap<string, string>;
  /** What the repository does not say. */
  readonly open: readonly string[];
  /** What doctor finds when the files are written. */
  readonly findings: readonly Finding[];
}

/** Plans the configuration and the workflows that a repository does not have yet. */
export function planSetUp(checkout: Checkout): Plan {
  const isThere = checkout.readFile(usualConfig) !== undefined;
  if (!isThere && checkout.hasFolder(usualConfig)) {
    throw new Error(`${usualConfig} is a folder. Delete or rename it.`);
  }
  const made = isThere ? undefined : newConfig(checkout);
  const files = new Map(made ? [[usualConfig, made.text]] : []);
  const withConfig = withFiles(checkout, files);
  const { config, findings } = readConfig(usualConfig, withConfig);
  if (config === undefined) return { files, open: made?.open ?? [], findings };
  const present = readWorkflows(workflowFiles(checkout)).workflows;
  for (const [path, text] of newWorkflows({ config, checkout, present })) files.set(path, text);
  return { files, open: made?.open ?? [], findings: examine(withFiles(checkout, files)) };
}

/** A repository as it is when these files are in it. */
function withFiles(checkout: Checkout, added: ReadonlyMap<string, string>): Checkout {
  return {
    ...checkout,
    files: [...new Set([...checkout.files, ...added.keys()])].sort(),
    readFile: (path) => added.get(path) ?? checkout.readFile(path),
  };
}
