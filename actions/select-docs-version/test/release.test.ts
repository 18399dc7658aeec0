import { expect, test } from "@jest/globals";
import { type DeclaredTags, declareTags, isNonEmpty } from "@lablink-actions/release-core";
import { readPublished, readRelease } from "../src/release.ts";

function declare(...prefixes: readonly string[]): readonly DeclaredTags[] {
  const tags = isNonEmpty(prefixes) ? declareTags(["foo"], prefixes) : undefined;
  if (!tags?.ok) throw new Error("these prefixes cannot be declared");
  return tags.value;
}

test.each([
  ["{package}_v", "foo_v1.0", "foo_v1.0"],
  ["{package}/v", "foo/v1.0", "foo_v1.0"],
  ["{package}@v", "Foo@v1.0rc1", "Foo_v1.0rc1"],
  ["releases/{package}/", "releases/foo/1.0", "releases_foo_1.0"],
  ["releases/", "releases/1.0", "releases_1.0"],
  ["v", "v1.0", "v1.0"],
])(
  "with the prefix %s, the tag %s is the folder %s, and the folder is the tag's",
  (prefix, tag, folder) => {
    const declared = declare(prefix);
    expect(readRelease(tag, declared)).toMatchObject({ value: { name: folder, tag } });
    expect(readPublished(folder, declared)).toMatchObject({
      name: folder,
      tag,
      packageName: "foo",
    });
  },
);

test("of two prefixes with the same folder, the first is taken", () => {
  const declared = declare("{package}/v", "{package}_v");
  expect(readPublished("foo_v1.0", declared)).toMatchObject({ tag: "foo/v1.0" });
});

test.each(["main", "bar_v1.0", "foo_vnext", "v1.0"])("%s is no release's folder", (name) => {
  expect(readPublished(name, declare("{package}/v"))).toBeUndefined();
});
