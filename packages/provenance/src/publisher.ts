import {
  accept,
  combine,
  invalidInput,
  isRefPattern,
  map,
  quote,
  type Refusal,
  type Result,
  refMatches,
  refuse,
} from "@lablink-actions/release-core";
import { type Identity, repositoryName } from "./identity.ts";
import { foreign } from "./refusals.ts";

/** Who may have signed. */
export interface Publisher {
  /** `owner/repo`, in any spelling: GitHub does not tell capital letters apart. */
  readonly repository: string;
  /** The file name of the run's own workflow; any if undefined. */
  readonly workflow: string | undefined;
  /** A pattern as `refMatches` reads it; any ref if undefined. */
  readonly ref: string | undefined;
  /** Any, or none, if undefined. */
  readonly environment: string | undefined;
  readonly issuer: string;
}

const host = "https://github.com/";
/** Who vouches for the workflows of github.com. */
export const githubIssuer = "https://token.actions.githubusercontent.com";

/** Reads `owner/repo`; otherwise `input-invalid` (LA902). */
export function parseRepository(text: string, name: string): Result<string> {
  return /^[\w.-]+\/[\w.-]+$/.test(text)
    ? accept(text)
    : refuse(invalidInput(name, `is ${quote(text)}`, "Write owner/repository."));
}

/** Reads the file name of a workflow, with its folder or without it; otherwise `input-invalid` (LA902). */
export function parseWorkflow(text: string, name: string): Result<string> {
  const [, file] = /^(?:\.github\/workflows\/)?([\w.-]+\.ya?ml)$/.exec(text) ?? [];
  return file !== undefined
    ? accept(file)
    : refuse(invalidInput(name, `is ${quote(text)}`, "Write the workflow's file name."));
}

/**
 * Reads a publisher on GitHub: `owner/repo`, or `owner/repo/workflow.yml`.
 *
 * @returns it; or `input-invalid` (LA902)
 */
export function parsePublisher(text: string, name: string): Result<Publisher> {
  const [owner = "", repo = "", ...workflow] = text.split("/");
  const isAny = workflow.length === 0;
  return map(
    combine({
      repository: parseRepository(`${owner}/${repo}`, name),
      workflow: isAny ? accept(undefined) : parseWorkflow(workflow.join("/"), name),
    }),
    (parts) => ({ ...parts, ref: undefined, environment: undefined, issuer: githubIssuer }),
  );
}

/** Reads a pattern as `refMatches` takes it; otherwise `input-invalid` (LA902). */
export function parseRefPattern(text: string, name: string): Result<string> {
  return isRefPattern(text)
    ? accept(text)
    : refuse(invalidInput(name, `is ${quote(text)}`, "Use only characters of refs, * and **."));
}

/**
 * Compares who signed with who may have signed.
 *
 * @param name what the attestation is called
 * @returns `publisher-foreign` (LA663) for each difference
 */
export function foreignness(
  identity: Identity,
  publisher: Publisher,
  name: string,
): readonly Refusal[] {
  const { repository, workflow, ref, environment, issuer } = publisher;
  const differs = (what: string, seen: string | undefined, wanted: string) =>
    foreign(
      `${name} was signed ${what} ${seen ? quote(seen) : "that it does not name"}, and must be ${wanted}`,
    );
  if (identity.issuer !== issuer) {
    return [differs("for an identity of", identity.issuer, `of ${issuer}`)];
  }
  const source = identity.repository ?? "";
  const isOwn = source.toLowerCase() === `${host}${repository}`.toLowerCase();
  if (!isOwn) return [differs("by the repository", source, `by ${repository}`)];
  const file = workflowFile(identity);
  return [
    ...(workflow === undefined || file === workflow
      ? []
      : [differs("by the workflow", file ?? identity.workflow, `by ${workflow}`)]),
    ...(ref === undefined || refMatches(identity.ref ?? "", ref)
      ? []
      : [differs("in a run of the ref", identity.ref, `of ${ref}`)]),
    ...(environment === undefined || identity.environment === environment
      ? []
      : [differs("in the environment", identity.environment, `in ${environment}`)]),
  ];
}

/** The file of the run's own workflow, if it is one of the repository: `release.yml`. */
export function workflowFile({ workflow, repository, ref, commit }: Identity): string | undefined {
  const folder = `${repository}/.github/workflows/`;
  if (workflow === undefined || !workflow.startsWith(folder)) return undefined;
  const suffix = [ref, commit].find((one) => one !== undefined && workflow.endsWith(`@${one}`));
  return suffix === undefined ? undefined : workflow.slice(folder.length, -suffix.length - 1);
}

/** Who published, in one line for the summary. */
export function publisherLine(identity: Identity): string {
  const { ref, run } = identity;
  const parts = [repositoryName(identity), workflowFile(identity), `for ${ref}`, run];
  return `by ${parts.filter((part) => part !== undefined).join(", ")}`;
}
