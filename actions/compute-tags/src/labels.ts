import {
  accept,
  type ImageName,
  imageLabels,
  type Result,
  repositoryAddress,
} from "@lablink-actions/release-core";

/** What the labels say; see the annotations of the OCI image specification. */
interface LabelFacts {
  readonly image: ImageName;
  readonly commit: string;
  /** The repository's address; undefined outside a repository. */
  readonly source: string | undefined;
  /** Undefined on development, which builds no version. */
  readonly version: string | undefined;
}

/** OCI labels as `key=value`. There is no creation time, so that the same commit gives the same labels. */
export function ociLabels({ image, commit, source, version }: LabelFacts): Record<string, string> {
  return {
    [imageLabels.title]: image.slice(image.lastIndexOf("/") + 1),
    [imageLabels.revision]: commit,
    ...(source !== undefined && { [imageLabels.source]: source }),
    ...(version !== undefined && { [imageLabels.version]: version }),
  };
}

/** The repository's address, undefined outside a repository; or `input-invalid` (LA902). */
export function parseSource(given: {
  readonly serverUrl: string;
  readonly repository: string;
}): Result<string | undefined> {
  const isOutside = given.serverUrl === "" || given.repository === "";
  return isOutside ? accept(undefined) : repositoryAddress(given);
}
