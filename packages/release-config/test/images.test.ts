import { describe, expect, test } from "@jest/globals";
import { file, messages, packages, read } from "./support.ts";

const image = (keys: string) => `${packages}images: { i: { dockerfile: D, ${keys} } }\n`;

describe("an image", () => {
  test("of several packages has the version of all of them", () => {
    expect(read(image("packages: [a-x, b-x]"))).toMatchObject({
      value: {
        images: [
          {
            package: { name: "a-x" },
            packages: [{ name: "a-x" }, { name: "b-x" }],
            source: "index",
          },
        ],
      },
    });
  });

  test("without a package is built from the checkout, in a version of its own", () => {
    const released = { name: "i", tagPrefix: "{package}_v", versionInput: "i_version" };
    expect(read(image("context: ."))).toMatchObject({
      value: {
        images: [{ package: undefined, packages: [], released: [released], source: "checkout" }],
        releaseTags: [{ packageName: "a-x" }, { packageName: "b-x" }, { packageName: "i" }],
      },
    });
    const own = image("tag-prefix: web-, version-input: web");
    expect(read(own)).toMatchObject({
      value: { images: [{ released: [{ ...released, tagPrefix: "web-", versionInput: "web" }] }] },
    });
  });

  test("may have a registry, targets, build arguments, secrets and runners of its own", () => {
    const keys = [
      "package: a-x, source: checkout, registry: docker.io/owner, target: runtime, development-target: dev",
      'build-args: ["A=b c", "E="], secrets: [netrc], platforms: [linux/arm/v7], runners: { linux/arm/v7: pi }',
    ];
    expect(read(image(keys.join(", ")))).toMatchObject({
      value: {
        images: [
          {
            registry: "docker.io",
            reference: "docker.io/owner/i",
            source: "checkout",
            target: "runtime",
            developmentTarget: "dev",
            buildArgs: ["A=b c", "E="],
            secrets: ["netrc"],
            platforms: ["linux/arm/v7"],
            runners: { "linux/arm/v7": "pi", "linux/amd64": "ubuntu-latest" },
          },
        ],
      },
    });
  });

  test.each([
    [
      "package: a-x, packages: [b-x]",
      "images.i.packages is given beside package. Name all packages in packages, and delete package.",
    ],
    [
      "packages: [a-x, c-x]",
      'images.i.packages.1 is "c-x", which is not a key of packages (is a-x meant?)',
    ],
    [
      "source: index",
      "images.i.source is index, and the image has no package. Name its package, or write checkout.",
    ],
    ["package: a-x, tag-prefix: v", "images.i.tag-prefix is for an image without a package."],
    ["package: a-x, version-input: v", "images.i.version-input is for an image without a package."],
    ["version-input: a_version", 'images.i.version-input is "a_version", the input of a-x.'],
    [
      "version-input: Environment",
      'images.i.version-input is "Environment", the input of the environment.',
    ],
    ["build-args: [A]", "images.i.build-args.0 is not NAME=value on one line."],
    ["secrets: [a/b]", "images.i.secrets.0 must be the name of a secret"],
    ["target: a b", "images.i.target must be the name of a stage"],
    [
      "platforms: [linux/amd64, linux/s390x]",
      'images.i.platforms.1 is "linux/s390x", and GitHub has runners only for linux/amd64 and linux/arm64. Name one that can run it under runners, such as runners: { linux/s390x: my-runner }, or delete the platform.',
    ],
  ])("with %s is refused", (keys, message) => {
    expect(messages(image(keys))).toEqual([
      expect.stringMatching(new RegExp(`^LA503 config-invalid: ${file}, line 4, column \\d+: `)),
    ]);
    expect(messages(image(keys))[0]).toContain(message);
  });

  test("from the checkout cannot have a package that another image installs from the index", () => {
    const text = `${packages}images:\n  i: { dockerfile: D, package: a-x, source: checkout }\n  j: { dockerfile: D, package: a-x }\n`;
    expect(messages(text)).toEqual([
      expect.stringContaining(
        "images.i.source is checkout, and j installs the same package from the index.",
      ),
    ]);
  });
});
