import type { Decision } from "@lablink-actions/action-kit";
import type { PythonIndex } from "@lablink-actions/registries";
import {
  accept,
  type DispatchedPackage,
  imageCommand,
  isNonEmpty,
  type NonEmpty,
  newestBuildable,
  type Result,
  refusalMessage,
} from "@lablink-actions/release-core";
import type { Output } from "./declaration.ts";

interface ShowImageCommandInputs {
  /** Undefined if no workflow builds images. */
  readonly workflow: string | undefined;
  /** The packages that the workflow asks a version of; none if no image is built from what was published. */
  readonly packages: readonly DispatchedPackage[];
  /** The names of production; the command has the first. */
  readonly productionEnvironments: readonly string[];
}

/**
 * Makes the command that builds production images. It runs after publishing, so it must not fail for a version that
 * the index does not have, or an index that does not answer. It warns, and shows the command with a gap; the output
 * is empty.
 *
 * @returns the outputs, or `index-invalid` (LA803)
 */
export async function showImageCommand(
  { workflow, packages, productionEnvironments }: ShowImageCommandInputs,
  openIndex: () => Promise<Result<PythonIndex>>,
): Promise<Result<Decision<Output>>> {
  if (workflow === undefined || !isNonEmpty(packages)) return accept(nothingToBuild);
  const isComplete = packages.every(({ version }) => version !== undefined);
  const index = isComplete ? accept(undefined) : await openIndex();
  if (!index.ok) return index;
  const [first, ...others] = packages;
  const find = (one: DispatchedPackage) => findVersion(one, index.value);
  const found = await Promise.all([find(first), ...others.map(find)]);
  const [environment = "<environment>"] = productionEnvironments;
  const command = imageCommand({ workflow, environment, packages: found });
  return accept(describe(command, found, index.value));
}

const nothingToBuild: Decision<Output> = {
  outputs: { command: "" },
  title: "Production images",
  facts: [["To build", "none: no image is built from what was published"]],
};

/** A package, and the source of its version, or why it has none. */
interface Found extends DispatchedPackage {
  readonly source: string;
  readonly warnings: readonly string[];
}

/** The version that was given, or the newest that can be installed and built: the one pip would choose. */
async function findVersion(
  wanted: DispatchedPackage,
  index: PythonIndex | undefined,
): Promise<Found> {
  const { packageName } = wanted;
  if (index === undefined || wanted.version !== undefined) {
    return { ...wanted, source: "as given", warnings: [] };
  }
  const installable = await index.installableVersions(packageName);
  if (!installable.ok) {
    const warnings = installable.refusals.map(refusalMessage);
    return { ...wanted, source: "not known: the index gave no answer", warnings };
  }
  const version = newestBuildable(installable.value);
  if (version !== undefined) {
    return { ...wanted, version, source: "the newest that can be installed", warnings: [] };
  }
  const warning = `${index.url} has no version of ${packageName} that can be installed: publish it first`;
  return { ...wanted, source: "not published", warnings: [warning] };
}

function describe(
  command: string,
  found: NonEmpty<Found>,
  index: PythonIndex | undefined,
): Decision<Output> {
  const isComplete = found.every(({ version }) => version !== undefined);
  return {
    outputs: { command: isComplete ? command : "" },
    title: "Next: build the production images",
    facts: [
      [isComplete ? "Run" : "Run, with the version that is missing", command],
      ...found.map(({ packageName, version, source }): [string, string] => [
        packageName,
        version === undefined ? source : `${version.canonical}, ${source}`,
      ]),
      ...(index ? [["Index", `${index.url} (${index.foundIn})`] as const] : []),
      [
        "Why by hand",
        "publishing builds no image: a person dispatches production images with explicit versions, so that each image can be traced to that person and to the packages in it",
      ],
    ],
    notices: isComplete ? [`The images are not built yet. Run: ${command}`] : [],
    warnings: found.flatMap(({ warnings }) => warnings),
  };
}
