import type { Decision } from "@lablink-actions/action-kit";
import {
  andThen,
  type Channel,
  decideChannel,
  map,
  type NonEmpty,
  spellingNotices,
  type Trigger,
  versionInputs,
} from "@lablink-actions/release-core";
import { type PackageVersion, parsePackageVersions } from "./package-versions.ts";

export interface EnforceProdVersionInputs {
  readonly trigger: Trigger;
  /** Lines `package==version`. */
  readonly lines: NonEmpty<string>;
  /** `package=input`, for packages whose input is not named after them. */
  readonly versionInputs: readonly string[];
}

/**
 * Requires a version for every package on production, and none on development.
 *
 * @returns the outputs, or every missing or bad version in one go (LA1xx)
 */
export function enforceProdVersion(given: EnforceProdVersionInputs) {
  return andThen(parsePackageVersions(given.lines), (packages) => {
    const derived = versionInputs(packages.map(({ packageName }) => packageName));
    const inputs = new Map([...derived, ...given.versionInputs.map(readPair)]);
    const request = ({ packageName, version }: PackageVersion) => ({
      subject: packageName,
      input: inputs.get(packageName) ?? "version",
      text: version,
    });
    const [first, ...others] = packages;
    const channel = decideChannel(given.trigger, [request(first), ...others.map(request)]);
    return map(channel, (decided) => describe(decided, packages));
  });
}

function readPair(line: string): [packageName: string, input: string] {
  const [packageName = "", input = ""] = line.split("=", 2).map((part) => part.trim());
  return [packageName, input];
}

function describe(channel: Channel, packages: NonEmpty<PackageVersion>) {
  const versions = channel.name === "production" ? channel.versions : [];
  const pinned = versions.map(({ subject, canonical }) => [subject, canonical] as const);
  return {
    outputs: {
      channel: channel.name,
      versions: JSON.stringify(Object.fromEntries(pinned)),
    },
    title: "Production versions",
    facts: [
      ["Channel", channel.name],
      ...(channel.name === "production"
        ? pinned
        : packages.map(({ packageName }) => [packageName, "local code"] as const)),
    ],
    notices: spellingNotices(channel),
  } satisfies Decision;
}
