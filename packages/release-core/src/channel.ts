import type { DevelopmentSuffix } from "./development-suffix.ts";
import { nearest } from "./nearest.ts";
import { listing, quote, type Refusal } from "./refusal.ts";
import { type ReleaseTag, releasedBy, releaseTagOf } from "./release-tag.ts";
import {
  type PackageSource,
  type ReleaseVersion,
  type RequestedVersion,
  releaseVersion,
} from "./release-version.ts";
import { tagProblems } from "./released-by-tag.ts";
import {
  accept,
  acceptUnless,
  andThen,
  combine,
  map,
  type NonEmpty,
  type Result,
  refuse,
  traverse,
} from "./result.ts";
import { isRefPattern, refMatches, type Trigger, type TriggerPolicy } from "./trigger.ts";
import type { Version } from "./version.ts";

/**
 * What a run may build. A production run carries its versions and a development run has none, so no later step can ask
 * for a missing version, or overlook a given one.
 */
export type Channel =
  | { readonly name: "development" }
  | {
      readonly name: "production";
      readonly versions: NonEmpty<ReleaseVersion>;
      /** The version tag of the run, if the tag or its commit is what is released. */
      readonly releaseTag?: ReleaseTag;
    };

/** What follows from a channel, the same for every guardrail. */
interface BuildRules {
  readonly packageSource: "local" | "pypi";
  /** The end of every tag; empty on production. */
  readonly tagSuffix: string;
  readonly runDevelopmentTests: boolean;
}

const automaticEvents = [
  "pull_request",
  "merge_group",
  "push",
  "schedule",
  "release",
  "repository_dispatch",
];

/**
 * The one decision: what a run may build, from what started it. Every guardrail calls this function, and does not look
 * at event, ref or environment itself.
 *
 * @param requested one entry for every package of the run, with an empty text if no version was given
 * @returns the channel, or every reason why there is none (LA101 to LA110, LA112, LA113)
 */
export function decideChannel(
  trigger: Trigger,
  requested: NonEmpty<RequestedVersion>,
): Result<Channel> {
  return andThen(decideKind(trigger), (kind) =>
    kind === "production"
      ? decideProduction(trigger, requested)
      : decideDevelopment(trigger, requested),
  );
}

/**
 * The channel's name alone, by the same decision as {@link decideChannel}, for actions that take no versions.
 *
 * @returns it, or every reason why there is none (LA101, LA105 to LA109)
 */
export function decideChannelName(trigger: Trigger): Result<Channel["name"]> {
  return andThen(decideKind(trigger), (kind) =>
    kind === "production" && releasedBy(trigger) === undefined
      ? map(allowedRef(trigger), () => kind)
      : accept(kind),
  );
}

/** Which of the two a run is, before its ref and versions are looked at. */
function decideKind(trigger: Trigger): Result<Channel["name"]> {
  const refusals = [...policyRefusals(trigger.policy), ...triggerRefusals(trigger)];
  return acceptUnless(refusals, isProduction(trigger) ? "production" : "development");
}

/** The decision for an image of one package. Its version is the step's input `version`. */
export function decideImageChannel(
  trigger: Trigger,
  version: string,
  source: PackageSource = "index",
): Result<Channel> {
  const request = { subject: "this image", input: "version", text: version, source };
  return decideChannel(trigger, [request]);
}

/** The version that an image of one package is built from; undefined on development. */
export function imageVersion(channel: Channel): Version | undefined {
  return channel.name === "production" ? channel.versions[0].version : undefined;
}

/** What a channel means for the build, given the suffix of development tags. */
export function buildRules(
  channel: Channel,
  developmentSuffix: DevelopmentSuffix,
  source: PackageSource = "index",
): BuildRules {
  return channel.name === "production"
    ? {
        packageSource: source === "index" ? "pypi" : "local",
        tagSuffix: "",
        runDevelopmentTests: false,
      }
    : { packageSource: "local", tagSuffix: developmentSuffix, runDevelopmentTests: true };
}

/** A notice for each version that was given in another spelling than the canonical one. */
export function spellingNotices(channel: Channel): string[] {
  if (channel.name === "development") return [];
  return channel.versions.flatMap(({ subject, version, givenAs }) =>
    givenAs === undefined
      ? []
      : [
          `${subject}: version ${quote(givenAs)} is used in its canonical spelling (PEP 440), ${version.canonical}`,
        ],
  );
}

function isProduction(trigger: Trigger): boolean {
  return isProductionAsked(trigger) || releasedBy(trigger) !== undefined;
}

function isProductionAsked({ environment, policy }: Trigger): boolean {
  return policy.productionEnvironments.includes(environment);
}

function policyRefusals(policy: TriggerPolicy): Refusal[] {
  const ambiguous = policy.productionEnvironments.filter((environment) =>
    policy.developmentEnvironments.includes(environment),
  );
  return [
    ...ambiguous.map(
      (environment): Refusal => ({
        name: "environment-ambiguous",
        seen: `environment ${quote(environment)} is listed as a development and as a production environment`,
        remedy: "Remove it from development-environments or from production-environments.",
      }),
    ),
    ...policy.productionRefs
      .filter((pattern) => !isRefPattern(pattern))
      .map(
        (pattern): Refusal => ({
          name: "prod-ref-pattern-invalid",
          seen: `production-refs holds ${quote(pattern)}`,
          remedy:
            "Write names, with * for anything but a slash and ** for anything. Other special characters are not supported.",
        }),
      ),
  ];
}

function triggerRefusals(trigger: Trigger): Refusal[] {
  const { eventName, environment, policy } = trigger;
  const known = [...policy.developmentEnvironments, ...policy.productionEnvironments];
  if (eventName !== "workflow_dispatch" && !automaticEvents.includes(eventName)) {
    return [
      {
        name: "event-unsupported",
        seen: `nothing is built for the event ${quote(eventName)}`,
        remedy: `Trigger the workflow by ${listing([...automaticEvents, "workflow_dispatch"], "or")}.`,
      },
    ];
  }
  if (environment !== "" && !known.includes(environment)) {
    const meant = nearest(environment, known);
    return [
      {
        name: "environment-unknown",
        seen: `environment ${quote(environment)} is not known${meant ? `; ${meant} is` : ""}`,
        remedy: `Use ${listing([...known, "none"], "or")}, or add it to development-environments or production-environments.`,
      },
    ];
  }
  if (isProductionAsked(trigger) && eventName !== "workflow_dispatch") {
    return [
      {
        name: "prod-needs-dispatch",
        seen: `environment ${quote(environment)} was asked for by ${eventName}, and production can only be dispatched by hand`,
        remedy: `Leave environment empty for ${eventName}. Start production by hand: run the workflow with environment=${environment} and the version of every package.`,
      },
    ];
  }
  return [];
}

function decideDevelopment(
  trigger: Trigger,
  requested: NonEmpty<RequestedVersion>,
): Result<Channel> {
  const [production] = trigger.policy.productionEnvironments;
  const environment = trigger.environment && `, environment=${trigger.environment}`;
  const refusals = requested
    .filter(({ text }) => text !== "")
    .map(
      ({ subject, input, text }): Refusal => ({
        name: "development-version",
        seen: `this is a development run (${trigger.eventName}${environment}), built from local code, and ${subject} was given version ${quote(text)}`,
        remedy: `Leave ${input} empty${production ? `, or dispatch with environment=${production} to build what was published` : ""}.`,
      }),
    );
  return acceptUnless(refusals, { name: "development" });
}

function decideProduction(
  trigger: Trigger,
  requested: NonEmpty<RequestedVersion>,
): Result<Channel> {
  const missing = missingVersions(requested, trigger.policy);
  const started = releasedBy(trigger);
  const isTagged = started !== undefined || requested.some(({ source }) => source === "checkout");
  const tag = started ?? releaseTagOf(trigger);
  const decided = combine({
    ref: started ? accept(trigger.ref) : allowedRef(trigger),
    versions: traverse(requested, (one) => {
      const text = one.text || (started?.versionText ?? "");
      return text === "" ? refuse(missing) : releaseVersion({ ...one, text });
    }),
  });
  const agreed = andThen(decided, ({ versions }) =>
    acceptUnless(tagProblems(trigger, requested, versions), versions),
  );
  return map(agreed, (versions) => ({
    name: "production",
    versions,
    ...(isTagged && tag && { releaseTag: tag }),
  }));
}

function allowedRef({ ref, policy }: Trigger): Result<string> {
  if (policy.productionRefs.some((pattern) => refMatches(ref, pattern))) return accept(ref);
  const allowed = listing(policy.productionRefs, "or") || "production-refs, which is empty";
  return refuse({
    name: "prod-ref-not-allowed",
    seen: `production may not be dispatched from ${quote(ref)}`,
    remedy: `Dispatch from a ref that matches ${allowed}, or add this one to production-refs.`,
  });
}

/** One refusal for all that is missing: one command fixes it. */
function missingVersions(
  requested: readonly RequestedVersion[],
  { developmentEnvironments: [development] }: TriggerPolicy,
): Refusal {
  const missing = requested.filter(({ text }) => text === "");
  const subjects = listing(missing.map(({ subject }) => subject));
  const inputs = listing(missing.map(({ input }) => `${input}=<version>`));
  return {
    name: "prod-version-missing",
    seen: `production builds require a version for every package; ${subjects} ${missing.length > 1 ? "have" : "has"} none`,
    remedy: `Re-run with ${inputs}${development ? `, or environment=${development} for a development build` : ""}.`,
  };
}
