import {
  askPip,
  environmentVariable,
  network,
  readLines,
  readList,
  readText,
  readTrigger,
  runAction,
} from "@lablink-actions/action-kit";
import { findIndex, openPythonIndex } from "@lablink-actions/registries";
import { combine, map } from "@lablink-actions/release-core";
import { enforceProdVersion } from "./enforce-prod-version.ts";
import { readWait } from "./wait.ts";

runAction(async () => {
  const inputs = combine({
    trigger: readTrigger(),
    lines: readLines("versions"),
    versionInputs: readList("version-inputs"),
    indexUrl: readText("index-url"),
    wait: readWait(),
  });
  if (!inputs.ok) return inputs;
  const sources = { input: inputs.value.indexUrl, environmentVariable, askPip };
  return enforceProdVersion(inputs.value, {
    ...network,
    openIndex: async () =>
      map(await findIndex(sources), (found) => openPythonIndex(found, network)),
    now: () => performance.now(),
  });
});
