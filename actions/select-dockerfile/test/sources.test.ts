/** What an image is built from besides its Dockerfile: targets, the checkout, secrets. */
import { describe, expect, test } from "@jest/globals";
import { refusalMessage } from "@lablink-actions/release-core";
import { lablinkPolicy } from "@lablink-actions/testkit/arbitraries";
import { inputs, production, select } from "./support.ts";

describe("one Dockerfile for both channels", () => {
  const stages =
    "FROM base AS runtime\nARG PACKAGE_VERSION\nRUN install $PACKAGE_VERSION\nFROM runtime AS dev\n";
  const one = ["Dockerfile"];
  const tagged = {
    ...production,
    trigger: {
      ...inputs.trigger,
      eventName: "workflow_dispatch",
      environment: "prod",
      ref: "refs/tags/v0.0.2a0",
      policy: { ...lablinkPolicy, releaseTags: [{ packageName: "a", prefix: "v" }] },
    },
  };

  test("is told apart by target and development-target", () => {
    const targets = { target: "runtime", developmentTarget: "dev" };
    const built = select({ ...production, ...targets }, one, stages);
    expect(built).toMatchObject({
      value: {
        outputs: {
          dockerfile: "packages/allocator/Dockerfile",
          target: "runtime",
          "build-args": "PACKAGE_VERSION=0.0.2a0",
        },
      },
    });
    expect(select(targets, one, stages)).toMatchObject({
      value: { outputs: { dockerfile: "packages/allocator/Dockerfile", target: "dev" } },
    });
    const same = select({ target: "dev", developmentTarget: "dev" }, one, stages);
    expect(same).toMatchObject({ refusals: [{ name: "dockerfiles-same" }] });
  });

  test("a target of the index that declares no version argument is refused, though another stage does", () => {
    const text = `FROM base AS plain\n${stages}`;
    expect(
      select({ ...production, target: "plain", developmentTarget: "dev" }, one, text),
    ).toMatchObject({
      refusals: [{ name: "version-argument-missing" }],
    });
  });

  test("from the checkout it is built alike, and needs no version argument", () => {
    const source = "checkout";
    expect(
      select({ source, target: "app" }, one, "FROM base AS app\nCOPY . .\nFROM app\n"),
    ).toMatchObject({
      value: { outputs: { channel: "development", target: "app", "package-source": "local" } },
    });
    const built = select({ ...tagged, source }, one, "FROM base\nCOPY . .\n");
    expect(built).toMatchObject({
      value: {
        outputs: {
          channel: "production",
          "build-args": "",
          "package-source": "local",
          "tag-suffix": "",
        },
        facts: expect.arrayContaining([["Package", "the tagged commit, version 0.0.2a0"]]),
      },
    });
    expect(select({ ...tagged, source }, one, stages)).toMatchObject({
      value: { outputs: { "build-args": "PACKAGE_VERSION=0.0.2a0" } },
    });
  });

  test("from the checkout of a branch production is refused", () => {
    expect(select({ ...production, source: "checkout" }, one)).toMatchObject({
      refusals: [{ name: "checkout-not-tagged" }],
    });
  });
});

describe("secrets of a build", () => {
  const given = {
    secrets: ["netrc", "token"],
    buildSecrets: { netrc: "abc", token: "d", other: "e" },
  };

  test("are files of those that the image names", () => {
    expect(select(given)).toMatchObject({
      value: { outputs: { "secret-files": "netrc=/secrets/netrc/3\ntoken=/secrets/token/1" } },
    });
    expect(select({ buildSecrets: given.buildSecrets })).toMatchObject({
      value: { outputs: { "secret-files": "" } },
    });
  });

  test.each([{ netrc: "abc" }, { netrc: "abc", token: "" }])(
    "without one (%j) are refused",
    (buildSecrets) => {
      const result = select({ ...given, buildSecrets });
      expect(result.ok ? [] : result.refusals.map(refusalMessage)).toEqual([
        'LA308 build-secret-missing: the build mounts the secret token, and build-secrets has no value for it. Add it to the secret build-secrets of the job that calls images.yml: {"token": ${{ toJSON(secrets.YOUR_SECRET) }}}. Check that the repository has that secret.',
      ]);
    },
  );

  test("a pull request that has none, as from a fork, is built without them, and says so", () => {
    const trigger = { ...inputs.trigger, eventName: "pull_request", ref: "refs/pull/1/merge" };
    expect(select({ ...given, trigger, buildSecrets: {} })).toMatchObject({
      value: {
        outputs: { "secret-files": "" },
        notices: [expect.stringContaining("netrc and token")],
      },
    });
    expect(select({ ...given, trigger, buildSecrets: { netrc: "abc" } })).toMatchObject({
      refusals: [{ name: "build-secret-missing" }],
    });
  });
});
