/** Versions of releases, read with Node's own means: the job that publishes installs nothing. */

interface ReleaseVersion {
  /** As it is written; there is one way to write a version. */
  readonly text: string;
  readonly major: number;
  readonly minor: number;
  readonly patch: number;
  readonly isPrerelease: boolean;
}

// The regular expression that https://semver.org suggests, without build metadata.
const pattern =
  /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-(?:0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*)(?:\.(?:0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*))*)?$/;

/** Reads the version of a release or pre-release; undefined if the text is not one. */
export function readVersion(text: string): ReleaseVersion | undefined {
  const [, major, minor, patch, rest] = pattern.exec(text) ?? [];
  const numbers = { major: Number(major), minor: Number(minor), patch: Number(patch) };
  const areSafe = Object.values(numbers).every(Number.isSafeInteger);
  return areSafe ? { text, ...numbers, isPrerelease: rest !== undefined } : undefined;
}

/** The major version of a text that is a version; throws for any other. */
export function majorOf(text: string): number {
  const version = readVersion(text);
  if (version === undefined) throw new Error(`${JSON.stringify(text)} is not a version`);
  return version.major;
}

/** The newer of two versions that are not pre-releases. */
export function newerOf(one: ReleaseVersion, other: ReleaseVersion): ReleaseVersion {
  const difference = other.major - one.major || other.minor - one.minor || other.patch - one.patch;
  return difference > 0 ? other : one;
}
