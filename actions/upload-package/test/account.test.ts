import { expect, test } from "@jest/globals";
import { accountOfVariables, identityOfJob } from "../src/account.ts";

type Variables = Readonly<Record<string, string>>;
const among = (variables: Variables) => (name: string) => variables[name];

test.each<[Variables, ReturnType<typeof accountOfVariables>]>([
  [{}, undefined],
  [{ UV_PUBLISH_USERNAME: "robot" }, undefined],
  [{ UV_PUBLISH_USERNAME: "", UV_PUBLISH_PASSWORD: "secret" }, undefined],
  [
    { UV_PUBLISH_USERNAME: "robot", UV_PUBLISH_PASSWORD: "secret" },
    { username: "robot", password: "secret" },
  ],
  [{ UV_PUBLISH_TOKEN: "token" }, { username: "__token__", password: "token" }],
])("uv's variables %j hold the account %j", (variables, account) => {
  expect(accountOfVariables(among(variables))).toEqual(account);
});

test("a job's identity is what trusted publishing needs, and nothing else", () => {
  const own = { GITHUB_ACTIONS: "true", ACTIONS_ID_TOKEN_REQUEST_URL: "http://127.0.0.1/" };
  const others = { ACTIONS_RUNTIME_TOKEN: "token", UV_PUBLISH_CHECK_URL: "http://127.0.0.1/" };
  expect(identityOfJob(among({ ...own, ...others }))).toEqual(own);
});
