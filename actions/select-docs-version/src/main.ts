import {
  boolean,
  git,
  lines,
  type Parsers,
  readInputs,
  required,
  runAction,
  text,
} from "@lablink-actions/action-kit";
import { andThen, combine, declareTags } from "@lablink-actions/release-core";
import type { Input } from "./declaration.ts";
import { selectDocsVersion } from "./select-docs-version.ts";
import { requireBranchName } from "./site.ts";
import { readSubject } from "./subject.ts";

runAction(async () => {
  const inputs = readInputs({
    package: lines(text),
    "tag-prefix": lines(text),
    "site-branch": required(text),
    ref: required(text),
    prerelease: boolean,
    "default-branch": text,
  } satisfies Parsers<Input>);
  const { package: names, tagPrefix: prefixes, ref, prerelease, defaultBranch } = inputs;
  const declared = andThen(combine({ names, prefixes }), (given) =>
    declareTags(given.names, given.prefixes),
  );
  const given = combine({
    declared,
    siteBranch: await andThen(inputs.siteBranch, (name) => requireBranchName(git, name)),
    ref,
    subject: andThen(combine({ ref, declared }), (one) => readSubject(one.ref, one.declared)),
    markedPrerelease: prerelease,
    defaultBranch,
  });
  return given.ok ? selectDocsVersion(given.value, git) : given;
});
