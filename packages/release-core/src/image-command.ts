import { invalidInput } from "./input-refusals.ts";
import { quote } from "./refusal.ts";
import { isTaggable } from "./release-version.ts";
import { accept, type NonEmpty, type Result, refuse } from "./result.ts";
import { chosenVersion, type Version } from "./version.ts";

/** The parts of the command; nothing in them has a meaning for a shell. */
export interface Dispatch {
  /** The file name of the workflow. */
  readonly workflow: string;
  /** The production environment. */
  readonly environment: string;
  /** The version tag, if images are built from the commit that it names. */
  readonly ref?: string | undefined;
  readonly packages: NonEmpty<DispatchedPackage>;
}

export interface DispatchedPackage {
  readonly packageName: string;
  /** The workflow's input for its version. */
  readonly input: string;
  /** Undefined while it is not known. */
  readonly version: Version | undefined;
}

/** The command in one line, with `<version>` for what is not known. */
export function imageCommand({ workflow, environment, ref, packages }: Dispatch): string {
  const fields = packages.map(
    ({ input, version }) => `-f ${input}=${version?.canonical ?? "<version>"}`,
  );
  const at = ref === undefined ? "" : ` --ref ${ref}`;
  return [`gh workflow run ${workflow}${at} -f environment=${environment}`, ...fields].join(" ");
}

/** A file name that `gh workflow run` finds and does not take for an option; otherwise `input-invalid` (LA902). */
export function parseWorkflow(text: string, name: string): Result<string> {
  if (/^[A-Za-z0-9_][A-Za-z0-9._-]*\.ya?ml$/.test(text)) return accept(text);
  return refuse(
    invalidInput(
      name,
      `is ${quote(text)}, which is not the file name of a workflow`,
      "Give the file's name without its folder, such as lablink-images.yml.",
    ),
  );
}

/** The version of a package that a production run would take if nobody named one: the one pip would choose. */
export function newestBuildable(installable: readonly Version[]): Version | undefined {
  return chosenVersion(installable.filter(isTaggable));
}
