import {
  accountInputs,
  accountOf,
  lines,
  openImage,
  optional,
  type Parsers,
  readInputs,
  required,
  runAction,
  text,
} from "@lablink-actions/action-kit";
import {
  combine,
  type ImageName,
  parseImageName,
  parsePlatformName,
} from "@lablink-actions/release-core";
import type { Input } from "./declaration.ts";
import { findReleasedImage, parseVersionTags } from "./find-released-image.ts";

runAction(async () => {
  const inputs = readInputs({
    image: required(parseImageName),
    "version-tags": optional(lines(text)),
    platform: required(parsePlatformName),
    ...accountInputs,
  } satisfies Parsers<Input>);
  const { image, platform } = inputs;
  const account = accountOf(inputs);
  const tags = parseVersionTags(image, inputs.versionTags);
  const given = combine({ image, tags, platform, account });
  if (!given.ok) return given;
  const open = (name: ImageName) => openImage(name, given.value.account);
  return findReleasedImage(given.value, { open });
});
