import { quote } from "./refusal.ts";
import { accept, type Result, refuse } from "./result.ts";
import { parseVersion, type Version } from "./version.ts";

/** A version that can be an image tag: it has no local part and no epoch. */
export interface ReleaseVersion {
  /** Whose version it is: a package, or "this image". */
  readonly subject: string;
  /** The workflow input that gave it, as a refusal names it. */
  readonly input: string;
  readonly version: Version;
  /** As it was given, if that is not the canonical spelling. */
  readonly givenAs?: string;
}

/** A version that is asked for, as it was written. */
export interface RequestedVersion {
  /** Whose version it is, as a refusal names it: a package, or "this image". */
  readonly subject: string;
  /** The input that gives it, as a refusal names it. */
  readonly input: string;
  /** The version's text; empty if none was given. */
  readonly text: string;
  /** The package; undefined if only its image is known. */
  readonly packageName?: string;
  /** What production is built from: the published package (the default), or the tagged commit itself. */
  readonly source?: PackageSource;
}

/** `index`: the published package. `checkout`: the commit that is checked out. */
export type PackageSource = "index" | "checkout";

/**
 * Reads a version that production can be built from.
 *
 * @returns it in canonical spelling; or `prod-version-invalid` (LA103), `prod-version-untaggable` (LA104)
 */
export function releaseVersion({ subject, input, text }: RequestedVersion): Result<ReleaseVersion> {
  const version = parseVersion(text);
  if (version === undefined) {
    return refuse({
      name: "prod-version-invalid",
      seen: `${subject} was given ${quote(text)}, which is not a PEP 440 version`,
      remedy: `Re-run with ${input}= and the exact version that was published, for example 0.2.0 or 0.2.0rc1.`,
    });
  }
  const problem = untaggable(version);
  if (problem !== undefined) {
    return refuse({
      name: "prod-version-untaggable",
      seen: `${subject} was given ${quote(text)}, which has ${problem} and cannot become an image tag`,
      remedy: `Publish a version without ${problem}, and re-run with it.`,
    });
  }
  return accept({ subject, input, version, ...(text !== version.canonical && { givenAs: text }) });
}

/** True if a version can be an image tag, and so be built on production. */
export function isTaggable(version: Version): boolean {
  return untaggable(version) === undefined;
}

function untaggable(version: Version): string | undefined {
  if (version.local !== undefined) return "a local part (+)";
  if (version.epoch !== "0") return "an epoch (!)";
  return version.canonical.length > 128 ? "more than 128 characters" : undefined;
}
