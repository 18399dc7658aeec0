import {
  accept,
  conflictingInputs,
  type Digest,
  type ImageName,
  invalidInput,
  map,
  missingInput,
  parseImageName,
  quote,
  type Result,
  refuse,
  splitPinnedReference,
} from "@lablink-actions/release-core";

/** What is checked. */
export type Checked =
  | { readonly kind: "file"; readonly file: string; readonly bundle: string }
  | {
      readonly kind: "image";
      readonly image: ImageName;
      readonly digest: Digest;
      /** Undefined: the registry has the attestations. */
      readonly bundle: string | undefined;
    };

interface Given {
  readonly file: string | undefined;
  readonly image: PinnedImage | undefined;
  readonly bundle: string | undefined;
}

interface PinnedImage {
  readonly image: ImageName;
  readonly digest: Digest;
}

/** Reads `name@sha256:…`: a tag may name another image tomorrow. Otherwise LA401 or `input-invalid` (LA902). */
export function parsePinnedImage(text: string, name: string): Result<PinnedImage> {
  const reference = splitPinnedReference(text);
  if (reference === undefined) {
    return refuse(
      invalidInput(
        name,
        `is ${quote(text)}, which names no digest`,
        "Write it like ghcr.io/owner/name@sha256:…; a tag may name another image tomorrow.",
      ),
    );
  }
  return map(parseImageName(reference.name), (image) => ({ image, digest: reference.digest }));
}

/** Either a file or an image; otherwise `input-missing` (LA901) or `inputs-conflict` (LA903). */
export function decideChecked({ file, image, bundle }: Given): Result<Checked> {
  if (file !== undefined && image !== undefined) {
    return refuse(
      conflictingInputs("file and image are both given", "Give one of them, in a step for each."),
    );
  }
  if (image !== undefined) return accept({ kind: "image", ...image, bundle });
  if (file === undefined) {
    return refuse(
      missingInput("both of the inputs file and image", "Give one of them under with:."),
    );
  }
  if (bundle !== undefined) return accept({ kind: "file", file, bundle });
  return refuse(
    missingInput(
      "the input bundle",
      "Give the file with the attestations: for example what gh attestation download has written.",
    ),
  );
}
