import { invalidInput } from "./input-refusals.ts";
import { quote } from "./refusal.ts";
import { accept, type Result, refuse } from "./result.ts";

/** The labels by which an image says where it is from (annotations of the OCI image specification). */
export const imageLabels = {
  title: "org.opencontainers.image.title",
  source: "org.opencontainers.image.source",
  revision: "org.opencontainers.image.revision",
  version: "org.opencontainers.image.version",
} as const;

/**
 * The address of a repository, as the label `source` has it.
 *
 * @returns it, or `input-invalid` (LA902): labels are lines, so it must be one word
 */
export function repositoryAddress({
  serverUrl,
  repository,
}: {
  readonly serverUrl: string;
  readonly repository: string;
}): Result<string> {
  const source = `${serverUrl}/${repository}`;
  if (/^https?:\/\/[^\s\p{Cc}]+$/u.test(source)) return accept(source);
  return refuse(
    invalidInput(
      "server-url",
      `and repository give ${quote(source)}, which is not an address`,
      "Leave the defaults of server-url and repository.",
    ),
  );
}
