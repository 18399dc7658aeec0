import { expect, test } from "@jest/globals";
import { parseVersion } from "@lablink-actions/release-core";
import fc from "fast-check";
import { requireCanonicalName } from "../src/canonical-name.ts";

const version = (text: string) => {
  const parsed = parseVersion(text);
  if (parsed === undefined) throw new Error(`not a version: ${text}`);
  return parsed;
};
const check = (filename: string, name: string, text: string) =>
  requireCanonicalName(`dist/${filename}`, { name, version: version(text) });

test.each([
  ["foo_bar-1.2.3.tar.gz", "foo-bar", "1.2.3"],
  ["foo_bar-1.2.3-py3-none-any.whl", "Foo.Bar", "1.2.3"],
  ["foo_bar-1.2.3-1-py2.py3-none-any.whl", "foo-bar", "1.2.3"],
  ["foo-1.0rc1-cp312-cp312-manylinux_2_17_x86_64.manylinux2014_x86_64.whl", "foo", "1.0-rc.1"],
  ["foo-1!2.0.tar.gz", "foo", "1!2.0"],
])("%s is the canonical name of a file of %s %s", (filename, name, text) => {
  expect(check(filename, name, text)).toEqual({ ok: true, value: `dist/${filename}` });
});

// What uv publish calls a file with a non-normalised name, and skips.
test.each([
  ["foo-bar-1.2.3.tar.gz", "foo-bar", "1.2.3", "foo_bar-1.2.3.tar.gz", "69.3"],
  ["FOO_bar-1.2.3.tar.gz", "foo-bar", "1.2.3", "foo_bar-1.2.3.tar.gz", "69.3"],
  ["foo_bar-1.2.3-rc.1.tar.gz", "foo-bar", "1.2.3rc1", "foo_bar-1.2.3rc1.tar.gz", "69.3"],
  [
    "foo.bar-1.2.3-py3-none-any.whl",
    "foo.bar",
    "1.2.3",
    "foo_bar-1.2.3-py3-none-any.whl",
    "75.8.1",
  ],
  [
    "foo__bar-1.2.3-py3-none-any.whl",
    "foo-bar",
    "1.2.3",
    "foo_bar-1.2.3-py3-none-any.whl",
    "75.8.1",
  ],
  [
    "foo_bar-v1.2.03-py3-none-any.whl",
    "foo-bar",
    "1.2.3",
    "foo_bar-1.2.3-py3-none-any.whl",
    "75.8.1",
  ],
])(
  "%s is refused for %s %s, with the name %s and setuptools %s",
  (filename, name, text, canonical, setuptools) => {
    expect(check(filename, name, text)).toMatchObject({
      refusals: [
        {
          name: "file-name-not-canonical",
          seen: expect.stringContaining(`it must be ${canonical}.`),
          remedy: expect.stringContaining(`setuptools>=${setuptools}`),
          location: { file: `dist/${filename}` },
        },
      ],
    });
  },
);

test("of all spellings of one name, exactly one is canonical", () => {
  const separator = fc.constantFrom("-", "_", ".", "__", "-.");
  const part = fc.stringMatching(/^[A-Za-z0-9]{1,5}$/);
  fc.assert(
    fc.property(fc.array(fc.tuple(part, separator), { minLength: 1, maxLength: 4 }), (parts) => {
      const name = parts.map(([text, join], index) => (index > 0 ? join : "") + text).join("");
      const isCanonical = /^[a-z0-9]+(?:_[a-z0-9]+)*$/.test(name);
      expect(check(`${name}-1.0.tar.gz`, name, "1.0").ok).toBe(isCanonical);
    }),
  );
});
