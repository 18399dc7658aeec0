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
import { listMember, member, parseJson, textMember } from "../json.ts";
import type { Answer, Silence } from "../network.ts";
import { type IndexFile, indexFileFromJson } from "./index-file.ts";
import { trouble, unwelcome } from "./refusals.ts";

/**
 * Reads what the JSON API answered about one version. Most indexes have no such API, so that a 404, or anything
 * else of a server that does not know the address, says nothing; but what has failed might have known the version.
 *
 * @returns its files: none where the version is not known or has none; or `index-trouble` (LA802)
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

  const release = parseJson(answer.bytes);
  const info = member(release, "info");
  const name = textMember(info, "name");
  const said = textMember(info, "version");
  if (name === undefined || said === undefined) {
    return refuse(trouble(asked, "answered something that is not JSON of a release"));
  }
  const parsed = parseVersion(said);
  const isVersion = parsed !== undefined && compareVersions(parsed, version) === 0;
  if (normalizePackageName(name) !== project || !isVersion) {
    return refuse(trouble(asked, `answered about ${quote(`${name} ${said}`)} instead`));
  }
  const files = listMember(release, "urls").flatMap(
    (entry) => indexFileFromJson(project, answer.url, entry) ?? [],
  );
  return accept(files);
}
