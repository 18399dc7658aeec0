/** How uv is run: with a program of that name that says what it got. */
import { chmod, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { actionsRoot, temporaryDirectory } from "@lablink-actions/testkit";
import { indexForBuilds, runUv, uvSees } from "../src/uv.ts";

const cleanUp = new AsyncDisposableStack();
const before = { ...process.env };
beforeAll(async () => {
  const folder = cleanUp.use(await temporaryDirectory()).path;
  await writeFile(join(folder, "uv"), '#!/bin/sh\necho "$@"\nenv\n');
  await chmod(join(folder, "uv"), 0o755);
  process.env["PATH"] = `${folder}:${process.env["PATH"]}`;
});
afterAll(async () => {
  process.env = before;
  await cleanUp.disposeAsync();
});

test("uv gets no configuration, and only variables that are handed to it", async () => {
  for (const name of ["UV_PUBLISH_CHECK_URL", "UV_NO_BUILD", "PIP_INDEX_URL", "A_SECRET"]) {
    process.env[name] = "1";
  }
  process.env["HTTPS_PROXY"] = "http://127.0.0.1:1";
  const answer = await runUv(["publish"], { deadline: 20_000, variables: { UV_PUBLISH_URL: "x" } });
  const [words, ...variables] = answer.output.split("\n");
  expect(words).toBe("--no-config publish");
  const names = variables.map((line) => line.split("=")[0]);
  expect(names).toEqual(expect.arrayContaining(["PATH", "HTTPS_PROXY", "UV_PUBLISH_URL"]));
  // A shell adds its own.
  const known = [...uvSees, "UV_PUBLISH_URL", "PWD", "OLDPWD", "SHLVL", "_"];
  expect(names.filter((name = "") => !known.includes(name))).toEqual([]);
});

describe("build backends come from", () => {
  test.each<[Record<string, string>, Record<string, string>]>([
    [{}, {}],
    [{ UV_DEFAULT_INDEX: " ", PIP_INDEX_URL: "c" }, { UV_DEFAULT_INDEX: "c" }],
    [{ UV_INDEX_URL: "b", PIP_INDEX_URL: "c" }, { UV_DEFAULT_INDEX: "b" }],
    [{ UV_DEFAULT_INDEX: "a", UV_INDEX_URL: "b" }, { UV_DEFAULT_INDEX: "a" }],
  ])("the index that %j names", (given, expected) => {
    for (const name of ["UV_DEFAULT_INDEX", "UV_INDEX_URL", "PIP_INDEX_URL"]) {
      delete process.env[name];
    }
    Object.assign(process.env, given);
    expect(indexForBuilds()).toEqual(expected);
  });
});

test("build-package runs uv with the same variables, and its own cache", async () => {
  const action = await readFile(join(actionsRoot, "build-package", "action.yml"), "utf8");
  const names = /seen=" ([^"]+) "/.exec(action)?.[1]?.split(/[\s\\]+/);
  expect(names).toEqual([...uvSees, "UV_CACHE_DIR"]);
  expect(action).toContain("uv --no-config build");
});
