/** Names of files, compared with Python's own `packaging`. */
import { execFileSync } from "node:child_process";
import { describe, expect, test } from "@jest/globals";
import { compareVersions } from "@lablink-actions/release-core";
import { describeWith } from "@lablink-actions/testkit";
import { anyText, cases } from "@lablink-actions/testkit/arbitraries";
import fc from "fast-check";
import { versionOfFile } from "../src/index.ts";
import { version } from "./support.ts";

const word = fc.stringMatching(/^[A-Za-z0-9]{1,5}$/);
const words = fc.array(word, { minLength: 1, maxLength: 3 });
const anyVersion = fc
  .tuple(fc.nat(30), fc.nat(30), fc.constantFrom("", "a1", "rc2", ".post3", ".dev4", "+cu.118"))
  .map(([major, minor, end]) => `${major}.${minor}${end}`);

describe("a file belongs to the version in its name", () => {
  test.each([
    ["lablink-client-service", "lablink_client_service-0.0.7a0-py3-none-any.whl", "0.0.7a0"],
    ["lablink-client-service", "lablink_client_service-0.0.7a0.tar.gz", "0.0.7a0"],
    ["lablink-client-service", "lablink-client-service-0.0.7a0.tar.gz", "0.0.7a0"],
    ["lablink-client-service", "Lablink.Client_service-0.0.7.alpha-0.zip", "0.0.7a0"],
    ["torch", "torch-2.1.0+cu118-1-cp311-cp311-linux_x86_64.whl", "2.1.0+cu118"],
    ["a", "a-1.0_post1-py3-none-any.whl", "1.0.post1"],
    ["foo-2", "foo-2-2.tar.gz", "2"],
    ["a", "a-1.0.tar.bz2", "1.0"],
    ["a", "a-1.0.tgz", "1.0"],
  ])("%s: %s", (project, filename, expected) => {
    expect(versionOfFile(project, filename)?.canonical).toBe(expected);
  });

  test.each([
    ["another project's", "foo", "foo-bar-1.0.tar.gz"],
    ["another project's", "foo-bar", "foo-1.0.tar.gz"],
    ["another project's", "foo", "foobar-1.0-py3-none-any.whl"],
    ["an egg", "foo", "foo-1.0-py2.7.egg"],
    ["an installer", "foo", "foo-1.0.win32.exe"],
    ["a signature", "foo", "foo-1.0.tar.gz.asc"],
    ["the metadata", "foo", "foo-1.0-py3-none-any.whl.metadata"],
    ["a wheel without its tags", "foo", "foo-1.0.whl"],
    ["a wheel with a build that does not begin with a digit", "foo", "foo-1.0-x-py3-none-any.whl"],
    ["no version", "foo", "foo-latest.tar.gz"],
    ["no version", "foo", "foo.tar.gz"],
    ["nothing", "foo", ""],
  ])("%s belongs to none", (_name, project, filename) => {
    expect(versionOfFile(project, filename)).toBeUndefined();
  });

  test("in any spelling of the project, for a wheel, an sdist and an older sdist", () => {
    const separator = fc.constantFrom("-", "_", ".", "__", "-.");
    fc.assert(
      fc.property(words, separator, anyVersion, (parts, between, text) => {
        const project = parts.join(between);
        const escaped = parts.join("_").toLowerCase();
        for (const filename of [
          `${escaped}-${text}-py3-none-any.whl`,
          `${escaped}-${text}-1local-py3-none-any.whl`,
          `${escaped}-${text}.tar.gz`,
          `${project}-${text}.zip`,
        ]) {
          const found = versionOfFile(project.toUpperCase(), filename);
          expect(found && compareVersions(found, version(text))).toBe(0);
          expect(versionOfFile(`${project}-x`, filename)).toBeUndefined();
        }
      }),
      cases,
    );
  });

  test("no name makes it throw", () => {
    fc.assert(
      fc.property(word, anyText, (project, filename) => {
        versionOfFile(project, filename);
        versionOfFile(project, `${project}-${filename}.whl`);
      }),
      cases,
    );
  });
});

describeWith("python3", "compared with packaging", () => {
  const script = `
import json, sys
from pip._vendor.packaging.utils import canonicalize_name, parse_sdist_filename, parse_wheel_filename
answers = []
for project, filename in json.load(sys.stdin):
    parse = parse_wheel_filename if filename.endswith(".whl") else parse_sdist_filename
    try:
        name, version = parse(filename)[:2]
        answers.append(str(version) if name == canonicalize_name(project) else False)
    except Exception:
        answers.append(None)
json.dump(answers, sys.stdout)
`;

  test("a name that it reads as a project's is read the same here", () => {
    const name = fc.constantFrom("a", "b2", "A_b2", "a.b2", "a-b2", "a_1_0", "a__b2");
    const text = fc.constantFrom(
      "1.0",
      "1_0",
      "2",
      "1.0rc1",
      "1.0_post1",
      "1.0-1",
      "1!2",
      "2+x_1",
      "x",
    );
    const tags = fc.constantFrom(
      "-py3-none-any",
      "-1-py3-none-any",
      "-x-py3-none-any",
      "-py3-none",
      "",
    );
    const ending = fc.constantFrom(".whl", ".tar.gz", ".zip", ".whl.zip", ".WHL");
    const file = fc
      .tuple(name, fc.constant("-"), text, tags, ending)
      .map((parts) => parts.join(""));
    const project = fc.constantFrom("a", "b2", "a-b2", "a-1-0", "a-b2-1");
    const samples = fc.sample(fc.tuple(project, file), { numRuns: 20_000, seed: 1 });
    const options = { input: JSON.stringify(samples), encoding: "utf8" } as const;
    const answers: (string | false | null)[] = JSON.parse(
      execFileSync("python3", ["-c", script], options),
    );
    let read = 0;
    for (const [index, [wanted, filename]] of samples.entries()) {
      const answer = answers[index];
      // It does not read older forms of names, with dashes or endings that pip takes.
      if (answer === null || (answer === false && !filename.endsWith(".whl"))) continue;
      const own = versionOfFile(wanted, filename)?.canonical;
      expect([filename, own]).toEqual([filename, answer || undefined]);
      if (answer) read += 1;
    }
    expect(read).toBeGreaterThan(100);
  });
});
