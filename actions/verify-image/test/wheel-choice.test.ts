import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { chooseWheels } from "../src/published/wheel-choice.ts";
import { filesOf } from "./support.ts";

const choose = (filenames: readonly string[], ...tags: string[]) => {
  const choice = chooseWheels(filesOf(filenames), tags);
  return "wheels" in choice ? choice.wheels.map(({ filename }) => filename) : choice;
};

const sdist = "app-1.0.tar.gz";
const pure = "app-1.0-py3-none-any.whl";
const linux = "app-1.0-cp311-cp311-manylinux_2_17_x86_64.manylinux2014_x86_64.whl";
const arm = "app-1.0-cp311-cp311-manylinux_2_17_aarch64.manylinux2014_aarch64.whl";

describe("the wheel that was installed", () => {
  test.each<[string, readonly string[], readonly string[], readonly string[]]>([
    ["is the one with these tags", [sdist, pure], ["py3-none-any"], [pure]],
    [
      "has all tags that its name stands for",
      [linux, arm],
      ["cp311-cp311-manylinux_2_17_aarch64", "cp311-cp311-manylinux2014_aarch64"],
      [arm],
    ],
    [
      "is the only one near, if WHEEL lists less",
      [linux, arm],
      ["cp311-cp311-manylinux2014_x86_64"],
      [linux],
    ],
    [
      "may be one of several builds",
      [pure, "app-1.0-1-py3-none-any.whl"],
      ["py3-none-any"],
      [pure, "app-1.0-1-py3-none-any.whl"],
    ],
    [
      "is for both Pythons",
      ["app-1.0-py2.py3-none-any.whl"],
      ["py2-none-any", "py3-none-any"],
      ["app-1.0-py2.py3-none-any.whl"],
    ],
  ])("%s", (_title, files, tags, wheels) => {
    expect(choose(files, ...tags)).toEqual(wheels);
  });
});

describe("nothing is compared", () => {
  test("if the index has only a source distribution", () => {
    expect(choose([sdist], "py3-none-any")).toEqual({
      notCompared: "the index has only a source distribution of this version",
    });
  });

  test("if no wheel fits the platform, and there is a source distribution", () => {
    expect(choose([sdist, linux], "cp311-cp311-linux_riscv64")).toMatchObject({
      notCompared: expect.stringMatching(/no wheel with cp311-cp311-linux_riscv64/),
    });
  });
});

describe("it is a fault", () => {
  test.each<[string, readonly string[], readonly string[], RegExp]>([
    [
      "if the index has nothing of the version",
      [],
      ["py3-none-any"],
      /has no file of this version/,
    ],
    [
      "if other tags are installed than any wheel has",
      [linux],
      ["cp312-cp312-linux_x86_64"],
      /has only app-1\.0-cp311/,
    ],
    [
      "if a wheel for any platform was passed over",
      [sdist, pure],
      ["cp311-cp311-linux_x86_64"],
      /^the installed wheel has cp311-cp311-linux_x86_64, and the index has only app-1\.0-py3-none-any\.whl$/,
    ],
    ["if the installed wheel has no tags", [pure], [], /has no tag/],
  ])("%s", (_title, files, tags, fault) => {
    expect(choose(files, ...tags)).toEqual({ fault: expect.stringMatching(fault) });
  });
});

test("whatever is chosen has one of the installed tags, and is a wheel", () => {
  const part = fc.constantFrom("py3", "cp311", "none", "any", "abi3", "x", "py2.py3");
  const name = fc.tuple(part, part, part).map((parts) => `app-1.0-${parts.join("-")}.whl`);
  const tag = fc.tuple(part, part, part).map((parts) => parts.join("-"));
  fc.assert(
    fc.property(fc.array(fc.oneof(name, fc.constant(sdist))), fc.array(tag), (files, tags) => {
      const choice = choose(files, ...tags);
      if (!Array.isArray(choice)) return;
      for (const chosen of choice) {
        expect(tags.some((one) => one.split("-").every((word) => chosen.includes(word)))).toBe(
          true,
        );
      }
    }),
  );
});
