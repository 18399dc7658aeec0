import { describe, expect, test } from "@jest/globals";
import { refusalMessage, refusalTitle } from "@lablink-actions/release-core";
import { anyTrigger, anyVersionText, cases } from "@lablink-actions/testkit/arbitraries";
import fc from "fast-check";
import { inputs, production, select, type Texts } from "./support.ts";

function outputs(changes: Partial<Texts>, files?: string[]) {
  const result = select(changes, files);
  if (!result.ok) throw new Error(result.refusals.map(refusalMessage).join("\n"));
  return result.value.outputs;
}

function messages(changes: Partial<Texts>, files?: string[]): string[] {
  const result = select(changes, files);
  return result.ok ? [] : result.refusals.map(refusalMessage);
}

describe("selectDockerfile", () => {
  test("development builds local code from the development Dockerfile", () => {
    expect(outputs({})).toEqual({
      channel: "development",
      dockerfile: "packages/allocator/Dockerfile.dev",
      "build-args": "",
      target: "",
      "secret-files": "",
      "package-source": "local",
      "tag-suffix": "-test",
      "run-dev-tests": "true",
    });
  });

  test("production installs the exact version by the production Dockerfile", () => {
    expect(outputs(production)).toEqual({
      channel: "production",
      dockerfile: "packages/allocator/Dockerfile",
      "build-args": "PACKAGE_VERSION=0.0.2a0",
      target: "",
      "secret-files": "",
      "package-source": "pypi",
      "tag-suffix": "",
      "run-dev-tests": "false",
    });
  });

  test("names of Dockerfile, build argument and suffix can be given", () => {
    const names = {
      developmentDockerfile: "packages/allocator/dev.Dockerfile",
      versionBuildArg: "VERSION",
      developmentSuffix: "-dev",
    };
    expect(outputs(names, ["dev.Dockerfile"])).toMatchObject({
      dockerfile: "packages/allocator/dev.Dockerfile",
      "tag-suffix": "-dev",
    });
    expect(outputs({ ...production, ...names })["build-args"]).toBe("VERSION=0.0.2a0");
  });

  test("a version in another spelling is used canonically, with a notice", () => {
    const result = select({ ...production, version: "v0.2.0-rc.1" });
    expect(result).toMatchObject({
      value: {
        outputs: { "build-args": "PACKAGE_VERSION=0.2.0rc1" },
        notices: [
          'this image: version "v0.2.0-rc.1" is used in its canonical spelling (PEP 440), 0.2.0rc1',
        ],
      },
    });
  });

  test.each([
    [["Dockerfile", "dockerfile.dev"], '; there is "packages/allocator/dockerfile.dev"'],
    [["Dockerfile"], '; there is "packages/allocator/Dockerfile"'],
    [["README.md"], ""],
    [[], ": its folder is empty or not there"],
  ])("a missing Dockerfile among %j is refused and the nearest file is named", (files, hint) => {
    const [message] = messages({}, files);
    expect(message).toContain("LA301 dockerfile-missing: there is no ");
    expect(message).toContain(`"packages/allocator/Dockerfile.dev"${hint}. `);
  });

  test.each(["packages/allocator/Dockerfile", "./packages//allocator/x/../Dockerfile"])(
    "one Dockerfile for both channels is refused: %s",
    (developmentDockerfile) => {
      expect(messages({ developmentDockerfile })[0]).toMatch(/^LA302 dockerfiles-same: /);
    },
  );

  test("further build arguments follow the version, and are those of development too", () => {
    const buildArgs = "BASE=debian:12\n\n  EXTRA=a=b, c\n";
    expect(outputs({ buildArgs })["build-args"]).toBe("BASE=debian:12\nEXTRA=a=b, c");
    expect(outputs({ ...production, buildArgs })["build-args"]).toBe(
      "PACKAGE_VERSION=0.0.2a0\nBASE=debian:12\nEXTRA=a=b, c",
    );
  });

  test.each([production, {}])("build-args cannot replace the version that was checked", (run) => {
    expect(messages({ ...run, buildArgs: "A=1\nPACKAGE_VERSION=9.9.9" })).toEqual([
      "LA306 build-argument-taken: build-args gives PACKAGE_VERSION, which takes the version of the package. Delete the line: on production the version is the one that the run was started with.",
    ]);
  });

  test("a build argument that is given twice is refused", () => {
    expect(messages({ buildArgs: "A=1\nB=2\nA=3\nA=4" })).toEqual([
      "LA306 build-argument-taken: build-args gives A more than once. Leave one line for it: the last one would replace the others.",
    ]);
  });

  test.each(["A", "=a", "A B=c", '"A=b"', "1=2", "A-B=c", "https://u:hunter2@index/"])(
    "the line %j of build-args is refused and not shown",
    (line) => {
      const [message, ...others] = messages({ buildArgs: `X=1\n${line}` });
      expect(others).toEqual([]);
      expect(message).toContain(
        "LA303 build-argument-invalid: line 2 of build-args is not NAME=value. ",
      );
      expect(message).not.toContain("hunter2");
    },
  );

  test.each(["", "1VERSION", "A-B", "A B", "A\nB"])("the build argument %j is refused", (name) => {
    expect(messages({ versionBuildArg: name })[0]).toMatch(/^LA303 build-argument-invalid: /);
  });

  test("a path that ends with a slash is refused", () => {
    const folder = { developmentDockerfile: "packages/allocator/Dockerfile.dev/" };
    expect(messages(folder)[0]).toMatch(/^LA301 dockerfile-missing: /);
  });

  test("all problems are reported together", () => {
    const result = select({
      trigger: { ...inputs.trigger, eventName: "workflow_run" },
      developmentDockerfile: inputs.dockerfile,
      versionBuildArg: "A B",
      developmentSuffix: "",
    });
    expect(result.ok ? [] : result.refusals.map(refusalTitle)).toEqual([
      "LA101 event-unsupported",
      "LA302 dockerfiles-same",
      "LA303 build-argument-invalid",
      "LA405 suffix-invalid",
    ]);
  });

  test("only a dispatch of prod with a version chooses the production Dockerfile", () => {
    fc.assert(
      fc.property(anyTrigger, anyVersionText, (trigger, version) => {
        const result = select({ trigger, version });
        if (!result.ok) return;
        const { dockerfile, "tag-suffix": suffix, "build-args": buildArgs } = result.value.outputs;
        const isProduction = dockerfile === inputs.dockerfile;
        expect(isProduction).toBe(
          trigger.eventName === "workflow_dispatch" && trigger.environment === "prod",
        );
        expect(suffix).toBe(isProduction ? "" : "-test");
        expect(buildArgs).toMatch(isProduction ? /^PACKAGE_VERSION=[0-9][0-9a-z.]*$/ : /^$/);
      }),
      cases,
    );
  });
});
