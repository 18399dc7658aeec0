import {
  accept,
  andThen,
  combine,
  map,
  type NonEmpty,
  normalizePackageName,
  type PackageVersion,
  parsePackageVersions,
  quote,
  type Refusal,
  type Result,
  refuse,
  releaseVersion,
  traverse,
  versionInputs,
} from "@lablink-actions/release-core";

/** As the inputs have it. */
export interface CommandTexts {
  readonly workflow: string;
  /** Lines `package==version`; the version may be empty. */
  readonly versions: NonEmpty<string>;
  /** Lines `package=input`, for packages whose input is not named after them. */
  readonly versionInputs: readonly string[];
  /** Lines `package==version` of what was just published. */
  readonly published: readonly string[];
}

/** What the command is made of; nothing in it means anything to a shell. */
export interface Dispatch {
  readonly workflow: string;
  readonly packages: NonEmpty<DispatchedPackage>;
}

export interface DispatchedPackage {
  readonly packageName: string;
  /** The workflow's input for its version. */
  readonly input: string;
  /** In canonical spelling; undefined while it is not known. */
  readonly version: string | undefined;
}

/**
 * Reads what the command is to be made of.
 *
 * @returns it; or `input-invalid` (LA902), `versions-invalid` (LA111), and for a version that no production run
 * takes `prod-version-invalid` (LA103), `prod-version-untaggable` (LA104)
 */
export function parseDispatch(texts: CommandTexts): Result<Dispatch> {
  return combine({ workflow: parseWorkflow(texts.workflow), packages: parsePackages(texts) });
}

/** The command in one line, with `<version>` for what is not known. */
export function commandOf({ workflow, packages }: Dispatch): string {
  const fields = packages.map(({ input, version = "<version>" }) => `-f ${input}=${version}`);
  return [`gh workflow run ${workflow} -f environment=prod`, ...fields].join(" ");
}

/** A name that `gh workflow run` finds, and no option. */
function parseWorkflow(text: string): Result<string> {
  if (/^[A-Za-z0-9_][A-Za-z0-9._-]*\.ya?ml$/.test(text)) return accept(text);
  return refuse({
    name: "input-invalid",
    seen: `the input workflow is ${quote(text)}, which is not the file name of a workflow`,
    remedy: "Give the file's name without its folder, such as lablink-images.yml.",
  });
}

function parsePackages(texts: CommandTexts): Result<NonEmpty<DispatchedPackage>> {
  return andThen(withPublished(texts), (packages) => {
    const names = packages.map(({ packageName }) => packageName);
    const inputs = versionInputs(names, texts.versionInputs);
    const problem = inputsProblem(names, inputs);
    if (problem !== undefined) return refuse(problem);
    return traverse(packages, ({ packageName, version: text }): Result<DispatchedPackage> => {
      const input = inputs.get(packageName) ?? "version";
      if (text === "") return accept({ packageName, input, version: undefined });
      const version = releaseVersion({ subject: packageName, input, text });
      return map(version, ({ canonical }) => ({ packageName, input, version: canonical }));
    });
  });
}

/** The versions, of which those just published are known, whatever the index says so soon after. */
function withPublished({ versions, published }: CommandTexts): Result<NonEmpty<PackageVersion>> {
  const [line, ...more] = published;
  if (line === undefined) return parsePackageVersions(versions);
  const read = combine({
    packages: parsePackageVersions(versions),
    published: parsePackageVersions([line, ...more]),
  });
  return map(read, ({ packages: [first, ...others], published: fresh }) => {
    const newest = (one: PackageVersion): PackageVersion => {
      const name = normalizePackageName(one.packageName);
      const found = fresh.find((it) => normalizePackageName(it.packageName) === name);
      return { ...one, version: found?.version || one.version };
    };
    return [newest(first), ...others.map(newest)];
  });
}

function inputsProblem(
  names: readonly string[],
  inputs: ReadonlyMap<string, string>,
): Refusal | undefined {
  const stray = [...inputs.keys()].find((name) => !names.includes(name));
  if (stray !== undefined) return invalidInputs(`names ${quote(stray)}, which versions does not`);
  // What GitHub takes for the name of an input.
  const bad = [...inputs.values()].find((input) => !/^[A-Za-z_][A-Za-z0-9_-]*$/.test(input));
  if (bad !== undefined) return invalidInputs(`has ${quote(bad)}, which is no input's name`);
  const all = [...inputs.values(), "environment"];
  const twice = all.find((input, index) => all.indexOf(input) < index);
  return twice === undefined ? undefined : invalidInputs(`uses ${quote(twice)} for two things`);
}

function invalidInputs(problem: string): Refusal {
  return {
    name: "input-invalid",
    seen: `version-inputs ${problem}`,
    remedy:
      "Write lines package=input, with the packages in versions and an input of its own for each.",
  };
}
