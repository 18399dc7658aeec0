import { network, readList, readRequired, readText, runAction } from "@lablink-actions/action-kit";
import { connect, parseAccount } from "@lablink-actions/registries";
import { docker } from "@lablink-actions/registries/runner";
import { andThen, combine, type ImageName } from "@lablink-actions/release-core";
import { findReleasedImage } from "./find-released-image.ts";

runAction(async () => {
  const inputs = combine({
    image: readRequired("image"),
    versionTags: readList("version-tags"),
    platform: readText("platform"),
    account: andThen(
      combine({ username: readText("username"), password: readText("password") }),
      ({ username, password }) => parseAccount(username, password),
    ),
  });
  if (!inputs.ok) return inputs;
  const { account } = inputs.value;
  const open = (image: ImageName) => connect(image, account, docker, network);
  return findReleasedImage(inputs.value, { open });
});
