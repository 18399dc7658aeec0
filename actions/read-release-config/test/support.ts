import { loadConfig } from "@lablink-actions/release-config";
import type { RunStart } from "@lablink-actions/release-core";
import { accept, andThen, combine } from "@lablink-actions/release-core";
import { readReleaseConfig } from "../src/read-release-config.ts";
import { parseWorkflowInputs } from "../src/workflow-inputs.ts";

const file = ".github/lablink-actions.yml";

/** What a run gives besides the configuration. */
interface Given {
  readonly credentials?: boolean;
  readonly canPush?: boolean;
  /** Other files of the repository. */
  readonly files?: Readonly<Record<string, string>>;
  readonly run?: RunStart;
}

const push = { eventName: "push", ref: "refs/heads/main" };

/** Reads a configuration as main.ts does. */
export function read(
  text: string | undefined,
  workflowInputs = "",
  packageName = "",
  image = "",
  { credentials, canPush = true, files = {}, run = push }: Given = {},
) {
  const owner = "TalmoLab";
  const given = combine({
    config: loadConfig({ path: file, owner }, { readFile: () => text, leadsOut: () => false }),
    file: accept(file),
    packageName: accept(packageName || undefined),
    image: accept(image || undefined),
    workflowInputs: parseWorkflowInputs(workflowInputs, "workflow-inputs"),
    access: accept({ credentials, canPush, owner }),
    run: accept(run),
  });
  return andThen(given, (values) => readReleaseConfig(values, (path) => files[path]));
}
