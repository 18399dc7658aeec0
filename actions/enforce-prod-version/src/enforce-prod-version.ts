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
}

/**
 * Requires a version for every package on production, and none on development.
 *
 * @returns the outputs, or every missing or bad version in one go (LA1xx)
 */
export function enforceProdVersion({ trigger, lines }: EnforceProdVersionInputs) {
  return andThen(parsePackageVersions(lines), (packages) => {
    const inputs = versionInputs(packages.map(({ packageName }) => packageName));
    const request = ({ packageName, version }: PackageVersion) => ({
      subject: packageName,
      input: inputs.get(packageName) ?? "version",
      text: version,
    });
    const [first, ...others] = packages;
    const channel = decideChannel(trigger, [request(first), ...others.map(request)]);
    return map(channel, (decided) => describe(decided, packages));
  });
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
