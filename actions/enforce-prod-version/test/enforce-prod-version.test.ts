import { describe, expect, test } from "@jest/globals";
import { accept, type NonEmpty, refusalMessage } from "@lablink-actions/release-core";
import {
  anyTrigger,
  anyVersionText,
  cases,
  lablinkPolicy,
} from "@lablink-actions/testkit/arbitraries";
import fc from "fast-check";
import { decideVersions, enforceProdVersion } from "../src/enforce-prod-version.ts";
import { scriptedIndex } from "./support.ts";

function given(environment: string, lines: NonEmpty<string>) {
  const trigger = {
    eventName: "workflow_dispatch",
    ref: "refs/heads/main",
    environment,
    policy: lablinkPolicy,
  };
  return { trigger, lines, versionInputs: ["z=zeta"], wait: 0 };
}

/** With an index that has everything; on development, with none. */
function enforce(environment: string, ...lines: NonEmpty<string>) {
  const { index, effects } = scriptedIndex(() => "installable");
  const openIndex = async () => {
    if (environment !== "prod") throw new Error("the index was asked for");
    return accept(index);
  };
  return enforceProdVersion(given(environment, lines), { ...effects, openIndex });
}

function messages(environment: string, ...lines: NonEmpty<string>): string[] {
  const result = decideVersions(given(environment, lines));
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
        ],
        notices: [expect.stringContaining("constructor")],
      },
    });
  });

  test("development gives no versions, and asks no index", async () => {
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

  test("every missing or bad version is told in one go", () => {
    expect(messages("prod", "a-x==", "b-x==latest", "c-x==1.0+local", "d-x==")).toEqual([
      expect.stringMatching(/^LA102 .*; a-x and d-x have none\. .*a_version=.* and d_version=/),
      expect.stringMatching(/^LA103 .*b-x was given "latest"/),
      expect.stringMatching(/^LA104 .*c-x was given "1\.0\+local".*a local part/),
    ]);
  });

  test("a package's input is named as the workflow has it, where that is said", () => {
    expect(messages("prod", "z==", "y==")[0]).toContain("zeta=<version> and y_version=<version>");
  });

  test("what follows a second == is part of the version, and refused with it", () => {
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

  test("versions come out of nothing but a dispatch of prod, and then for every package", () => {
    fc.assert(
      fc.property(anyTrigger, anyVersionText, anyVersionText, (trigger, first, second) => {
        fc.pre(!/\n/.test(first + second));
        const lines = [`a==${first}`, `b==${second}`] as const;
        const result = decideVersions({ trigger, lines, versionInputs: [] });
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
