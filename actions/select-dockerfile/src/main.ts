import {
  filesIn,
  readRequired,
  readText,
  readTrigger,
  runAction,
} from "@lablink-actions/action-kit";
import { andThen, combine } from "@lablink-actions/release-core";
import { selectDockerfile } from "./select-dockerfile.ts";

runAction(() => {
  const inputs = combine({
    trigger: readTrigger(),
    dockerfile: readRequired("dockerfile"),
    developmentDockerfile: readText("development-dockerfile"),
    version: readText("version"),
    versionBuildArg: readRequired("version-build-arg"),
    developmentSuffix: readText("development-suffix"),
  });
  return andThen(inputs, (values) => selectDockerfile(values, filesIn));
});
