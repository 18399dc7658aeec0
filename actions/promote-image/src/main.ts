import {
  network,
  readBoolean,
  readChoice,
  readText,
  runAction,
  say,
} from "@lablink-actions/action-kit";
import { connect, parseAccount } from "@lablink-actions/registries";
import { docker } from "@lablink-actions/registries/runner";
import { andThen, combine, type ImageName, map } from "@lablink-actions/release-core";
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
    account: andThen(
      combine({ username: readText("username"), password: readText("password") }),
      ({ username, password }) => parseAccount(username, password),
    ),
  });
  if (!inputs.ok) return inputs;
  const { account } = inputs.value;
  const open = (image: ImageName) => connect(image, account, docker, network);
  return promoteImage(inputs.value, { open, say, sleep: network.sleep });
});

/** Lines, or none: what is left out is asked for by the decision, which knows the other inputs. */
function readOptionalLines(name: string) {
  return map(readText(name), (text) => (text === "" ? [] : text.split(/\s*\n\s*/)));
}
