import { describe, expect, test } from "@jest/globals";
import {
  anyTrigger,
  anyVersionText,
  cases,
  lablinkPolicy as policy,
} from "@lablink-actions/testkit/arbitraries";
import fc from "fast-check";
import { type Channel, decideChannel, decideChannelName } from "../src/channel.ts";
import { refusalMessage, refusalTitle } from "../src/refusal.ts";
import type { NonEmpty, Result } from "../src/result.ts";
import type { Trigger } from "../src/trigger.ts";
import { parseVersion } from "../src/version.ts";

function decide(trigger: Partial<Trigger>, ...versions: NonEmpty<string>): Result<Channel> {
  const [first, ...others] = versions;
  const request = (text: string, index: number) => ({
    subject: `package-${index}`,
    input: `version_${index}`,
    text,
  });
  return decideChannel(
    { eventName: "workflow_dispatch", ref: "refs/heads/main", environment: "", policy, ...trigger },
    [request(first, 0), ...others.map((text, index) => request(text, index + 1))],
  );
}

function codes(result: Result<unknown>): string[] {
  return result.ok ? [] : result.refusals.map(refusalTitle);
}

function messages(result: Result<unknown>): string[] {
  return result.ok ? [] : result.refusals.map(refusalMessage);
}

describe("decideChannel", () => {
  test.each([
    "pull_request",
    "merge_group",
    "push",
    "schedule",
    "release",
    "repository_dispatch",
    "workflow_dispatch",
  ])("%s without an environment is development", (eventName) => {
    expect(decide({ eventName }, "")).toEqual({ ok: true, value: { name: "development" } });
  });

  test.each(["test", "ci-test"])("a dispatch with %s is development", (environment) => {
    expect(decide({ environment }, "")).toEqual({ ok: true, value: { name: "development" } });
  });

  test("a dispatch with prod and every version is production, in canonical spelling", () => {
    expect(decide({ environment: "prod" }, "0.0.2a0", "v0.2.0-rc.1")).toEqual({
      ok: true,
      value: {
        name: "production",
        versions: [
          { subject: "package-0", input: "version_0", version: parseVersion("0.0.2a0") },
          {
            subject: "package-1",
            input: "version_1",
            version: parseVersion("0.2.0rc1"),
            givenAs: "v0.2.0-rc.1",
          },
        ],
      },
    });
  });

  test.each([
    ["pull_request_target", "", "LA101 event-unsupported"],
    ["workflow_run", "", "LA101 event-unsupported"],
    ["issue_comment", "", "LA101 event-unsupported"],
    ["PUSH", "", "LA101 event-unsupported"],
    ["", "", "LA101 event-unsupported"],
    ["workflow_dispatch", "staging", "LA105 environment-unknown"],
    ["workflow_dispatch", "Prod", "LA105 environment-unknown"],
    ["push", "staging", "LA105 environment-unknown"],
    ["push", "prod", "LA107 prod-needs-dispatch"],
    ["pull_request", "prod", "LA107 prod-needs-dispatch"],
    ["repository_dispatch", "prod", "LA107 prod-needs-dispatch"],
  ])("%s with environment %j is refused", (eventName, environment, code) => {
    expect(codes(decide({ eventName, environment }, ""))).toEqual([code]);
  });

  test.each([
    ["latest", "LA103 prod-version-invalid"],
    ["0.2.0,ghcr.io/evil/x:y", "LA103 prod-version-invalid"],
    ["1.0+local", "LA104 prod-version-untaggable"],
    ["1!2.0", "LA104 prod-version-untaggable"],
    [`1.${"1".repeat(130)}`, "LA104 prod-version-untaggable"],
    [`1.${"1".repeat(127)}`, "LA104 prod-version-untaggable"],
  ])("production with version %s is refused", (version, code) => {
    expect(codes(decide({ environment: "prod" }, version))).toEqual([code]);
  });

  test("a version of 128 characters is as long as a tag may be", () => {
    expect(decide({ environment: "prod" }, `1.${"1".repeat(126)}`).ok).toBe(true);
  });

  test("if no environment is known, the remedy is to use none", () => {
    const none = {
      developmentEnvironments: [],
      productionEnvironments: [],
      productionRefs: [],
      productionOn: "dispatch" as const,
      releaseTags: [],
    };
    expect(messages(decide({ environment: "prod", policy: none }, ""))[0]).toContain(
      "Use none, or",
    );
  });

  test("all problems of a production run are reported together", () => {
    const result = decide(
      {
        environment: "prod",
        ref: "refs/heads/fix",
        policy: { ...policy, productionRefs: ["main"] },
      },
      "",
      "latest",
      "1!2.0",
      "",
    );
    expect(codes(result)).toEqual([
      "LA108 prod-ref-not-allowed",
      "LA102 prod-version-missing",
      "LA103 prod-version-invalid",
      "LA104 prod-version-untaggable",
    ]);
    expect(messages(result)[1]).toBe(
      "LA102 prod-version-missing: production builds require a version for every package; package-0 and package-3 have none. Re-run with version_0=<version> and version_3=<version>, or environment=test for a development build.",
    );
  });

  test("a version on a development run is refused, and says what would happen", () => {
    expect(messages(decide({ environment: "test" }, "0.0.2a0"))).toEqual([
      'LA110 development-version: this is a development run (workflow_dispatch, environment=test), built from local code, and package-0 was given version "0.0.2a0". Leave version_0 empty, or dispatch with environment=prod to build what was published.',
    ]);
  });

  test.each([
    [["main"], "refs/heads/main", true],
    [["main"], "refs/heads/fix/main", false],
    [["release/*"], "refs/heads/release/1.0", true],
    [["release/*"], "refs/heads/release/1.0/fix", false],
    [["release/**"], "refs/heads/release/1.0/fix", true],
    [["refs/heads/main"], "refs/tags/main", false],
    [["refs/heads/main"], "refs/heads/main", true],
    [["v1.0"], "refs/tags/v1x0", false],
    [["a(b){1}|c$"], "refs/heads/a(b){1}|c$", true],
    [["a(b)"], "refs/heads/ab", false],
    [["*"], "refs/", false],
    [["*"], "refs/heads/", false],
    [["**"], "refs/pull/1/merge", false],
    [["*"], "refs/heads/feature/deep", true],
    [["main", "test"], "refs/heads/test", true],
    [[], "refs/heads/main", false],
    [["*"], "", false],
    [["*"], "main", false],
  ])("production-refs %j allow %s: %s", (productionRefs, ref, allowed) => {
    const result = decide({ environment: "prod", ref, policy: { ...policy, productionRefs } }, "1");
    expect(codes(result)).toEqual(allowed ? [] : ["LA108 prod-ref-not-allowed"]);
  });

  test.each(["ma?n", "[a-z]", "!main", "ma in", "a+"])(
    "production-refs refuse the pattern %s instead of misreading it",
    (pattern) => {
      const refs = { ...policy, productionRefs: [pattern] };
      expect(codes(decide({ policy: refs }, ""))).toEqual(["LA109 prod-ref-pattern-invalid"]);
    },
  );

  test("an environment of both kinds is refused on every run", () => {
    const both = { ...policy, developmentEnvironments: ["prod"] };
    expect(codes(decide({ policy: both }, ""))).toEqual(["LA106 environment-ambiguous"]);
  });

  test("only a dispatch with a production environment and valid versions is ever production", () => {
    const versions = fc.array(anyVersionText, { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(anyTrigger, versions, (trigger, [first = "", ...others]) => {
        const result = decide(trigger, first, ...others);
        if (!result.ok || result.value.name === "development") return;
        expect(trigger.eventName).toBe("workflow_dispatch");
        expect(trigger.environment).toBe("prod");
        expect(trigger.ref).toMatch(/^refs\//);
        expect(result.value.versions).toHaveLength(others.length + 1);
        for (const { version } of result.value.versions) {
          expect(version.canonical).toMatch(/^[0-9][0-9a-z.]{0,127}$/);
        }
      }),
      cases,
    );
  });

  test("its name alone is decided in the same way, and whether there are versions or not", () => {
    fc.assert(
      fc.property(anyTrigger, anyVersionText, (trigger, version) => {
        const whole = decide(trigger, version);
        const name = decideChannelName(trigger);
        if (whole.ok) expect(name).toEqual({ ok: true, value: whole.value.name });
        const ofVersions = /^LA1(?:02|03|04|10) /;
        expect(codes(name)).toEqual(codes(whole).filter((code) => !ofVersions.test(code)));
      }),
      cases,
    );
  });

  test("a refusal has a code, says what was seen and what to do, on one line", () => {
    fc.assert(
      fc.property(anyTrigger, anyVersionText, (trigger, version) => {
        for (const message of messages(decide(trigger, version))) {
          expect(message).toMatch(/^LA1\d\d [a-z-]+: \P{Cc}+\. \P{Cc}+\.$/u);
        }
      }),
      cases,
    );
  });
});
