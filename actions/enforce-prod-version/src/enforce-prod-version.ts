import type { Decision } from "@lablink-actions/action-kit";
import type { PythonIndex } from "@lablink-actions/registries";
import {
  accept,
  andThen,
  type Channel,
  type DeclaredTags,
  decideChannel,
  isNonEmpty,
  map,
  missingInput,
  type NonEmpty,
  type PackageInput,
  type PackageVersion,
  quote,
  type ReleaseVersion,
  type Result,
  refuse,
  requestedVersions,
  spellingNotices,
  type Trigger,
} from "@lablink-actions/release-core";
import type { Output } from "./declaration.ts";
import { awaitInstallable, type InstallableVersion, type WaitEffects } from "./installable.ts";
import { checkProvenance, type ProvenancePolicy } from "./provenance.ts";

interface VersionsAsked {
  readonly trigger: Trigger;
  readonly versions: NonEmpty<PackageVersion>;
  /** The workflow inputs that are not called after their package. */
  readonly versionInputs: readonly PackageInput[];
}

interface EnforceProdVersionInputs {
  readonly channel: Channel;
  readonly versions: NonEmpty<PackageVersion>;
  /** Seconds to wait for a fresh release. */
  readonly wait: number;
  /** The packages' version tags, if they are known. */
  readonly releaseTags: readonly DeclaredTags[];
  readonly provenance: ProvenancePolicy;
}

interface EnforceProdVersionEffects extends WaitEffects {
  /** Finds the index the build installs from; called on production only. */
  readonly openIndex: () => Promise<Result<PythonIndex>>;
}

/**
 * The versions of both inputs.
 *
 * @returns them, or `input-missing` (LA901) if there is none
 */
export function askedVersions(given: {
  readonly versions: readonly PackageVersion[] | undefined;
  readonly fromCheckout: readonly PackageVersion[] | undefined;
}): Result<NonEmpty<PackageVersion>> {
  const { versions = [], fromCheckout = [] } = given;
  const asked = [
    ...versions.map((one) => ({ ...one, source: "index" as const })),
    ...fromCheckout.map((one) => ({ ...one, source: "checkout" as const })),
  ];
  if (isNonEmpty(asked)) return accept(asked);
  return refuse(missingInput("the input versions", "Give versions under with:, or from-checkout."));
}

/**
 * What the run may build, by its trigger and the versions that are given.
 *
 * @returns the channel, or LA101 to LA110, or `inputs-conflict` (LA903)
 */
export function decideVersions(asked: VersionsAsked): Result<Channel> {
  return andThen(requestedVersions(asked.versions, asked.versionInputs), (requested) =>
    decideChannel(asked.trigger, requested),
  );
}

/**
 * Requires that the index can install every version of a production run, and that what is signed there was published
 * by whom it should be.
 *
 * @returns the outputs; or each version that cannot be installed (LA801 to LA806, LA808), or whose provenance is
 * refused (LA660 to LA664)
 */
export async function enforceProdVersion(
  { channel, versions, wait, releaseTags, provenance }: EnforceProdVersionInputs,
  effects: EnforceProdVersionEffects,
): Promise<Result<Decision<Output>>> {
  if (channel.name === "development") {
    const facts = versions.map(({ packageName }): Fact => [packageName, "local code"]);
    return accept(describe(channel, "", facts));
  }

  const isBuilt = ({ subject }: ReleaseVersion) =>
    versions.some(({ packageName, source }) => packageName === subject && source === "checkout");
  const built = channel.versions.filter(isBuilt).map(({ subject, version }): Fact => {
    return [subject, `${version.canonical}, built from the tagged commit`];
  });
  const published = channel.versions.filter((version) => !isBuilt(version));
  if (published.length === 0) return accept(describe(channel, "", built));
  const index = await effects.openIndex();
  if (!index.ok) return index;
  const { url, foundIn } = index.value;
  const installable = await awaitInstallable(index.value, published, wait, effects, releaseTags);
  if (!installable.ok) return installable;
  const origin = await checkProvenance(index.value, installable.value, provenance);
  return map(origin, ({ facts, warnings }) => {
    const found = installable.value;
    const decision = describe(channel, url, [
      ["Index", `${url} (${foundIn})`],
      ...found.map((one): Fact => [one.subject, standingOf(one)]),
      ...built,
      ...facts,
    ]);
    const notices = [...(decision.notices ?? []), ...found.flatMap(markNotices)];
    return { ...decision, notices, warnings };
  });
}

/** pip follows a redirect, and so the build does. The reader must see where the files come from. */
function standingOf({ version, files, elsewhere }: InstallableVersion): string {
  const usable = files.filter(({ yanked }) => yanked === undefined).length;
  const count = `${usable} file${usable > 1 ? "s" : ""}`;
  const by = elsewhere === undefined ? "" : `, by ${elsewhere}, to which the index redirects`;
  return `${version.canonical}, installable, ${count}${by}`;
}

/** PEP 792: pip installs it, and the reader must know. */
function markNotices({ subject, mark }: InstallableVersion): readonly string[] {
  if (mark === undefined) return [];
  const reason = mark.reason && `, because of ${quote(mark.reason)}`;
  return [`the index has ${subject} as ${quote(mark.status)}${reason}`];
}

export type Fact = readonly [label: string, value: string];

function describe(channel: Channel, indexUrl: string, facts: readonly Fact[]): Decision<Output> {
  const versions = channel.name === "production" ? channel.versions : [];
  const pinned = versions.map(({ subject, version }) => [subject, version.canonical] as const);
  return {
    outputs: {
      channel: channel.name,
      versions: JSON.stringify(Object.fromEntries(pinned)),
      "release-tag": channel.name === "production" ? (channel.releaseTag?.tag ?? "") : "",
      "index-url": indexUrl,
    },
    title: "Production versions",
    facts: [["Channel", channel.name], ...facts],
    notices: spellingNotices(channel),
  };
}
