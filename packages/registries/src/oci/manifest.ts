import type { Digest, Platform } from "@lablink-actions/release-core";
import {
  checkJson,
  integer,
  list,
  nullable,
  open,
  optional,
  record,
  type Shaped,
  text,
} from "@lablink-actions/shape";
import { digestOf } from "../digest.ts";

/** A manifest as the registry keeps it, byte for byte. */
export interface Manifest {
  /** Of these bytes, computed here. */
  readonly digest: Digest;
  readonly mediaType: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** Every kind. A registry may convert a kind that is not listed here, and that changes the digest. */
export const manifestTypes = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
  "application/vnd.docker.distribution.manifest.v2+json",
] as const;
const [ociIndex, , dockerList, dockerManifest] = manifestTypes;
export const ociIndexType = ociIndex;

// As isDigest of release-core reads it.
export const digestText = text<Digest>({
  pattern: /^(?:sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$/u,
  expected: "a digest",
});
const platform = open({ os: text(), architecture: text(), variant: optional(text()) });
const descriptor = open({
  mediaType: text(),
  digest: digestText,
  size: integer,
  artifactType: optional(text()),
  platform: optional(platform),
  annotations: optional(record(text(), text())),
});
const index = open({ manifests: list(descriptor) });
const configuration = open({
  created: optional(nullable(text())),
  config: optional(nullable(open({ Labels: optional(nullable(record(text(), text()))) }))),
});
const image = open({ config: open({ digest: digestText }) });

/** What an index says of a manifest (OCI image specification, descriptor.md). Other keys stay in it. */
export type Descriptor = Shaped<typeof descriptor>;

/** What every manifest must have, of an index or of an image, before it is used. */
export const anyManifest = open({
  mediaType: optional(text()),
  manifests: optional(list(open({ digest: digestText }))),
});

/** The digests of the manifests in an index; none for an image of one platform. */
export function childrenOf({ bytes }: Manifest): readonly Digest[] {
  const checked = checkJson(anyManifest, bytes);
  return checked.ok ? (checked.value.manifests ?? []).map(({ digest }) => digest) : [];
}

/** The manifests that an index lists; undefined if this is not an index by the specification. */
export function descriptorsOf({ bytes }: Manifest): readonly Descriptor[] | undefined {
  const checked = checkJson(index, bytes);
  return checked.ok ? checked.value.manifests : undefined;
}

/** True for what attests an image in an index, as BuildKit stores it (its docs/attestations/attestation-storage.md). */
export function isAttestation({ platform, annotations }: Descriptor): boolean {
  const isNowhere = platform?.os === "unknown" && platform.architecture === "unknown";
  return isNowhere && annotations?.["vnd.docker.reference.type"] === "attestation-manifest";
}

/** The digest of an image's configuration; undefined for an index. */
export function configOf({ bytes }: Manifest): Digest | undefined {
  const checked = checkJson(image, bytes);
  return checked.ok ? checked.value.config.digest : undefined;
}

/** The labels in a configuration (config.md of the same specification). Engines write null for none. */
export function labelsOf(config: Uint8Array): ReadonlyMap<string, string> {
  const checked = checkJson(configuration, config);
  return new Map(Object.entries((checked.ok && checked.value.config?.Labels) || {}));
}

/** When an image was made, as its configuration says, if it does (config.md): an RFC 3339 date. */
export function createdOf(config: Uint8Array): string | undefined {
  const checked = checkJson(configuration, config);
  return (checked.ok && checked.value.created) || undefined;
}

/** The platform a configuration declares (config.md of the same specification). */
export function declaredPlatform(config: Uint8Array): Platform | undefined {
  const checked = checkJson(platform, config);
  if (!checked.ok) return undefined;
  const { os, architecture, variant } = checked.value;
  return { os, architecture, ...(variant !== undefined && { variant }) };
}

/**
 * An index of these manifests in this order, always in the same bytes. If all are Docker's own, it is Docker's manifest
 * list, because a client that knows one kind may not know the other. `docker buildx imagetools` does the same.
 *
 * @param annotations what the index says of itself; a manifest list has none
 */
export function makeIndex(
  manifests: readonly Descriptor[],
  annotations: Readonly<Record<string, string>> = {},
): Manifest {
  const isDockers = manifests.every(({ mediaType }) => mediaType === dockerManifest);
  const mediaType = isDockers ? dockerList : ociIndex;
  const isAnnotated = !isDockers && Object.keys(annotations).length > 0;
  const index = { schemaVersion: 2, mediaType, manifests, ...(isAnnotated && { annotations }) };
  const bytes = Buffer.from(JSON.stringify(index));
  return { digest: digestOf(bytes), mediaType, bytes };
}
