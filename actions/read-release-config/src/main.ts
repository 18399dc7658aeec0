import { readRequired, readText, readTextFile, runAction } from "@lablink-actions/action-kit";
import { andThen, combine } from "@lablink-actions/release-core";
import { readReleaseConfig } from "./read-release-config.ts";

runAction(() => {
  const inputs = combine({
    config: readRequired("config"),
    owner: readRequired("repository-owner"),
    package: readText("package"),
    image: readText("image"),
    workflowInputs: readText("workflow-inputs"),
  });
  return andThen(inputs, (read) => readReleaseConfig(read, readTextFile));
});
