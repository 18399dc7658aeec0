import {
  accountInputs,
  accountOf,
  boolean,
  leadsOut,
  network,
  openImage,
  openIndex,
  optional,
  type Parsers,
  readInputs,
  readTextFile,
  required,
  requireOneRegistry,
  runAction,
  say,
  secret,
  temporaryFolder,
  text,
  workspacePath,
} from "@lablink-actions/action-kit";
import { loadConfig } from "@lablink-actions/release-config";
import {
  andThen,
  combine,
  type ImageName,
  parseImageName,
  parseWorkflow,
  traverse,
} from "@lablink-actions/release-core";
import { auditReleases, parseDays, parseRepository } from "./audit-releases.ts";
import type { Input } from "./declaration.ts";
import { fewAtOnce } from "./few-at-once.ts";
import { parseFailOn } from "./findings.ts";
import { issuesOf, parseApiUrl } from "./github-issues.ts";
import { parseSince, requireKnown } from "./since.ts";

runAction(async () => {
  const inputs = readInputs({
    config: required(workspacePath),
    since: parseSince,
    "fail-on": parseFailOn,
    "development-days": parseDays,
    workflow: optional(parseWorkflow),
    issue: boolean,
    token: secret,
    "index-url": text,
    repository: required(parseRepository),
    "api-url": required(parseApiUrl),
    ...accountInputs,
  } satisfies Parsers<Input>);
  const { config: path, failOn, developmentDays, workflow, issue, token, indexUrl } = inputs;
  const { repository, apiUrl } = inputs;
  const config = andThen(combine({ path, repository }), (given) =>
    loadConfig(
      { path: given.path, owner: given.repository.owner },
      { readFile: readTextFile, leadsOut },
    ),
  );
  const since = andThen(combine({ since: inputs.since, config }), (given) =>
    requireKnown(
      given.since,
      [...given.config.packages, ...given.config.images.flatMap(({ released }) => released)].map(
        ({ name }) => name,
      ),
    ),
  );
  const given = combine({
    ...{ config, since, failOn, developmentDays, workflow, issue, token, indexUrl },
    ...{ repository, apiUrl, path },
    account: andThen(combine({ account: accountOf(inputs), config }), (both) =>
      andThen(
        traverse(both.config.images, ({ reference }) => parseImageName(reference)),
        (images) => requireOneRegistry(both.account, images, "To read all of them,"),
      ),
    ),
  });
  if (!given.ok) return given;
  const values = given.value;
  const folder = temporaryFolder();
  return auditReleases(values, {
    openIndex: () => openIndex(values.indexUrl || values.config.index),
    open: (image: ImageName) => openImage(image, values.account),
    gate: fewAtOnce(),
    say,
    now: () => Date.now(),
    write: (name, content) => folder.writeFile(name, content),
    issues: issuesOf(values, network),
  });
});
