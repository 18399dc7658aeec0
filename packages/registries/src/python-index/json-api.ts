import {
  accept,
  compareVersions,
  normalizePackageName,
  parseVersion,
  quote,
  type Result,
  refuse,
  type Version,
} from "@lablink-actions/release-core";
import { checkJson, clauseOf, list, open, optional, text } from "@lablink-actions/shape";
import type { Answer, Silence } from "../network.ts";
import { type IndexFile, indexFileFromJson, jsonFile } from "./index-file.ts";
import { trouble, unwelcome } from "./refusals.ts";

const releaseAnswer = open({
  info: open({ name: text(), version: text() }),
  urls: optional(list(jsonFile)),
});

/**
 * Reads what the JSON API answered about one version. Most indexes have no such API, so a 404, or any other answer of a
 * server that does not know the address, says nothing. But a server that failed might know the version.
 *
 * @returns its files: none if the version is not known or has none; or `index-trouble` (LA802)
 */
export function readRelease(
  asked: string,
  { project, version }: { readonly project: string; readonly version: Version },
  answer: Answer | Silence,
): Result<readonly IndexFile[]> {
  if ("silence" in answer || answer.status >= 500 || answer.status === 429) {
    return refuse(unwelcome(asked, answer));
  }
  const isJson = /^application\/json\b/i.test(answer.headers.get("content-type") ?? "");
  if (answer.status !== 200 || !isJson) return accept([]);

  const checked = checkJson(releaseAnswer, answer.bytes);
  if (!checked.ok) {
    const problem = clauseOf(checked.problems[0], "it");
    return refuse(trouble(asked, `answered with something that is not a release: ${problem}`));
  }
  const { info, urls = [] } = checked.value;
  const { name, version: said } = info;
  const parsed = parseVersion(said);
  const isVersion = parsed !== undefined && compareVersions(parsed, version) === 0;
  if (normalizePackageName(name) !== project || !isVersion) {
    return refuse(trouble(asked, `answered about ${quote(`${name} ${said}`)} instead`));
  }
  return accept(urls.flatMap((file) => indexFileFromJson(project, answer.url, file) ?? []));
}
