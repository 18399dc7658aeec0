import {
  network,
  readBoolean,
  readChoice,
  readText,
  runAction,
  say,
} from "@lablink-actions/action-kit";
import { openImage, readAccount } from "@lablink-actions/registries/open-image";
import { combine, type ImageName, map } from "@lablink-actions/release-core";
import { promoteImage } from "./promote-image.ts";

runAction(async () => {
  const inputs = combine({
    source: readText("source"),
    tags: readOptionalLines("tags"),
    versionTags: readOptionalLines("version-tags"),
    promotions: readText("promotions"),
    overwrite: readOptionalLines("overwrite"),
    floating: readChoice("floating", ["forward", "always"]),
    dryRun: readBoolean("dry-run"),
    account: readAccount(),
  });
  if (!inputs.ok) return inputs;
  const { account } = inputs.value;
  const open = (image: ImageName) => openImage(image, account);
  return promoteImage(inputs.value, { open, say, sleep: network.sleep });
});

/** Lines, or none: what is left out is asked for by the decision, which knows the other inputs. */
function readOptionalLines(name: string) {
  return map(readText(name), (text) => (text === "" ? [] : text.split(/\s*\n\s*/)));
}
