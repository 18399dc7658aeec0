/**
 * docs/architecture.md is true: its rooms are the folders of this repository, and its walk has only names that exist.
 */
import { globSync, readFileSync } from "node:fs";
import { expect, test } from "@jest/globals";

const page = readFileSync("docs/architecture.md", "utf8");
const walk = [...page.matchAll(/^\d+\. `([^`]+\.(?:ts|yml))`: (.*)$/gm)].map(
  ([, file = "", text = ""]) => ({
    file,
    names: [...text.matchAll(/`([\w-]+)`/g)].map(([, name = ""]) => name),
  }),
);

test("the walk of a parameter has ten steps, each with a name that is in its file", () => {
  expect(walk).toHaveLength(10);
  for (const { file, names } of walk) {
    const text = readFileSync(file, "utf8");
    const own = names.filter((name) => text.includes(name));
    expect({ file, own }).toMatchObject({ file, own: [expect.any(String), ...own.slice(1)] });
    expect(own[0]).toBe(names[0]);
  }
});

test("every package is a room on the page, and has a README", () => {
  const packages = globSync("packages/*/package.json").map((file) => file.split("/")[1] ?? "");
  for (const name of packages) {
    expect(page).toContain(`](../packages/${name}/README.md)`);
    expect(readFileSync(`packages/${name}/README.md`, "utf8")).toMatch(/^# /);
  }
});

/** Which packages a package imports. */
function importsOf(folder: string): ReadonlySet<string> {
  const texts = globSync(`${folder}/src/**/*.ts`).map((file) => readFileSync(file, "utf8"));
  const found = texts.flatMap((text) => [...text.matchAll(/"@lablink-actions\/([\w-]+)/g)]);
  return new Set(found.map(([, name = ""]) => name));
}

test("no arrow points back: packages import only what the page says", () => {
  expect([...importsOf("packages/release-core")]).toEqual([]);
  for (const name of [
    "shape",
    "registries",
    "python-package",
    "version-tag",
    "provenance",
    "infrastructure",
    "release-config",
  ]) {
    expect(importsOf(`packages/${name}`)).not.toContain("action-kit");
    expect(importsOf(`packages/${name}`)).not.toContain("testkit");
  }
  for (const action of globSync("actions/*/src")) {
    expect(importsOf(action.replace(/\/src$/, ""))).not.toContain("testkit");
  }
});
