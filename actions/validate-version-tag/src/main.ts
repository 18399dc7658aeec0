import {
  git,
  readBoolean,
  readLines,
  readRequired,
  readText,
  readTextFile,
  runAction,
} from "@lablink-actions/action-kit";
import { andThen, combine, map } from "@lablink-actions/release-core";
import { declarePackages } from "./declared-packages.ts";
import { validateVersionTag } from "./validate-version-tag.ts";

runAction(async () => {
  const inputs = combine({
    tag: map(readRequired("tag"), (tag) => tag.replace(/^refs\/tags\//, "")),
    packages: readPackages(),
    branch: readText("branch"),
    strict: readBoolean("strict"),
    required: readBoolean("required"),
  });
  return inputs.ok ? validateVersionTag(inputs.value, { readFile: readTextFile, git }) : inputs;
});

function readPackages() {
  const lines = combine({
    names: readLines("package"),
    directories: readLines("directory"),
    prefixes: readLines("tag-prefix"),
  });
  return andThen(lines, ({ names, directories, prefixes }) =>
    declarePackages(names, directories, prefixes),
  );
}
