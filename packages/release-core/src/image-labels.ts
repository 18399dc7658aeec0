import type { ImageName } from "./image-reference.ts";
import { invalidInput } from "./input-refusals.ts";
import { quote } from "./refusal.ts";
import { accept, type Result, refuse } from "./result.ts";

/** The labels by which an image says where it is from (annotations of the OCI image specification). */
export const imageLabels = {
  title: "org.opencontainers.image.title",
  source: "org.opencontainers.image.source",
  revision: "org.opencontainers.image.revision",
  version: "org.opencontainers.image.version",
  description: "org.opencontainers.image.description",
  licenses: "org.opencontainers.image.licenses",
} as const;

/** What an image says of itself. */
export interface ImageFacts {
  readonly image: ImageName;
  readonly commit: string;
  /** The repository's address; undefined outside a repository. */
  readonly source: string | undefined;
  /** Undefined on development, which builds no version. */
  readonly version: string | undefined;
}

/** What the repository says of itself; empty if it says nothing. */
export interface RepositoryFacts {
  readonly description: string;
  /** SPDX expression. */
  readonly licenses: string;
}

/** OCI labels by their keys. There is no creation time, so that the same commit gives the same labels. */
export function ociLabels({
  image,
  commit,
  source,
  version,
}: ImageFacts): Readonly<Record<string, string>> {
  return {
    [imageLabels.title]: image.slice(image.lastIndexOf("/") + 1),
    [imageLabels.revision]: commit,
    ...(source !== undefined && { [imageLabels.source]: source }),
    ...(version !== undefined && { [imageLabels.version]: version }),
  };
}

/**
 * OCI annotations for an index: the labels, and what the repository says of itself. GHCR shows the annotations of an
 * index, and not the labels of the images in it. The same facts give the same annotations in the same order.
 */
export function ociAnnotations(
  image: ImageFacts,
  repository: RepositoryFacts,
): Readonly<Record<string, string>> {
  const description = onOneLine(repository.description);
  const licenses = onOneLine(repository.licenses);
  return {
    ...ociLabels(image),
    ...(description !== "" && { [imageLabels.description]: description }),
    // GitHub says so of a licence that it does not recognise.
    ...(licenses !== "" && licenses !== "NOASSERTION" && { [imageLabels.licenses]: licenses }),
  };
}

/** GHCR shows 512 characters at most. */
function onOneLine(text: string): string {
  const line = text.replace(/[\p{Cc}\p{Cs}\s]+/gu, " ").trim();
  return [...line].slice(0, 512).join("");
}

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

/** The repository's address, undefined outside a repository; or `input-invalid` (LA902). */
export function parseSource(given: {
  readonly serverUrl: string;
  readonly repository: string;
}): Result<string | undefined> {
  const isOutside = given.serverUrl === "" || given.repository === "";
  return isOutside ? accept(undefined) : repositoryAddress(given);
}
