import { invalidInput } from "./input-refusals.ts";
import { isPackageName, normalizePackageName } from "./package-name.ts";
import { quote } from "./refusal.ts";
import { accept, type NonEmpty, type Result, refuse } from "./result.ts";
import type { Trigger } from "./trigger.ts";
import { parseVersion, type Version } from "./version.ts";
import { type DeclaredTags, matchVersionTag } from "./version-tag.ts";

/** A version tag that a run was started from: what it releases. */
export interface ReleaseTag {
  /** The tag's name. */
  readonly tag: string;
  /** Several packages if they share the prefix. An image without a package stands for itself. */
  readonly packageNames: NonEmpty<string>;
  readonly version: Version;
  /** The version as the tag spells it. */
  readonly versionText: string;
}

/**
 * The version tag that a ref is, by the rules of validate-version-tag (the longest prefix wins, and the version is
 * public): undefined if it is a branch, or a tag that is no version of any of the declared packages.
 */
export function releaseTagOf({
  ref,
  policy,
}: Pick<Trigger, "ref" | "policy">): ReleaseTag | undefined {
  const tag = /^refs\/tags\/(.+)$/s.exec(ref)?.[1];
  const match = tag === undefined ? undefined : matchVersionTag(tag, policy.releaseTags);
  if (tag === undefined || match === undefined) return undefined;
  const version = parseVersion(match.versionText);
  return version && version.local === undefined ? { tag, version, ...match } : undefined;
}

/**
 * The version tag whose push or release starts production, if `production-on` is `tag`. With an environment, a person
 * has asked for something else.
 */
export function releasedBy(trigger: Trigger): ReleaseTag | undefined {
  return mayRelease(trigger) ? releaseTagOf(trigger) : undefined;
}

/** True if the run is production as soon as its ref is a version tag. */
export function mayRelease({ eventName, environment, policy }: Omit<Trigger, "ref">): boolean {
  const isRelease = ["push", "release"].includes(eventName) && environment === "";
  return isRelease && policy.productionOn === "tag";
}

/** True if a tag releases a package, in any spelling of its name. */
export function releases({ packageNames }: ReleaseTag, packageName: string): boolean {
  const wanted = normalizePackageName(packageName);
  return packageNames.some((name) => normalizePackageName(name) === wanted);
}

/**
 * Reads a line of the input `release-tags`: `package=prefix`. The prefix is empty for bare tags.
 *
 * @returns it, or `input-invalid` (LA902)
 */
export function parseReleaseTags(line: string, input: string): Result<DeclaredTags> {
  const [, packageName = "", prefix = ""] = /^([^=]*)=(.*)$/s.exec(line) ?? [];
  const isPrefix = !/[{}\s]/.test(prefix.replace("{package}", ""));
  if (isPackageName(packageName) && isPrefix) return accept({ packageName, prefix });
  return refuse(
    invalidInput(
      input,
      `has the line ${quote(line)}`,
      "Write one line package=prefix for each package, such as lablink={package}_v, with {package} at most once.",
    ),
  );
}
