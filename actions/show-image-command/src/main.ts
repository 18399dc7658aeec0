import {
  askPip,
  environmentVariable,
  network,
  readLines,
  readList,
  readRequired,
  readText,
  runAction,
} from "@lablink-actions/action-kit";
import { findIndex, openPythonIndex } from "@lablink-actions/registries";
import { combine, map } from "@lablink-actions/release-core";
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
  const sources = { input: inputs.value.indexUrl, environmentVariable, askPip };
  return showImageCommand(inputs.value, async () =>
    map(await findIndex(sources), (address) => openPythonIndex(address, network)),
  );
});
