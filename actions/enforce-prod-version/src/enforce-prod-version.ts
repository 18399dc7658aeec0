import type { Decision } from "@lablink-actions/action-kit";
import type { PythonIndex } from "@lablink-actions/registries";
import {
  accept,
  andThen,
  type Channel,
  decideChannel,
  map,
  type NonEmpty,
  type PackageVersion,
  parsePackageVersions,
  type Result,
  spellingNotices,
  type Trigger,
  versionInputs,
} from "@lablink-actions/release-core";
import { awaitInstallable, type WaitEffects } from "./installable.ts";

export interface VersionsAsked {
  readonly trigger: Trigger;
  /** Lines `package==version`. */
  readonly lines: NonEmpty<string>;
  /** `package=input`, for packages whose input is not named after them. */
  readonly versionInputs: readonly string[];
}

export interface EnforceProdVersionInputs extends VersionsAsked {
  /** Seconds to wait for a fresh release. */
  readonly wait: number;
}

export interface EnforceProdVersionEffects extends WaitEffects {
  /** Finds the index the build installs from; called on production only. */
  readonly openIndex: () => Promise<Result<PythonIndex>>;
}

/**
 * Requires a version that can be installed for every package on production, and none on development.
 *
 * @returns the outputs; or every missing or bad version in one go (LA1xx); or, where all are well given, every
 * one that the index does not have for installation (LA8xx)
 */
export async function enforceProdVersion(
  given: EnforceProdVersionInputs,
  effects: EnforceProdVersionEffects,
): Promise<Result<Decision>> {
  const decided = decideVersions(given);
  if (!decided.ok) return decided;
  const { channel, packages, inputs } = decided.value;
  if (channel.name === "development") {
    return accept(
      describe(
        channel,
        "",
        packages.map(({ packageName }) => [packageName, "local code"]),
      ),
    );
  }

  const index = await effects.openIndex();
  if (!index.ok) return index;
  const asked = channel.versions.map(({ subject, canonical }) => ({
    packageName: subject,
    canonical,
    input: inputs.get(subject) ?? "version",
  }));
  const installable = await awaitInstallable(index.value, asked, given.wait, effects);
  return map(installable, (found) =>
    describe(channel, index.value.url, [
      ["Index", `${index.value.url} (${index.value.foundIn})`],
      ...found.map(({ packageName, canonical, files }): Fact => {
        const usable = files.filter(({ yanked }) => yanked === undefined).length;
        return [packageName, `${canonical}, installable, ${usable} file${usable > 1 ? "s" : ""}`];
      }),
    ]),
  );
}

/**
 * What the run may build, by its trigger and the versions given.
 *
 * @returns the channel, with the packages and the workflow inputs that give their versions; or LA101 to LA111
 */
export function decideVersions(given: VersionsAsked) {
  return andThen(parsePackageVersions(given.lines), (packages) => {
    const names = packages.map(({ packageName }) => packageName);
    const inputs = versionInputs(names, given.versionInputs);
    const request = ({ packageName, version }: PackageVersion) => ({
      subject: packageName,
      input: inputs.get(packageName) ?? "version",
      text: version,
    });
    const [first, ...others] = packages;
    const decided = decideChannel(given.trigger, [request(first), ...others.map(request)]);
    return map(decided, (channel) => ({ channel, packages, inputs }));
  });
}

type Fact = readonly [label: string, value: string];

function describe(channel: Channel, indexUrl: string, facts: readonly Fact[]) {
  const versions = channel.name === "production" ? channel.versions : [];
  const pinned = versions.map(({ subject, canonical }) => [subject, canonical] as const);
  return {
    outputs: {
      channel: channel.name,
      versions: JSON.stringify(Object.fromEntries(pinned)),
      "index-url": indexUrl,
    },
    title: "Production versions",
    facts: [["Channel", channel.name], ...facts],
    notices: spellingNotices(channel),
  } satisfies Decision;
}
