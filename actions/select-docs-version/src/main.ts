import {
  git,
  readBoolean,
  readLines,
  readRequired,
  readText,
  runAction,
} from "@lablink-actions/action-kit";
import { combine } from "@lablink-actions/release-core";
import { selectDocsVersion } from "./select-docs-version.ts";

runAction(async () => {
  const inputs = combine({
    packages: readLines("package"),
    prefixes: readLines("tag-prefix"),
    siteBranch: readRequired("site-branch"),
    ref: readRequired("ref"),
    markedPrerelease: readBoolean("prerelease"),
    defaultBranch: readText("default-branch"),
  });
  return inputs.ok ? selectDocsVersion(inputs.value, git) : inputs;
});
