import { accept, combine, parseImageName, repositoryAddress } from "@lablink-actions/release-core";
import {
  type FindReleasedImageEffects,
  findReleasedImage,
  parseNamedPlatform,
  parseVersionTags,
} from "../src/find-released-image.ts";

/** Inputs as a workflow gives them. */
interface FindReleasedImageTexts {
  readonly image: string;
  /** Full references. */
  readonly versionTags: readonly string[];
  readonly platform: string;
  readonly repository: string;
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
    platform: parseNamedPlatform(texts.platform),
    source: repositoryAddress({ serverUrl: "https://github.com", repository: texts.repository }),
  });
  return given.ok ? findReleasedImage(given.value, effects) : given;
}
