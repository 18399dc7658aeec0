import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { isGuessable } from "../src/guessable.ts";

test.each([
  ..."CHANGEME CHANGEME_admin_password PLACEHOLDER_DB_PASSWORD MISSING changeme change-me".split(
    " ",
  ),
  ..."change_me Change-Me! admin_changeme your-password-here YOUR_DB_PASSWORD_HERE <password>".split(
    " ",
  ),
  "${DB_PASSWORD}",
  ..."{{password}} xxx XXXXXXXX ******** TODO todo: admin admin123 password Password1! adminadmin".split(
    " ",
  ),
  ..."admin_password IwanttoSLEAP lablink lablink2026 postgres root 123456 12345678 qwerty".split(
    " ",
  ),
  ..."... ------- <your-secret>".split(" "),
  "change me",
])("%j is a placeholder or a well-known default", (password) => {
  expect(isGuessable(password)).toBe(true);
});

test.each([
  "correct horse battery staple",
  "admin-7Kq2vTz9",
  "x9!",
  "Todo-list42-otter",
  "a<b>c",
  "user5Rtm",
])("%j is neither", (password) => {
  expect(isGuessable(password)).toBe(false);
});

const generated = fc
  .string({
    minLength: 16,
    unit: fc.constantFrom(..."ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz23456789!#%-_"),
  })
  // Sixteen times the same character is not what a generator gives.
  .filter((password) => new Set(password).size > 6 && /[a-z]/i.test(password));

test("any password that a generator gives passes", () => {
  fc.assert(
    fc.property(generated, (password) => !isGuessable(password)),
    { numRuns: 2000 },
  );
});

test("any text around a placeholder leaves it one", () => {
  const around = fc.string({ unit: "grapheme", maxLength: 20 });
  const spelling = fc.constantFrom(
    "CHANGEME",
    "change-me",
    "change_me",
    "PlaceHolder",
    "replace me",
  );
  fc.assert(
    fc.property(around, spelling, around, (before, word, after) =>
      isGuessable(`${before}${word}${after}`),
    ),
  );
});
