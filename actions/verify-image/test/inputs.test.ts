import { describe, expect, test } from "@jest/globals";
import { refusalTitle } from "@lablink-actions/release-core";
import { checksIn, chosenChecks } from "../src/inputs.ts";
import { checksOf, refusalsOf } from "./support.ts";

const files: Readonly<Record<string, string>> = { "a.yml": "user: root", "b.yml": "usr: root" };
const read = checksIn((path) => files[path]);
const titles = (result: Parameters<typeof refusalsOf>[0]) => refusalsOf(result).map(refusalTitle);

describe("checks-file", () => {
  test("is read, and a problem in it has its place", () => {
    expect(read("a.yml", "checks-file")).toEqual({ ok: true, value: { user: "root" } });
    const [refusal] = refusalsOf(read("b.yml", "checks-file"));
    expect(refusal).toMatchObject({ name: "checks-invalid", location: { file: "b.yml", line: 1 } });
  });

  test("that does not exist is a refusal of its own, with the path", () => {
    const result = read("c.yml", "checks-file");
    expect(titles(result)).toEqual(["LA608 checks-missing"]);
    expect(refusalsOf(result)[0]?.seen).toContain('"c.yml"');
  });
});

describe("the checks of an image", () => {
  const none = { checks: undefined, checksFile: undefined, package: undefined };
  const checks = checksOf("distribution: Foo_Bar");
  const others = checksOf("user: root");

  test("are those of the input, or of the file; the package is the distribution if they name none", () => {
    for (const given of [{ checks: others }, { checksFile: others }]) {
      expect(chosenChecks({ ...none, ...given })).toEqual({ ok: true, value: others });
      const named = { ...none, ...given, package: "foo" };
      const value = { user: "root", distribution: "foo" };
      expect(chosenChecks(named)).toEqual({ ok: true, value });
    }
  });

  test("are those of any package if only a package is given", () => {
    const result = chosenChecks({ ...none, package: "foo" });
    expect(result).toEqual({ ok: true, value: { distribution: "foo" } });
  });

  test.each([
    ["none is given", none, "LA901 input-missing"],
    ["two are given", { ...none, checks, checksFile: others }, "LA903 inputs-conflict"],
    ["they are of another package", { ...none, checks, package: "bar" }, "LA903 inputs-conflict"],
  ])("are refused if %s", (_, given, title) => {
    expect(titles(chosenChecks(given))).toEqual([title]);
  });

  test("are of the package, however it is spelled", () => {
    const result = chosenChecks({ ...none, checks, package: "foo.bar" });
    expect(result).toEqual({ ok: true, value: checks });
  });
});
