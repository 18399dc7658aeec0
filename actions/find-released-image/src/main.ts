import { readList, readRequired, readText, runAction } from "@lablink-actions/action-kit";
import { openImage, readAccount } from "@lablink-actions/registries/open-image";
import { combine, type ImageName } from "@lablink-actions/release-core";
import { findReleasedImage } from "./find-released-image.ts";

runAction(async () => {
  const inputs = combine({
    image: readRequired("image"),
    versionTags: readList("version-tags"),
    platform: readText("platform"),
    account: readAccount(),
  });
  if (!inputs.ok) return inputs;
  const { account } = inputs.value;
  const open = (image: ImageName) => openImage(image, account);
  return findReleasedImage(inputs.value, { open });
});
