/** Production by a version tag, and from the commit of a version tag. */
import { describe, expect, test } from "@jest/globals";
import {
  anyTrigger,
  anyVersionText,
  cases,
  lablinkPolicy,
} from "@lablink-actions/testkit/arbitraries";
import fc from "fast-check";
import {
  type Channel,
  decideChannel,
  decideChannelName,
  decideImageChannel,
} from "../src/channel.ts";
import { refusalMessage } from "../src/refusal.ts";
import type { RequestedVersion } from "../src/release-version.ts";
import type { NonEmpty, Result } from "../src/result.ts";
import type { Trigger } from "../src/trigger.ts";

const releaseTags = [
  { packageName: "allocator", prefix: "{package}_v" },
  { packageName: "client", prefix: "{package}_v" },
];
const policy = { ...lablinkPolicy, productionOn: "tag" as const, releaseTags };
const pushed: Trigger = {
  eventName: "push",
  ref: "refs/tags/allocator_v0.2.0rc1",
  environment: "",
  policy,
};
const dispatched = { ...pushed, eventName: "workflow_dispatch", environment: "prod" };

function asked(packageName: string, more: Partial<RequestedVersion> = {}): RequestedVersion {
  return { subject: packageName, packageName, input: `${packageName}_version`, text: "", ...more };
}

function said(result: Result<Channel>): string[] {
  if (!result.ok) return result.refusals.map(refusalMessage);
  const channel = result.value;
  if (channel.name === "development") return ["development"];
  const versions = channel.versions.map(
    ({ subject, version }) => `${subject} ${version.canonical}`,
  );
  return [`production of ${versions.join(", ")}`];
}

const decide = (trigger: Partial<Trigger>, ...requested: NonEmpty<RequestedVersion>) =>
  said(decideChannel({ ...pushed, ...trigger }, requested));

describe("with production-on: tag", () => {
  test.each(["push", "release"])(
    "the %s of a version tag is production in its version",
    (eventName) => {
      expect(decide({ eventName }, asked("allocator"))).toEqual([
        "production of allocator 0.2.0rc1",
      ]);
      expect(decideChannelName({ ...pushed, eventName })).toEqual({
        ok: true,
        value: "production",
      });
      // An image's own step gets the version from the plan, or from the tag.
      for (const version of ["", "0.2.0rc1", "v0.2.0-rc.1"]) {
        expect(said(decideImageChannel({ ...pushed, eventName }, version))).toEqual([
          "production of this image 0.2.0rc1",
        ]);
      }
    },
  );

  test.each([
    ["a branch", { ref: "refs/heads/allocator_v0.2.0" }],
    ["another tag", { ref: "refs/tags/nightly" }],
    ["a tag without a version", { ref: "refs/tags/allocator_vnext" }],
    ["a tag with a local version", { ref: "refs/tags/allocator_v1.0+a" }],
    ["a pull request", { eventName: "pull_request" }],
    ["a schedule", { eventName: "schedule" }],
    ["a dispatch without an environment", { eventName: "workflow_dispatch" }],
    ["a push that is asked for a development environment", { environment: "test" }],
    ["production-on: dispatch", { policy: { ...policy, productionOn: "dispatch" as const } }],
  ])("%s is development", (_, trigger) => {
    expect(decide(trigger, asked("allocator"))).toEqual(["development"]);
  });

  test("what the tag does not release is refused", () => {
    expect(decide({}, asked("allocator"), asked("client"))).toEqual([
      'LA112 release-tag-differs: the tag "allocator_v0.2.0rc1" releases allocator 0.2.0rc1, and client is built as well. Build only what the tag releases, or give client the same tag-prefix.',
    ]);
    expect(decide({}, asked("allocator", { text: "0.2.0" }))).toEqual([
      'LA112 release-tag-differs: the tag "allocator_v0.2.0rc1" releases allocator 0.2.0rc1, and allocator was given version "0.2.0". Leave allocator_version empty, or start the run from the tag of that version.',
    ]);
  });

  test("one tag releases all packages with its prefix", () => {
    const shared = releaseTags.map(({ packageName }) => ({ packageName, prefix: "v" }));
    const trigger = { ref: "refs/tags/v1.0", policy: { ...policy, releaseTags: shared } };
    expect(decide(trigger, asked("allocator"), asked("Client"))).toEqual([
      "production of allocator 1.0, Client 1.0",
    ]);
  });

  test("a version that cannot be an image tag is refused", () => {
    expect(decide({ ref: "refs/tags/allocator_v1!2.0" }, asked("allocator"))).toEqual([
      expect.stringContaining("LA104 prod-version-untaggable"),
    ]);
  });

  test("production-refs are for dispatches: the tag is declared by release-tags", () => {
    const refs = { policy: { ...policy, productionRefs: ["main"] } };
    expect(decide(refs, asked("allocator"))).toEqual(["production of allocator 0.2.0rc1"]);
    expect(decideChannelName({ ...pushed, ...refs })).toMatchObject({ ok: true });
    expect(decide({ ...dispatched, ...refs }, asked("allocator", { text: "1.0" }))).toEqual([
      expect.stringContaining("LA108 prod-ref-not-allowed"),
    ]);
  });

  test("a dispatch needs its versions as ever", () => {
    expect(decide(dispatched, asked("allocator"))).toEqual([
      expect.stringContaining("LA102 prod-version-missing"),
    ]);
    expect(decide(dispatched, asked("client", { text: "0.1" }))).toEqual([
      "production of client 0.1",
    ]);
  });
});

describe("production from the checkout", () => {
  const source = "checkout";
  test("is the tagged commit in the tag's version", () => {
    const version = asked("allocator", { source, text: "0.2.0rc1" });
    expect(decide(dispatched, version)).toEqual(["production of allocator 0.2.0rc1"]);
    expect(decide({}, asked("allocator", { source }))).toEqual([
      "production of allocator 0.2.0rc1",
    ]);
  });

  test("is refused on a branch, and the remedy names the tag", () => {
    const version = asked("allocator", { source, text: "0.3" });
    expect(decide({ ...dispatched, ref: "refs/heads/main" }, version)).toEqual([
      'LA113 checkout-not-tagged: production of allocator is built from the checkout, and "refs/heads/main" is not a version tag of it. Start the run from the version\'s tag, allocator_v0.3: gh workflow run <workflow> --ref allocator_v0.3.',
    ]);
    const undeclared = { policy: { ...lablinkPolicy }, ref: "refs/tags/v1" };
    expect(decide({ ...dispatched, ...undeclared }, version)[0]).toMatch(
      /^LA113 .* Name its version tags in release-tags\.$/,
    );
  });

  test("is refused for another version or package than the tag's", () => {
    expect(decide(dispatched, asked("allocator", { source, text: "0.2.0" }))[0]).toMatch(/^LA112 /);
    expect(decide(dispatched, asked("client", { source, text: "0.2.0rc1" }))[0]).toMatch(/^LA112 /);
  });

  test("on development it is any commit", () => {
    expect(decide({ ref: "refs/heads/main" }, asked("allocator", { source }))).toEqual([
      "development",
    ]);
  });
});

test("no event but a push or release of a declared tag becomes production by production-on: tag", () => {
  fc.assert(
    fc.property(anyTrigger, anyVersionText, (trigger, text) => {
      const by = (productionOn: "dispatch" | "tag") =>
        decideImageChannel({ ...trigger, policy: { ...policy, productionOn } }, text);
      const isTag =
        ["push", "release"].includes(trigger.eventName) && trigger.ref.startsWith("refs/tags/");
      if (!isTag) expect(by("tag")).toEqual(by("dispatch"));
    }),
    cases,
  );
});
