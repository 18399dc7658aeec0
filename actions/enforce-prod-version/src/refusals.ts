import type { VersionState } from "@lablink-actions/registries";
import {
  compareVersions,
  type DeclaredTags,
  listing,
  quote,
  type Refusal,
  type ReleaseVersion,
  renderedPrefix,
  type Version,
} from "@lablink-actions/release-core";

type NotInstallable = Exclude<VersionState, { readonly name: "installable" }>;

/** Why a version cannot be installed, by what the index says about it: LA804, LA805 or LA806. */
export function refusalOf(
  { subject, input, version: wanted }: ReleaseVersion,
  state: NotInstallable,
  url: string,
  wait: number,
  releaseTags: readonly DeclaredTags[],
): Refusal {
  const version = `${subject} ${wanted.canonical}`;
  const waited = wait > 0 ? `, after ${wait} s of waiting` : "";
  switch (state.name) {
    case "absent":
      return {
        name: "version-absent",
        seen: `${version} is not on ${url}${waited}; ${whatIsThere(wanted, state.installable)}`,
        remedy: `Re-run with ${input}= and a version that is there, or publish this one first, by pushing ${tagOf(subject, wanted, releaseTags)}${wait > 0 ? "" : "; if that is under way, set wait (index-wait of images.yml)"}.`,
      };
    case "propagating":
      return {
        name: "version-not-installable",
        seen: `${url} knows ${version} and does not list it for installation yet${waited}`,
        remedy:
          "Set wait (index-wait of images.yml) to the seconds it may take, for example 600, or run it again in a few minutes.",
      };
    case "yanked":
      return {
        name: "version-yanked",
        seen: `${version} is yanked on ${url}, ${state.reason ? `because of ${quote(state.reason)}` : "without a reason"}`,
        remedy: `Re-run with ${input}= and a version that is not yanked.`,
      };
  }
}

function tagOf(subject: string, { canonical }: Version, declared: readonly DeclaredTags[]): string {
  const tags = declared.find(({ packageName }) => packageName === subject);
  return tags ? `the tag ${renderedPrefix(tags)}${canonical}` : "its version tag";
}

function whatIsThere(wanted: Version, installable: readonly Version[]): string {
  const nearest = nearestVersions(wanted, installable).map((version) => version.canonical);
  if (nearest.length === 0) return "no version of it can be installed from there";
  return `${nearest.length > 1 ? "the nearest are" : "there is"} ${listing(nearest)}`;
}

/** The two versions before a version, and the two after it. */
function nearestVersions(wanted: Version, sorted: readonly Version[]): readonly Version[] {
  const later = sorted.findIndex((version) => compareVersions(version, wanted) > 0);
  const place = later < 0 ? sorted.length : later;
  return sorted.slice(Math.max(place - 2, 0), place + 2);
}
