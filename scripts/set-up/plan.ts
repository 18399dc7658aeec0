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
  const open = [...(made?.open ?? []), ...otherPublishers(checkout)];
  const present = readWorkflows(workflowFiles(checkout)).workflows;
  for (const [path, text] of newWorkflows({ config, checkout, present })) files.set(path, text);
  return { files, open: files.size > 0 ? open : [], findings: examine(withFiles(checkout, files)) };
}

const publishers =
  /docker\/build-push-action@|docker push|pypa\/gh-action-pypi-publish@|\buv publish\b|\btwine upload\b/;

/** Workflows that publish by other means would publish a version a second time. */
function otherPublishers(checkout: Checkout): string[] {
  return [...workflowFiles(checkout)].flatMap(([path, text]) => {
    const [by] = publishers.exec(text) ?? [];
    return by ? [`whether ${path}, which has ${by.replace(/@$/, "")}, is still needed`] : [];
  });
}

/** A repository as it is when these files are in it. */
function withFiles(checkout: Checkout, added: ReadonlyMap<string, string>): Checkout {
  return {
    ...checkout,
    files: [...new Set([...checkout.files, ...added.keys()])].sort(),
    readFile: (path) => added.get(path) ?? checkout.readFile(path),
  };
}
