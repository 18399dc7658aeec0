import { describe, expect, test } from "@jest/globals";
import { parsePackage } from "../src/inputs.ts";
import { refusalsOf } from "./support.ts";

describe("the input package", () => {
  test("is one name", () => {
    expect(parsePackage("Foo.Bar")).toEqual({ ok: true, value: "Foo.Bar" });
  });

  test("with the packages that one tag releases together is refused, and says what to do", () => {
    expect(refusalsOf(parsePackage("foo\nbar"))).toEqual([
      {
        name: "packages-together",
        seen: "the tag releases foo and bar together, and this job builds one package",
        remedy:
          "Give each package jobs of its own, with one name in package: foo or bar. The tag belongs to each of them.",
      },
    ]);
  });

  test.each(["foo\n-bar", "foo bar", "../foo"])("%j is not a name", (text) => {
    expect(refusalsOf(parsePackage(text))).toMatchObject([{ name: "package-invalid" }]);
  });
});
