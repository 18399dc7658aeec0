import { describe, expect, test } from "@jest/globals";
import {
  accept,
  andThen,
  map,
  type NonEmpty,
  parsePackageVersions,
  refusalMessage,
  type Trigger,
} from "@lablink-actions/release-core";
import {
  anyTrigger,
  anyVersionText,
  cases,
  lablinkPolicy,
} from "@lablink-actions/testkit/arbitraries";
import fc from "fast-check";
import { askedVersions, decideVersions, enforceProdVersion } from "../src/enforce-prod-version.ts";
import { anyProvenance, scriptedIndex } from "./support.ts";

/** The decision for lines as a workflow gives them; only the package z has an input of another name. */
function decide(environment: string, lines: NonEmpty<string>) {
  const trigger = {
    eventName: "workflow_dispatch",
    ref: "refs/heads/main",
    environment,
    policy: lablinkPolicy,
  };
  return decideFor(trigger, lines);
}

function decideFor(trigger: Trigger, lines: NonEmpty<string>) {
  return andThen(parsePackageVersions(lines), (versions) => {
    const named = [{ packageName: "z", input: "zeta" }];
    const versionInputs = named.filter((one) =>
      versions.some(({ packageName }) => packageName === one.packageName),
    );
    const decided = decideVersions({ trigger, versions, versionInputs });
    return map(decided, (channel) => ({ channel, versions }));
  });
}

/** With an index that has everything; on development, without an index. */
async function enforce(environment: string, ...lines: NonEmpty<string>) {
  const { index, effects } = scriptedIndex(() => "installable");
  const openIndex = async () => {
    if (environment !== "prod") throw new Error("the index was asked for");
    return accept(index);
  };
  const given = decide(environment, lines);
  return given.ok
    ? enforceProdVersion(
        { ...given.value, wait: 0, releaseTags: [], provenance: anyProvenance },
        { ...effects, openIndex },
      )
    : given;
}

function messages(environment: string, ...lines: NonEmpty<string>): string[] {
  const result = decide(environment, lines);
  return result.ok ? [] : result.refusals.map(refusalMessage);
}

describe("enforceProdVersion", () => {
  test("production with every version gives them in canonical spelling", async () => {
    const result = await enforce(
      "prod",
      "lablink-allocator-service==0.0.2a0",
      "constructor == v1.0-rc1",
    );
    expect(result).toMatchObject({
      value: {
        outputs: {
          channel: "production",
          versions: '{"lablink-allocator-service":"0.0.2a0","constructor":"1.0rc1"}',
        },
        facts: [
          ["Channel", "production"],
          ["Index", "https://index.example/simple (a test)"],
          ["lablink-allocator-service", "0.0.2a0, installable, 2 files"],
          ["constructor", "1.0rc1, installable, 2 files"],
          ["Provenance of lablink-allocator-service", expect.stringContaining("not checked")],
          ["Provenance of constructor", expect.stringContaining("not checked")],
        ],
        notices: [expect.stringContaining("constructor")],
      },
    });
  });

  test("development gives no versions and does not ask an index", async () => {
    expect(await enforce("test", "a==", "b==")).toMatchObject({
      value: { outputs: { channel: "development", versions: "{}" } },
    });
  });

  test("a missing version is refused in the words of the documentation", () => {
    expect(
      messages("prod", "lablink-allocator-service==0.0.2a0", "lablink-client-service=="),
    ).toEqual([
      "LA102 prod-version-missing: production builds require a version for every package; lablink-client-service has none. Re-run with client_version=<version>, or environment=test for a development build.",
    ]);
  });

  test("every missing or bad version is reported at once", () => {
    expect(messages("prod", "a-x==", "b-x==latest", "c-x==1.0+local", "d-x==")).toEqual([
      expect.stringMatching(/^LA102 .*; a-x and d-x have none\. .*a_version=.* and d_version=/),
      expect.stringMatching(/^LA103 .*b-x was given "latest"/),
      expect.stringMatching(/^LA104 .*c-x was given "1\.0\+local".*a local part/),
    ]);
  });

  test("an input that is named for a package that has no version is refused", () => {
    const versions = [{ packageName: "a", version: "" }] as const;
    const versionInputs = [{ packageName: "b", input: "beta" }];
    const trigger = { eventName: "push", ref: "refs/heads/main", environment: "" };
    expect(
      decideVersions({ trigger: { ...trigger, policy: lablinkPolicy }, versions, versionInputs }),
    ).toMatchObject({
      refusals: [{ name: "inputs-conflict", seen: expect.stringContaining("b") }],
    });
  });

  test("a package's input is named as the workflow names it", () => {
    expect(messages("prod", "z==", "y==")[0]).toContain("zeta=<version> and y_version=<version>");
  });

  test("the text after a second == is part of the version, and refused with it", () => {
    expect(messages("prod", "a==1.0==2.0")[0]).toMatch(/^LA103 .*"1\.0==2\.0"/);
  });

  test("a version on a development run is refused", () => {
    expect(messages("test", "a==", "b==1.0")).toEqual([expect.stringMatching(/^LA110 .*b was/)]);
  });

  test.each([
    ["a"],
    ["a=1.0"],
    ["==1.0"],
    ["a b==1.0"],
    ["a==1", "a==2\n"],
    ["a[extra]==1.0"],
    ["__proto__==1.0"],
    ["a==1", "A==2"],
    ["a.b==1", "a_b==1"],
  ])("the lines %j, %j are refused", (first, ...others) => {
    const refusals = messages("prod", first, ...others.filter((line) => line !== undefined));
    expect(refusals).toEqual([expect.stringMatching(/^LA111 versions-invalid: /)]);
  });

  test("only a dispatch of prod gives versions, and then one for every package", () => {
    fc.assert(
      fc.property(anyTrigger, anyVersionText, anyVersionText, (trigger, first, second) => {
        fc.pre(!/\n/.test(first + second));
        const lines = [`a==${first}`, `b==${second}`] as const;
        const result = decideFor(trigger, lines);
        if (!result.ok) return;
        const { channel } = result.value;
        const isProduction = channel.name === "production";
        const versions = channel.name === "production" ? channel.versions : [];
        expect(versions.map(({ subject }) => subject)).toEqual(isProduction ? ["a", "b"] : []);
        if (isProduction) {
          expect(trigger).toMatchObject({ eventName: "workflow_dispatch", environment: "prod" });
        }
      }),
      cases,
    );
  });
});

describe("what is built from the checkout", () => {
  const releaseTags = [{ packageName: "built", prefix: "v" }];
  const trigger = (ref: string): Trigger => ({
    eventName: "workflow_dispatch",
    ref,
    environment: "prod",
    policy: { ...lablinkPolicy, releaseTags },
  });
  const lines = (source: "index" | "checkout", name: string, version: string) => ({
    packageName: name,
    version,
    source,
  });

  async function run(ref: string, versions: NonEmpty<ReturnType<typeof lines>>) {
    const { index, effects, asked } = scriptedIndex(() => "installable");
    const channel = decideVersions({ trigger: trigger(ref), versions, versionInputs: [] });
    if (!channel.ok) return channel.refusals.map(refusalMessage);
    const given = {
      channel: channel.value,
      versions,
      wait: 0,
      releaseTags,
      provenance: anyProvenance,
    };
    const result = await enforceProdVersion(given, {
      ...effects,
      openIndex: async () => accept(index),
    });
    return { asked, result };
  }

  test("is not looked up, and needs the tag of its version", async () => {
    const both = [lines("index", "other", "9.0"), lines("checkout", "built", "1.0")] as const;
    expect(await run("refs/tags/v1.0", [both[1]])).toMatchObject({
      asked: [],
      result: {
        value: { outputs: { "index-url": "", "release-tag": "v1.0", versions: '{"built":"1.0"}' } },
      },
    });
    expect(await run("refs/tags/v1.0", [...both])).toMatchObject({ asked: ["other"] });
    expect(await run("refs/heads/main", [...both])).toEqual([
      expect.stringContaining("LA113 checkout-not-tagged: production of built is built"),
    ]);
  });

  test("one of both inputs must name a version", () => {
    expect(askedVersions({ versions: undefined, fromCheckout: undefined })).toMatchObject({
      refusals: [{ name: "input-missing" }],
    });
  });
});
