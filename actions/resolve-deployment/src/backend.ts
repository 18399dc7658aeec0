import {
  acceptUnless,
  listing,
  quote,
  type Refusal,
  type Result,
} from "@lablink-actions/release-core";

/** The settings of the S3 backend that all deployments share, by name. */
export type Backend = ReadonlyMap<string, string>;

/** These would make one deployment's state that of another, so the settings must not choose them. */
const chosenHere = ["key", "workspace_key_prefix"];

/**
 * Reads the settings of the state's backend, one `name=value` per line, as `-backend-config` takes them. Without a lock
 * two runs could write one state, so one of the backend's two locks is required (OpenTofu's and Terraform's
 * documentation, "Backend Type: s3").
 *
 * @returns the settings, or `backend-invalid` (LA626) for everything that is wrong
 */
export function parseBackend(lines: readonly string[]): Result<Backend> {
  const settings = new Map<string, string>();
  const problems: Refusal[] = [];
  for (const line of lines) {
    const [, name = "", value = ""] = /^([a-z0-9_]+)\s*=\s*(.+)$/.exec(line) ?? [];
    if (name === "") problems.push(invalid(`backend has the line ${quote(line)}`));
    else if (settings.has(name)) problems.push(invalid(`backend gives ${name} twice`));
    else if (chosenHere.includes(name)) problems.push(invalid(`backend gives ${name}`));
    settings.set(name, value);
  }
  const missing = ["bucket", "region"].filter((name) => !settings.has(name));
  if (missing.length > 0) problems.push(invalid(`backend has no ${listing(missing)}`));
  if (!settings.has("dynamodb_table") && settings.get("use_lockfile") !== "true") {
    problems.push(invalid("backend has no lock"));
  }
  return acceptUnless(problems, settings);
}

/** The settings of one state, one per line. */
export function backendConfig(backend: Backend, key: string): string {
  return [...backend, ["key", key]].map(([name, value]) => `${name}=${value}`).join("\n");
}

function invalid(seen: string): Refusal {
  return {
    name: "backend-invalid",
    seen,
    remedy:
      "Write one name=value per line: bucket, region, and dynamodb_table or use_lockfile=true; not key, which is the deployment's own.",
  };
}
