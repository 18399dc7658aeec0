import {
  readChoice,
  readLines,
  readRequired,
  readText,
  readTrigger,
  runAction,
} from "@lablink-actions/action-kit";
import { andThen, combine } from "@lablink-actions/release-core";
import { computeTags } from "./compute-tags.ts";

runAction(() => {
  const inputs = combine({
    trigger: readTrigger(),
    image: readRequired("image"),
    platform: readRequired("platform"),
    version: readText("version"),
    sha: readRequired("sha"),
    tags: readLines("tags"),
    developmentSuffix: readText("development-suffix"),
    pullRequestTags: readChoice("pull-request-tags", ["all", "unique"]),
    repository: readText("repository"),
    headRepository: readText("head-repository"),
    serverUrl: readText("server-url"),
  });
  return andThen(inputs, computeTags);
});
