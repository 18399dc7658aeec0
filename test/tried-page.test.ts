/** docs/tried.md, which is made of the tests that `tried` names. */
import { expect, test } from "@jest/globals";
import { placeOf, triedIn } from "../scripts/generate/tried-page.ts";

test("a test named by tried is read with both its texts, on one line or on several", () => {
  const source = [
    'describe("a", () => {',
    '  tried("a \\"list\\" that is cut", "it is refused", () => {',
    "  });",
    "  tried(",
    "    'a tag \"v1\" that isn\\'t there',",
    '    "it is reported",',
    "    async () => {},",
    "  );",
    '  test("another", () => {});',
    "});",
  ].join("\n");
  expect(triedIn(source)).toEqual([
    ['a "list" that is cut', "it is refused"],
    ['a tag "v1" that isn\'t there', "it is reported"],
  ]);
});

test.each([
  ["actions/verify-image/test/engine.test.ts", "verify-image"],
  ["packages/action-kit/test/pip.test.ts", "action-kit"],
  ["test/end-to-end/verify-image-published.test.ts", "verify-image"],
  ["test/end-to-end/images.test.ts", "Whole workflows"],
  ["test/purity.test.ts", "Whole workflows"],
])("the tests of %s are in the section %s", (file, section) => {
  expect(placeOf(file, ["images-none", "verify-image"])).toBe(section);
});
