import {
  accept,
  acceptUnless,
  invalidInput,
  listing,
  map,
  quote,
  type Refusal,
  type Result,
  refuse,
} from "@lablink-actions/release-core";

/** The values of secrets by their names. */
export type BuildSecrets = ReadonlyMap<string, string>;

/** A secret that the build mounts. */
export interface BuildSecret {
  readonly name: string;
  readonly value: string;
}

/**
 * Reads the values of secrets. A refusal never shows one.
 *
 * @returns them, or `input-invalid` (LA902)
 */
export function parseBuildSecrets(value: unknown, input: string): Result<BuildSecrets> {
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  const entries = isObject ? Object.entries(value) : [];
  const isTexts = entries.every(([, one]) => typeof one === "string");
  if (isObject && isTexts) return accept(new Map(entries as [string, string][]));
  const remedy = `Give a JSON object of names and texts, such as {"netrc": \${{ toJSON(secrets.NETRC) }}}.`;
  return refuse(invalidInput(input, "is not an object of texts", remedy));
}

/** The name of a secret, as a mount names it; otherwise `input-invalid` (LA902). */
export function parseSecretName(name: string, input: string): Result<string> {
  // It is part of a CSV line for BuildKit, and the name of a file.
  if (/^[A-Za-z_][A-Za-z0-9_-]*$/.test(name)) return accept(name);
  const remedy = "Write letters, digits, underscores and hyphens, beginning with a letter.";
  return refuse(invalidInput(input, `has the name ${quote(name)}`, remedy));
}

/**
 * The secrets of a build.
 *
 * @param isPullRequest it may be from a fork, which has no secrets: then none is given, with a notice
 * @returns them and notices, or `build-secret-missing` (LA308)
 */
export function secretsOf(
  names: readonly string[],
  values: BuildSecrets,
  isPullRequest: boolean,
): Result<{ readonly secrets: readonly BuildSecret[]; readonly notices: readonly string[] }> {
  const missing = names.filter((name) => (values.get(name) ?? "") === "");
  if (isPullRequest && names.length > 0 && missing.length === names.length) {
    const notice = `this pull request's run has none of the secrets ${listing(names)}, as those from forks have none; the build goes on without them`;
    return accept({ secrets: [], notices: [notice] });
  }
  const refusals = missing.map(
    (name): Refusal => ({
      name: "build-secret-missing",
      seen: `the build mounts the secret ${name}, and build-secrets has no value for it`,
      remedy: `Add it to the secret build-secrets of the job that calls images.yml: {"${name}": \${{ toJSON(secrets.YOUR_SECRET) }}}. Check that the repository has that secret.`,
    }),
  );
  const found = names.map((name) => ({ name, value: values.get(name) ?? "" }));
  return map(acceptUnless(refusals, found), (secrets) => ({ secrets, notices: [] }));
}
