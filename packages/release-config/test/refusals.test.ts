import { describe, expect, test } from "@jest/globals";
import { anyText, cases } from "@lablink-actions/testkit/arbitraries";
import fc from "fast-check";
import { file, images, messages, packages, read } from "./support.ts";

describe("a file that is refused", () => {
  test.each([
    [
      "an empty file",
      "",
      "line 1, column 1: the file is empty. Fill it in. What a repository ships:",
    ],
    [
      "a file that is a list",
      "[]",
      "line 1, column 1: the file must be keys with values, and is a list. Fix it. What a repository ships:",
    ],
    [
      "no packages",
      images.trim(),
      "line 1, column 1: the file lacks the key packages. Add it. The packages by their name",
    ],
    [
      "no package",
      "packages: {}",
      "line 1, column 11: packages is empty. Fill it in. The packages by their name",
    ],
    [
      "images without an image",
      `${packages}images:\n`,
      "line 4, column 8: images is empty. Fill it in. The images by their name",
    ],
    [
      "an empty directory",
      'packages: { a: { directory: "" } }',
      "line 1, column 29: packages.a.directory is empty. Fill it in. The folder with pyproject.toml",
    ],
    [
      "text instead of true or false",
      `${packages}images: { i: { package: a-x, dockerfile: x, free-disk-space: "yes" } }\n`,
      "line 4, column 62: images.i.free-disk-space must be true or false, and is text. Fix it. Whether",
    ],
    [
      "text instead of a list",
      `${packages}images: { i: { package: a-x, dockerfile: x, tags: latest } }\n`,
      "line 4, column 51: images.i.tags must be a list, and is text. Fix it. Tag templates.",
    ],
    [
      "a tag given twice",
      `${packages}images: { i: { package: a-x, dockerfile: x, tags: [a, b, a] } }\n`,
      "line 4, column 58: images.i.tags.2 is in the list twice. Delete one of them.",
    ],
    ...["ghcr.io", "localhost:5000"].map((registry): [string, string, string] => [
      `the registry ${registry} without an owner`,
      `registry: ${registry}\n${packages}${images}`,
      "line 1, column 11: registry is not a registry and an owner, such as ghcr.io/owner. Fix it. The registry and owner",
    ]),
    ...[
      "index.example/simple",
      "ftp://index.example/",
      "https://",
      "https:///simple",
      '"https://index.example/a b"',
      '"https://index.example/\\n"',
      "https://index.example/?a=b",
    ].flatMap((address) =>
      ["index", "publish-url"].map((key): [string, string, string] => [
        `the ${key} ${address}`,
        `${key}: ${address}\n${packages}`,
        `line 1, column ${key.length + 3}: ${key} is not an address such as https://host/path, without ? and #. Fix it. `,
      ]),
    ),
    ...["dockerfile", "development-dockerfile", "context", "checks"].flatMap((key) =>
      [
        ["\\n", "\\n"],
        ["\\r", "\\r"],
        ["\\0", "\\u0000"],
      ].map(([mark, shown]): [string, string, string] => [
        `${mark} in ${key}`,
        `${packages}images:\n  i:\n    package: a-x\n    ${key === "dockerfile" ? "" : "dockerfile: x\n    "}${key}: "a${mark}b"\n`,
        `line ${key === "dockerfile" ? 7 : 8}, column ${key.length + 7}: images.i.${key} must be a path on one line, and is "a${shown}b". Fix it. `,
      ]),
    ),
    [
      "a line break in a directory",
      'packages: { a: { directory: "a\\nb" } }',
      'line 1, column 29: packages.a.directory must be a path on one line, and is "a\\nb". Fix it. The folder with pyproject.toml, relative to the repository, on one line.',
    ],
    [
      "a line break in a tag",
      `${packages}images: { i: { package: a-x, dockerfile: x, tags: ["a\\nb"] } }\n`,
      'line 4, column 52: images.i.tags.0 must be a tag template on one line, and is "a\\nb". Fix it. A tag template, on one line.',
    ],
    [
      "a tag prefix that takes another package's tags",
      "packages: { a: { directory: a, tag-prefix: v }, b: { directory: b, tag-prefix: v2 } }",
      'line 1, column 80: packages.b.tag-prefix is "v2", which takes v20, a version tag of a. Write a prefix that no version begins with, such as {package}_v.',
    ],
    ...['"{package}{package}"', '"{name}_v"', '"a v"'].map((prefix): [string, string, string] => [
      `the tag prefix ${prefix}`,
      `packages: { a: { directory: a, tag-prefix: ${prefix} } }`,
      `line 1, column 44: packages.a.tag-prefix must be a text without white space, with {package} at most once, and is ${prefix}. Fix it. The text before`,
    ]),
    [
      "the environment's input for a version",
      "packages: { a: { directory: a, version-input: Environment } }",
      'line 1, column 47: packages.a.version-input is "Environment", the input of the environment.',
    ],
    [
      "one input for two packages",
      "packages: { a: { directory: a, version-input: v }, b: { directory: b, version-input: v } }",
      'line 1, column 86: packages.b.version-input is "v", the input of a.',
    ],
    [
      "the default input of another package",
      "packages: { a-x: { directory: a, version-input: b_version }, b-x: { directory: b } }",
      'line 1, column 49: packages.a-x.version-input is "b_version", the input of b-x.',
    ],
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
      "line 4, column 42: images.i.dockerfile must be text, and is a whole number. Put it in quotes.",
    ],
    [
      "a package that is not declared",
      `${packages}images: { i: { package: a-y, dockerfile: x } }\n`,
      'line 4, column 25: images.i.package is "a-y", which is not a key of packages (is a-x meant?)',
    ],
    [
      "an image's name in upper case",
      `${packages}images: { Image: { package: a-x, dockerfile: x } }\n`,
      'line 4, column 11: images has the name "Image", which is not the name of an image, in lower case. Fix it. The images',
    ],
    [
      "something that is not a platform",
      `${packages}images: { i: { package: a-x, dockerfile: x, platforms: [amd64] } }\n`,
      'line 4, column 57: images.i.platforms.0 must be a platform, such as linux/arm64, and is "amd64". Fix it. The platforms',
    ],
    [
      "a misspelled key",
      `${packages}images: { i: { package: a-x, dockerfile: x, contxt: . } }\n`,
      'line 4, column 45: images.i has the key "contxt", which is not known (is context meant?)',
    ],
    [
      "a package with a name that every object has",
      `${packages}images: { i: { package: constructor, dockerfile: x } }\n`,
      'line 4, column 25: images.i.package is "constructor"',
    ],
    [
      "a registry with its scheme",
      `registry: https://ghcr.io/x\n${packages}${images}`,
      "line 1, column 11: registry is not a registry and an owner, such as ghcr.io/owner.",
    ],
    [
      "an owner in upper case",
      `registry: ghcr.io/TalmoLab\n${packages}${images}`,
      "line 1, column 11: registry is not a registry and an owner, such as ghcr.io/owner.",
    ],
    [
      "a package in two spellings",
      `packages: { a-b: { directory: a }, a_b: { directory: b } }\nimages: { i: { package: a-b, dockerfile: x } }\n`,
      'line 1, column 36: packages has the package "a_b" in two spellings',
    ],
    [
      "a tag template with an unknown placeholder",
      `${packages}images: { i: { package: a-x, dockerfile: x, tags: ["{verison}"] } }\n`,
      'line 4, column 52: images.i.tags.0 is not a tag template: the tag template "{verison}" has "{verison}"',
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

  test.each([
    ["../..", "leads out of the repository"],
    ["a/../../b", "leads out of the repository"],
    ["/etc/passwd", "is absolute"],
    ["https://host/a.git", "has a colon or a backslash, as addresses and paths of Windows have"],
    ["git@github.com:a/b", "has a colon or a backslash, as addresses and paths of Windows have"],
    ["..\\b", "has a colon or a backslash, as addresses and paths of Windows have"],
    ["github.com/a/b", "is read as an address by BuildKit"],
    ["-", "is read as an address by BuildKit"],
    ["{{defaultContext}}:a", "has a colon or a backslash, as addresses and paths of Windows have"],
    ["{{defaultContext}}", "has {{, which docker/build-push-action replaces"],
  ])("the path %j is refused at every key, with its line", (path, problem) => {
    const keys = ["dockerfile", "development-dockerfile", "context", "checks"];
    const entry = keys.map((key) => `    ${key}: ${JSON.stringify(path)}\n`).join("");
    const directory = `packages:\n  a-x:\n    directory: ${JSON.stringify(path)}\n`;
    const said = messages(`${directory}images:\n  i:\n    package: a-x\n${entry}`);
    const place = (line: number, key: string) =>
      `LA503 config-invalid: ${file}, line ${line}, column ${key.length + 7}: `;
    const clause = `is ${JSON.stringify(path)}, which ${problem}. Write a path inside the repository, relative to it.`;
    expect(said).toEqual([
      `${place(3, "directory")}packages.a-x.directory ${clause}`,
      ...keys.map((key, index) => `${place(7 + index, key)}images.i.${key} ${clause}`),
    ]);
  });

  test("a link that leads out of the repository is refused", () => {
    const text = `${packages}images: { i: { package: a-x, dockerfile: D, context: out } }\n`;
    expect(read(text, (path) => path === "out")).toMatchObject({
      refusals: [
        {
          name: "config-invalid",
          seen: expect.stringContaining(
            'images.i.context is "out", which is a link that leads out',
          ),
          location: { file, line: 4 },
        },
      ],
    });
  });

  test("a name with a slash is located like any other", () => {
    expect(messages(`${packages}images:\n  a/b: { package: a-x }\n`)).toEqual([
      expect.stringContaining('line 5, column 3: images has the name "a/b"'),
      expect.stringContaining("line 5, column 8: images.a/b lacks the key dockerfile"),
    ]);
  });

  test.each(["index", "publish-url", "registry"])("a password in %s is never shown", (key) => {
    for (const value of ["https://u:hunter2@a/?b", "[https://u:hunter2@a/]"]) {
      const [message, ...others] = messages(`${key}: ${value}\n${packages}`);
      expect(others).toEqual([]);
      expect(message).toContain(`line 1, column ${key.length + 3}: ${key} `);
      expect(message).not.toContain("hunter2");
    }
  });

  test("all errors are reported together", () => {
    expect(
      messages("packages: { a: {} }\nimages: { i: { dockerfile: 1, target: 2 } }\n"),
    ).toHaveLength(3);
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
