import {
  readLines,
  readList,
  readRequired,
  readText,
  runAction,
} from "@lablink-actions/action-kit";
import { openIndex } from "@lablink-actions/registries/open-index";
import { combine } from "@lablink-actions/release-core";
import { showImageCommand } from "./show-image-command.ts";

runAction(async () => {
  const inputs = combine({
    workflow: readRequired("workflow"),
    versions: readLines("versions"),
    versionInputs: readList("version-inputs"),
    published: readList("published"),
    indexUrl: readText("index-url"),
  });
  if (!inputs.ok) return inputs;
  return showImageCommand(inputs.value, () => openIndex(inputs.value.indexUrl));
});
