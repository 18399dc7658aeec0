import { listing, quote, type Refusal } from "./refusal.ts";
import { type ReleaseTag, releasedBy, releases, releaseTagOf } from "./release-tag.ts";
import type { ReleaseVersion, RequestedVersion } from "./release-version.ts";
import type { Trigger } from "./trigger.ts";
import { compareVersions } from "./version.ts";
import { renderedPrefix } from "./version-tag.ts";

/** What a version tag releases must be what is built: of the run's event, or because the commit itself is built. */
export function tagProblems(
  trigger: Trigger,
  requested: readonly RequestedVersion[],
  versions: readonly ReleaseVersion[],
): Refusal[] {
  const started = releasedBy(trigger);
  const tag = started ?? releaseTagOf(trigger);
  return requested.flatMap((request, index) => {
    if (started === undefined && request.source !== "checkout") return [];
    if (tag === undefined) return notTagged(request, trigger, versions[index]);
    const { packageName, subject, input } = request;
    const version = versions[index]?.version;
    if (packageName !== undefined && !releases(tag, packageName)) {
      return differs(
        tag,
        `${subject} is built as well`,
        `Build only what the tag releases, or give ${subject} the same tag-prefix.`,
      );
    }
    if (version === undefined || compareVersions(version, tag.version) === 0) return [];
    return differs(
      tag,
      `${subject} was given version ${quote(request.text)}`,
      `Leave ${input} empty, or start the run from the tag of that version.`,
    );
  });
}

/** `release-tag-differs` (LA112). */
function differs(
  { tag, packageNames, version }: ReleaseTag,
  other: string,
  remedy: string,
): Refusal[] {
  const released = `${listing(packageNames)} ${version.canonical}`;
  const seen = `the tag ${quote(tag)} releases ${released}, and ${other}`;
  return [{ name: "release-tag-differs", seen, remedy }];
}

/** `checkout-not-tagged` (LA113). */
function notTagged(
  { subject, packageName }: RequestedVersion,
  { ref, policy }: Trigger,
  asked: ReleaseVersion | undefined,
): Refusal[] {
  const own = policy.releaseTags.filter(
    (one) => packageName === undefined || one.packageName === packageName,
  );
  const tags = own.map((one) => renderedPrefix(one) + (asked?.version.canonical ?? "<version>"));
  const start = `Start the run from the version's tag, ${listing(tags, "or")}: gh workflow run <workflow> --ref ${tags[0]}.`;
  return [
    {
      name: "checkout-not-tagged",
      seen: `production of ${subject} is built from the checkout, and ${quote(ref)} is not a version tag of it`,
      remedy: tags.length > 0 ? start : "Name its version tags in release-tags.",
    },
  ];
}
