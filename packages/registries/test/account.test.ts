import { expect, test } from "@jest/globals";
import { parseAccount } from "../src/index.ts";

test.each([
  ["", "", undefined],
  ["robot", "secret", { username: "robot", password: "secret" }],
])("an account of %j with %j is taken", (username, password, value) => {
  expect(parseAccount(username, password)).toEqual({ ok: true, value });
});

test.each([
  ["robot", "", "the input password, which username needs, is empty"],
  ["", "secret", "the input username, which password needs, is empty"],
])("half an account, %j with %j, is refused", (username, password, seen) => {
  const refusals = [{ name: "input-missing", seen }];
  expect(parseAccount(username, password)).toMatchObject({ refusals });
});
