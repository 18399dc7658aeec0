import {
  network,
  readLines,
  readList,
  readText,
  readTrigger,
  runAction,
} from "@lablink-actions/action-kit";
import { openIndex } from "@lablink-actions/registries/open-index";
import { combine } from "@lablink-actions/release-core";
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
  return enforceProdVersion(inputs.value, {
    ...network,
    openIndex: () => openIndex(inputs.value.indexUrl),
    now: () => performance.now(),
  });
});
