import { describe, expect, test } from "@jest/globals";
import { anyText, cases } from "@lablink-actions/testkit/arbitraries";
import fc from "fast-check";
import { findCredentials } from "../src/index.ts";
import { namesOf, seenOf } from "./support.ts";

const found = { username: "robot", password: "not:a:secret" };
const auth = Buffer.from("robot:not:a:secret").toString("base64");

function find(
  config: unknown,
  helper: (name: string, server: string) => { exitCode: number; output: string } = () => {
    throw new Error("a helper was asked");
  },
  server = "ghcr.io",
) {
  const text = typeof config === "string" ? config : config && JSON.stringify(config);
  return findCredentials(server, {
    directory: "/home/runner/.docker",
    readFile: (path) =>
      path === "/home/runner/.docker/config.json" ? (text as string | undefined) : undefined,
    askHelper: async (name, asked) => helper(name, asked),
  });
}

describe("in docker's config.json", () => {
  test.each([
    ["as docker/login-action leaves it", { auths: { "ghcr.io": { auth } } }],
    ["under an address", { auths: { "other.io": { auth: "" }, "https://ghcr.io/v1/": { auth } } }],
    [
      "padded with NUL",
      {
        auths: {
          "ghcr.io": { auth: `${Buffer.from("robot:not:a:secret\0\0").toString("base64")}` },
        },
      },
    ],
  ])("%s", async (_name, config) => {
    expect(await find(config)).toEqual({ ok: true, value: found });
  });

  test.each([
    ["no file", undefined],
    ["no logins", {}],
    ["another registry's", { auths: { "evil-ghcr.io": { auth }, "ghcr.io.evil": { auth } } }],
    ["an empty one", { auths: { "ghcr.io": {} } }],
    ["that of a prototype", { auths: {} }, "constructor"],
  ])("%s is none", async (_name, config, server = "ghcr.io") => {
    expect(await find(config, undefined, server)).toEqual({ ok: true, value: undefined });
  });

  test.each([
    ["no JSON", "{"],
    ["no login", { auths: { "ghcr.io": { auth: "c2VjcmV0" } } }],
    ["an identity token", { auths: { "ghcr.io": { auth, identitytoken: "c2VjcmV0" } } }],
    ["a login that is text", { auths: { "ghcr.io": "c2VjcmV0" } }],
    ["a list", ["c2VjcmV0"]],
  ])("%s is unreadable, and not shown", async (_name, config) => {
    const result = await find(config);
    expect(namesOf(result)).toEqual(["credentials-unreadable"]);
    expect(seenOf(result)).not.toMatch(/secret|c2VjcmV0/);
  });

  test("a problem is reported with its place", async () => {
    expect(seenOf(await find({ auths: { a: { auth: 1 } } }))).toBe(
      "docker's configuration: auths.a.auth of /home/runner/.docker/config.json must be text or empty, and is a whole number",
    );
    expect(seenOf(await find("{"))).toMatch(/config\.json is not JSON$/);
  });

  test("null counts as nothing, as in docker", async () => {
    const auths = { "ghcr.io": { auth, identitytoken: null } };
    expect(await find({ auths, credHelpers: null, credsStore: null })).toEqual({
      ok: true,
      value: found,
    });
    expect(await find({ auths: null })).toEqual({ ok: true, value: undefined });
  });

  test("Docker Hub has its old address", async () => {
    const config = { auths: { "https://index.docker.io/v1/": { auth } } };
    expect(await find(config, undefined, "index.docker.io")).toEqual({ ok: true, value: found });
  });
});

describe("by a helper", () => {
  const answer = {
    exitCode: 0,
    output: JSON.stringify({ Username: "robot", Secret: "not:a:secret" }),
  };

  test("the registry's own helper comes before the store, and the store before the file", async () => {
    const auths = { "ghcr.io": { auth: "" } };
    const both = { auths, credsStore: "desktop", credHelpers: { "ghcr.io": "own" } };
    const names: string[] = [];
    const helper = (name: string, server: string) => {
      names.push(`${name} ${server}`);
      return answer;
    };
    expect(await find(both, helper)).toEqual({ ok: true, value: found });
    expect(await find({ auths, credsStore: "desktop" }, helper)).toEqual({
      ok: true,
      value: found,
    });
    expect(names).toEqual(["own ghcr.io", "desktop ghcr.io"]);
  });

  test("that knows none", async () => {
    const none = () => ({ exitCode: 1, output: "credentials not found in native keychain\n" });
    expect(await find({ credsStore: "desktop" }, none)).toEqual({ ok: true, value: undefined });
  });

  test.each([
    ["that is not there", "desktop", { exitCode: 127, output: "" }],
    ["that does not answer with JSON", "desktop", { exitCode: 0, output: "secret" }],
    [
      "that has an identity token",
      "desktop",
      { exitCode: 0, output: '{"Username":"<token>","Secret":"secret"}' },
    ],
    ["that is a path", "../../evil", answer],
  ])("%s is unreadable", async (_name, credsStore, said) => {
    const result = await find({ credsStore }, () => said);
    expect(namesOf(result)).toEqual(["credentials-unreadable"]);
    expect(seenOf(result)).not.toContain("secret");
  });
});

test("no file makes it throw, or give another registry's login", async () => {
  const value = fc.oneof(anyText, fc.constant(auth), fc.jsonValue({ maxDepth: 1 }));
  const entry = fc.oneof(value, fc.record({ auth: value }, { requiredKeys: [] }));
  const config = fc.record(
    { auths: fc.oneof(value, fc.dictionary(fc.constantFrom("ghcr.io.evil", "xghcr.io"), entry)) },
    { requiredKeys: [] },
  );
  await fc.assert(
    fc.asyncProperty(fc.oneof(config, value), async (given) => {
      const result = await find(given === undefined ? undefined : JSON.stringify(given));
      expect(result.ok ? result.value : undefined).toBeUndefined();
    }),
    cases,
  );
});
