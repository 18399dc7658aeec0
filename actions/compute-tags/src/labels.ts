import {
  accept,
  type ImageName,
  invalidInput,
  quote,
  type Result,
  refuse,
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
  const prefix = "org.opencontainers.image";
  return {
    [`${prefix}.title`]: image.slice(image.lastIndexOf("/") + 1),
    [`${prefix}.revision`]: commit,
    ...(source !== undefined && { [`${prefix}.source`]: source }),
    ...(version !== undefined && { [`${prefix}.version`]: version }),
  };
}

/** The repository's address, or `input-invalid` (LA902): labels are lines, so it must be one word. */
export function parseSource({
  serverUrl,
  repository,
}: {
  readonly serverUrl: string;
  readonly repository: string;
}): Result<string | undefined> {
  if (serverUrl === "" || repository === "") return accept(undefined);
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
