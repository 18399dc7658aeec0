import { join } from "node:path";
import {
  accountInputs,
  accountOf,
  boolean,
  cancelled,
  choice,
  filesIn,
  lines,
  openImage,
  optional,
  type Parsers,
  patientNetwork,
  readInputs,
  readTextFile,
  required,
  requireOneRegistry,
  runAction,
  say,
  text,
  triggerInputs,
  triggerOf,
} from "@lablink-actions/action-kit";
import {
  andThen,
  combine,
  type ImageName,
  parseSource as parseAddress,
  parseCommit,
  parseDevelopmentSuffix,
} from "@lablink-actions/release-core";
import { askedPromotions } from "./asked.ts";
import type { Input } from "./declaration.ts";
import { parsePlan } from "./planned.ts";
import { promoteImage } from "./promote-image.ts";
import { parseOverwrite } from "./promotions.ts";
import { parseRequests, parseSource } from "./requests.ts";
import { parseVerified } from "./verified.ts";

runAction(async () => {
  const inputs = readInputs({
    source: optional(parseSource),
    tags: optional(lines(text)),
    "version-tags": optional(lines(text)),
    promotions: optional(parseRequests),
    planned: optional(parsePlan),
    verified: optional((folder, name) => parseVerified(textsIn(folder), name)),
    overwrite: optional(lines(text)),
    floating: choice("forward", "always"),
    "dry-run": boolean,
    ...accountInputs,
    sha: required(parseCommit),
    "development-suffix": parseDevelopmentSuffix,
    "pull-request-tags": choice("all", "unique"),
    repository: text,
    "server-url": text,
    description: text,
    licenses: text,
    ...triggerInputs,
  } satisfies Parsers<Input>);
  const { serverUrl, repository, description, licenses } = inputs;
  const asked = combine({
    source: inputs.source,
    tags: inputs.tags,
    versionTags: inputs.versionTags,
    promotions: inputs.promotions,
    planned: inputs.planned,
    verified: inputs.verified,
    trigger: triggerOf(inputs),
    sha: inputs.sha,
    developmentSuffix: inputs.developmentSuffix,
    pullRequestTags: inputs.pullRequestTags,
    origin: combine({
      source: andThen(combine({ serverUrl, repository }), parseAddress),
      description,
      licenses,
    }),
  });
  const promotions = andThen(asked, askedPromotions);
  const { overwrite, floating, dryRun } = inputs;
  const account = accountOf(inputs);
  const given = combine({
    promotions,
    overwrite: andThen(combine({ overwrite, promotions }), parseOverwrite),
    floating,
    dryRun,
    account: andThen(combine({ account, promotions }), (both) =>
      requireOneRegistry(
        both.account,
        both.promotions.map(({ image }) => image),
        "Promote the images of each registry in a step of its own, or",
      ),
    ),
  });
  if (!given.ok) return given;
  const { network, goOnFor } = patientNetwork();
  const open = (image: ImageName) => openImage(image, given.value.account, network);
  const effects = { open, say, sleep: network.sleep, goOnFor, cancelled: cancelled() };
  return promoteImage(given.value, effects);
});

function textsIn(folder: string) {
  return filesIn(folder).map((name) => ({ name, text: readTextFile(join(folder, name)) ?? "" }));
}
