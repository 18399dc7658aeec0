import { readLines, readList, readTrigger, runAction } from "@lablink-actions/action-kit";
import { andThen, combine } from "@lablink-actions/release-core";
import { enforceProdVersion } from "./enforce-prod-version.ts";

runAction(() => {
  const inputs = combine({
    trigger: readTrigger(),
    lines: readLines("versions"),
    versionInputs: readList("version-inputs"),
  });
  return andThen(inputs, enforceProdVersion);
});
