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
  andThen,
  combine,
  type ImageName,
  parseImageName,
  repositoryAddress,
} from "@lablink-actions/release-core";
import type { Input } from "./declaration.ts";
import { findReleasedImage, parseNamedPlatform, parseVersionTags } from "./find-released-image.ts";

runAction(async () => {
  const inputs = readInputs({
    image: required(parseImageName),
    "version-tags": optional(lines(text)),
    platform: required(parseNamedPlatform),
    repository: required(text),
    "server-url": required(text),
    ...accountInputs,
  } satisfies Parsers<Input>);
  const { image, platform, serverUrl, repository } = inputs;
  const account = accountOf(inputs);
  const tags = parseVersionTags(image, inputs.versionTags);
  const source = andThen(combine({ serverUrl, repository }), repositoryAddress);
  const given = combine({ image, tags, platform, account, source });
  if (!given.ok) return given;
  const open = (name: ImageName) => openImage(name, given.value.account);
  return findReleasedImage(given.value, { open });
});
