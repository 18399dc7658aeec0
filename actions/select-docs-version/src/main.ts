import {
  boolean,
  git,
  items,
  lines,
  optional,
  type Parsers,
  readInputs,
  readTextFile,
  required,
  runAction,
  text,
  workspacePath,
} from "@lablink-actions/action-kit";
import { accept, andThen, combine } from "@lablink-actions/release-core";
import { declarePackages } from "@lablink-actions/version-tag";
import { declareBranchVersions, parseBranchVersion } from "./branch-versions.ts";
import type { Input } from "./declaration.ts";
import { readName } from "./names.ts";
import { selectDocsVersion } from "./select-docs-version.ts";
import { requireBranchName } from "./site.ts";
import { readSubject } from "./subject.ts";

runAction(async () => {
  const inputs = readInputs({
    package: lines(text),
    directory: lines(workspacePath),
    "tag-prefix": lines(text),
    branch: optional(text),
    "site-branch": required(text),
    ref: required(text),
    prerelease: boolean,
    "default-branch": text,
    "branch-versions": items(parseBranchVersion),
    root: optional((given) => (given === "latest" ? accept(given) : readName(given))),
  } satisfies Parsers<Input>);
  const { package: names, directory: directories, tagPrefix: prefixes, ...others } = inputs;
  const { ref, branch, prerelease, defaultBranch, root } = others;
  const declared = andThen(combine({ names, directories, prefixes }), declarePackages);
  const branchVersions = andThen(combine({ pairs: inputs.branchVersions, declared }), (one) =>
    declareBranchVersions(one.pairs, one.declared),
  );
  const given = combine({
    declared,
    branch,
    siteBranch: await andThen(inputs.siteBranch, (name) => requireBranchName(git, name)),
    ref,
    subject: andThen(combine({ ref, declared, branchVersions }), (one) =>
      readSubject(one.ref, one.declared, one.branchVersions),
    ),
    markedPrerelease: prerelease,
    defaultBranch,
    branchVersions,
    root,
  });
  return given.ok ? selectDocsVersion(given.value, { git, readFile: readTextFile }) : given;
});
