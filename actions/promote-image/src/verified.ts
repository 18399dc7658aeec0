import {
  accept,
  type Digest,
  invalidInput,
  isDigest,
  listing,
  map,
  type NonEmpty,
  platformName,
  quote,
  type Refusal,
  type Result,
  refuse,
  traverse,
} from "@lablink-actions/release-core";
import type { PlannedImage } from "./planned.ts";

/** The digests that jobs verified, by the names of their files. */
export type VerifiedDigests = ReadonlyMap<string, Digest>;

/** A planned image with the digest that its job verified. */
export interface VerifiedImage extends PlannedImage {
  readonly digest: Digest;
}

/** A file with its content. */
export interface TextFile {
  readonly name: string;
  readonly text: string;
}

/** The file in which a job passes on what it verified of a planned image: the digest, and nothing else. */
const fileOf = ({ id }: PlannedImage) => `${id}.digest`;

/**
 * Reads the files in the folder `verified`.
 *
 * @returns the digests, or `input-invalid` (LA902) for each file that holds something else
 */
export function parseVerified(files: readonly TextFile[], input: string): Result<VerifiedDigests> {
  const read = traverse(files, ({ name, text }): Result<readonly [string, Digest]> => {
    const digest = text.trim();
    if (isDigest(digest)) return accept([name, digest]);
    const problem = `names a folder with the file ${quote(name)}, which holds ${quote(text)} and not a digest`;
    return refuse(invalidInput(input, problem, "Write only sha256:… to each file."));
  });
  return map(read, (entries) => new Map(entries));
}

/**
 * Compares what jobs verified with the plan: each planned image must have been verified, and nothing else.
 *
 * @returns the planned images with their digests; or `image-unverified` (LA711), `image-unplanned` (LA712) for each
 * that is missing, or not planned
 */
export function requireVerified(
  planned: NonEmpty<PlannedImage>,
  verified: VerifiedDigests,
): Result<NonEmpty<VerifiedImage>> {
  const expected = planned.map(fileOf);
  const strangers = [...verified.keys()].filter((file) => !expected.includes(file));
  const images = traverse(planned, (image) => {
    const digest = verified.get(fileOf(image));
    return digest === undefined ? refuse(unverified(image)) : accept({ ...image, digest });
  });
  const refusals = strangers.map((file) => unplanned(file, expected));
  const [first, ...others] = [...(images.ok ? [] : images.refusals), ...refusals];
  return first === undefined ? images : refuse(first, ...others);
}

function unverified(image: PlannedImage): Refusal {
  return {
    name: "image-unverified",
    seen: `${image.image} for ${platformName(image.platform)} is planned, but there is no file ${fileOf(image)} with its verified digest`,
    remedy: "Look at the job that builds and verifies it, and run the failed jobs again.",
  };
}

function unplanned(file: string, expected: readonly string[]): Refusal {
  return {
    name: "image-unplanned",
    seen: `the file ${quote(file)} has a verified digest, but no image is planned for it`,
    remedy: `Look for the job that wrote it. The planned images have the files ${listing(expected)}.`,
  };
}
