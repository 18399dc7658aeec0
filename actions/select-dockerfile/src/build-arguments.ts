import {
  accept,
  andThen,
  map,
  quote,
  type Refusal,
  type Result,
  refuse,
  traverse,
} from "@lablink-actions/release-core";
import { secretIn } from "./secret.ts";

/** A build argument. Everybody can read it: BuildKit puts all of them into the provenance of a public image. */
export interface BuildArgument {
  readonly name: string;
  readonly value: string;
}

/** The name of a build argument; otherwise `build-argument-invalid` (LA303). */
export function parseBuildArgument(name: string): Result<string> {
  if (isName(name)) return accept(name);
  return refuse(
    invalid(
      `version-build-arg is ${quote(name)}`,
      "Name the ARG of the production Dockerfile that takes the version, such as PACKAGE_VERSION.",
    ),
  );
}

/**
 * Reads lines `NAME=value`.
 *
 * @returns them in their order; or `build-argument-invalid` (LA303), `build-argument-secret` (LA305) for each line,
 * `build-argument-taken` (LA306) for each name that is given twice
 */
export function parseBuildArguments(text: string): Result<readonly BuildArgument[]> {
  const lines = text.split("\n").map((line) => line.trim());
  const written = lines.flatMap((line, index) => (line === "" ? [] : [{ line, at: index + 1 }]));
  return andThen(traverse(written, parseLine), requireDistinct);
}

/**
 * The build arguments of a run, and the version's first.
 *
 * @param version undefined on development
 * @returns them; or `build-argument-taken` (LA306) if the version's argument is among the given ones: BuildKit takes
 * the last value of a name, so it would replace the version that was checked
 */
export function allArguments(
  given: readonly BuildArgument[],
  versionArgument: string,
  version: string | undefined,
): Result<readonly BuildArgument[]> {
  if (given.some(({ name }) => name === versionArgument)) {
    return refuse(
      taken(
        `build-args gives ${versionArgument}, which takes the version of the package`,
        "Delete the line: on production the version is the one that the run was started with.",
      ),
    );
  }
  return accept(
    version === undefined ? given : [{ name: versionArgument, value: version }, ...given],
  );
}

/** A value is never shown, because a line that is wrong may be a secret. */
function parseLine({ line, at }: { line: string; at: number }): Result<BuildArgument> {
  const [name = "", value] = line.split(/=(.*)/s, 2);
  if (value === undefined || !isName(name)) {
    const remedy =
      "Write NAME=value, with letters, digits and underscores in the name. Quotes are not needed.";
    return refuse(invalid(`line ${at} of build-args is not NAME=value`, remedy));
  }
  const reason = secretIn(name, value);
  if (reason === undefined) return accept({ name, value });
  return refuse({
    name: "build-argument-secret",
    seen: `the build argument ${name} ${reason}, and everybody can read build arguments in the provenance of a public image`,
    remedy:
      "Delete it, and let the Dockerfile take it as a secret (RUN --mount=type=secret). If it is an index's address, give the address without a login. Replace the secret if it was ever used here. If it is not one, give the argument another name.",
  });
}

function requireDistinct(given: readonly BuildArgument[]): Result<readonly BuildArgument[]> {
  const names = given.map(({ name }) => name);
  const repeated = new Set(names.filter((name, index) => names.indexOf(name) < index));
  const distinct = traverse([...repeated], (name) =>
    refuse(
      taken(
        `build-args gives ${name} more than once`,
        "Leave one line for it: the last one would replace the others.",
      ),
    ),
  );
  return map(distinct, () => given);
}

function isName(text: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(text);
}

function invalid(seen: string, remedy: string): Refusal {
  return { name: "build-argument-invalid", seen, remedy };
}

function taken(seen: string, remedy: string): Refusal {
  return { name: "build-argument-taken", seen, remedy };
}
