import {
  accept,
  combine,
  parseImageName,
  parsePlatformName,
  type Result,
} from "@lablink-actions/release-core";
import {
  type FindReleasedImageEffects,
  findReleasedImage,
  parseVersionTags,
} from "../src/find-released-image.ts";

/** Inputs as a workflow gives them. */
interface FindReleasedImageTexts {
  readonly image: string;
  /** Full references. */
  readonly versionTags: readonly string[];
  readonly platform: string;
}

/** Reads the texts with the parsers of main.ts, and decides. */
export async function findReleasedImageFrom(
  texts: FindReleasedImageTexts,
  effects: FindReleasedImageEffects,
): Promise<Awaited<ReturnType<typeof findReleasedImage>>> {
  const image = parseImageName(texts.image);
  const given = combine({
    image,
    tags: parseVersionTags(image, accept(texts.versionTags)),
    platform: parsePlatformName(texts.platform),
  });
  return given.ok ? findReleasedImage(given.value, effects) : given;
}

export function namesOf(result: Result<unknown>): readonly string[] {
  return result.ok ? [] : result.refusals.map(({ name }) => name);
}
