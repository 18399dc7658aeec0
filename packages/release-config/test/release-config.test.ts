import { readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { defaultTagTemplates, refusalMessage } from "@lablink-actions/release-core";
import { anyText, cases } from "@lablink-actions/testkit/arbitraries";
import fc from "fast-check";
import { parseReleaseConfig } from "../src/release-config.ts";

const file = ".github/lablink-actions.yml";

function read(text: string) {
  return parseReleaseConfig(text, file, "TalmoLab");
}

function messages(text: string): string[] {
  const result = read(text);
  return result.ok ? [] : result.refusals.map(refusalMessage);
}

const packages = "packages:\n  a-x: { directory: a }\n  b-x: { directory: b }\n";
const images = "images:\n  image-a: { package: a-x, dockerfile: a/Dockerfile }\n";

describe("parseReleaseConfig", () => {
  test("fills in every default", () => {
    const a = {
      name: "a-x",
      directory: "a",
      tagPrefix: "{package}_v",
      versionInput: "a_version",
    };
    expect(read(packages + images)).toEqual({
      ok: true,
      value: {
        index: "",
        packages: [a, { ...a, name: "b-x", directory: "b", versionInput: "b_version" }],
        images: [
          {
            name: "image-a",
            registry: "ghcr.io",
            reference: "ghcr.io/talmolab/image-a",
            package: a,
            dockerfile: "a/Dockerfile",
            developmentDockerfile: "",
            context: ".",
            platforms: ["linux/amd64"],
            tags: defaultTagTemplates,
            checks: "",
            freeDiskSpace: false,
          },
        ],
      },
    });
  });

  test("reads the example's file", () => {
    const text = readFileSync("examples/lablink/.github/lablink-actions.yml", "utf8");
    expect(read(text)).toMatchObject({
      value: {
        packages: [
          { name: "lablink-allocator-service", versionInput: "allocator_version" },
          { name: "lablink-client-service", versionInput: "client_version" },
        ],
        images: [
          { reference: "ghcr.io/talmolab/lablink-allocator-image", freeDiskSpace: false },
          { reference: "ghcr.io/talmolab/lablink-client-base-image", freeDiskSpace: true },
        ],
      },
    });
  });

  test.each([
    ["an empty file", "", "line 1, column 1: the file must be object"],
    ["no images", packages, "line 1, column 1: the file lacks the key images"],
    [
      "an unknown key",
      `${packages}${images}image: 1\n`,
      'line 6, column 1: the file has the key "image"',
    ],
    [
      "an unknown key deep inside",
      `${packages}images:\n  image-a:\n    package: a-x\n    dockerfile: a/Dockerfile\n    tag: x\n`,
      'line 8, column 5: images.image-a has the key "tag"',
    ],
    [
      "a value of the wrong kind",
      `${packages}images: { i: { package: a-x, dockerfile: 1 } }\n`,
      "line 4, column 42: images.i.dockerfile must be string",
    ],
    [
      "a package nobody declared",
      `${packages}images: { i: { package: a-y, dockerfile: x } }\n`,
      'line 4, column 25: images.i.package is "a-y", which is not one of packages (is a-x meant?)',
    ],
    [
      "an image's name in upper case",
      `${packages}images: { Image: { package: a-x, dockerfile: x } }\n`,
      'line 4, column 11: images has the name "Image"',
    ],
    [
      "a platform that is none",
      `${packages}images: { i: { package: a-x, dockerfile: x, platforms: [amd64] } }\n`,
      "line 4, column 57: images.i.platforms.0 is not written as it has to be",
    ],
    [
      "a key nearly right",
      `${packages}images: { i: { package: a-x, dockerfile: x, contxt: . } }\n`,
      'line 4, column 45: images.i has the key "contxt", which is not known (is context meant?)',
    ],
    [
      "a package every object has",
      `${packages}images: { i: { package: constructor, dockerfile: x } }\n`,
      'line 4, column 25: images.i.package is "constructor"',
    ],
    [
      "a registry with its scheme",
      `registry: https://ghcr.io/x\n${packages}${images}`,
      "line 1, column 11: registry is not written as it has to be",
    ],
    [
      "an owner in upper case",
      `registry: ghcr.io/TalmoLab\n${packages}${images}`,
      "line 1, column 11: registry is not written as it has to be",
    ],
    [
      "a package in two spellings",
      `packages: { a-b: { directory: a }, a_b: { directory: b } }\nimages: { i: { package: a-b, dockerfile: x } }\n`,
      'line 1, column 36: packages has the package "a_b" in two spellings',
    ],
    [
      "a tag template with an unknown placeholder",
      `${packages}images: { i: { package: a-x, dockerfile: x, tags: ["{verison}"] } }\n`,
      'line 4, column 52: images.i.tags.0 is no template: the tag template "{verison}" has "{verison}"',
    ],
  ])("%s is refused, with line and column", (_, text, message) => {
    expect(messages(text)).toEqual([
      expect.stringContaining(`LA503 config-invalid: ${file}, ${message}`),
    ]);
  });

  test.each([
    ["a tab for indentation", "packages:\n\ta: 1\n", "line 2, column 1"],
    ["a key given twice", "packages: 1\npackages: 2\n", "line 2, column 1"],
    ["an alias without its anchor", "packages: *a\n", "line 1, column 1"],
    ["a bracket that is not closed", "packages: [\n", "line 2, column 1"],
  ])("%s is refused, with line and column", (_, text, position) => {
    expect(messages(text)[0]).toContain(
      `LA502 config-unreadable: ${file} is not YAML at ${position}`,
    );
  });

  test("a name with a slash is located as any other", () => {
    expect(messages(`${packages}images:\n  a/b: { package: a-x }\n`)).toEqual([
      expect.stringContaining('line 5, column 3: images has the name "a/b"'),
      expect.stringContaining("line 5, column 8: images.a/b lacks the key dockerfile"),
    ]);
  });

  test("every error is told at once", () => {
    expect(messages("packages: { a: {} }\nimages: { i: { dockerfile: 1 } }\n")).toHaveLength(3);
  });

  test("never throws", () => {
    const word = fc.constantFrom(
      "packages",
      "images",
      ":",
      " ",
      "\n",
      "{",
      "}",
      "[",
      "]",
      "- ",
      "a",
      "&a",
      "*a",
      "!!",
      "%",
      "'",
      "<<",
    );
    const text = fc.oneof(
      fc.array(word).map((words) => words.join("")),
      anyText,
    );
    fc.assert(
      fc.property(text, (yaml) => {
        read(yaml);
      }),
      cases,
    );
  });
});
