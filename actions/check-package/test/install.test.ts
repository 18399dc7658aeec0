import { resolve } from "node:path";
import { expect, test } from "@jest/globals";
import type { ProgramAnswer } from "@lablink-actions/action-kit";
import type { BuiltFile } from "../src/dist.ts";
import { type Environments, installFiles } from "../src/install.ts";
import { built, refusalsOf, sdistName, wheel, wheelName } from "./support.ts";

/** A uv that answers, and the calls it got. */
function recorded(answer: (words: readonly string[]) => ProgramAnswer) {
  const calls: string[][] = [];
  const uv = (...words: string[]) => {
    calls.push(words);
    return Promise.resolve(answer(words));
  };
  const environments: Environments = (use) => use({ path: (name) => `/tmp/x/${name}`, uv });
  return { calls, environments };
}

const good: ProgramAnswer = { exitCode: 0, output: "", trouble: "" };

test("a wheel is installed without an index, an sdist with one, each into its own environment", async () => {
  const { calls, environments } = recorded(() => good);
  const files = [built(sdistName), built(wheelName)];
  expect(await installFiles(files, environments)).toEqual({
    ok: true,
    value: [sdistName, wheelName],
  });
  const install = (name: string, ...more: string[]) => [
    ...["pip", "install", "--quiet", "--no-deps", "--python", `/tmp/x/${name}`],
    ...more,
    resolve("dist", name),
  ];
  expect(calls).toEqual([
    ["venv", "--quiet", "--no-project", `/tmp/x/${sdistName}`],
    install(sdistName),
    ["venv", "--quiet", "--no-project", `/tmp/x/${wheelName}`],
    install(wheelName, "--no-index"),
  ]);
});

test.each([
  [">=3.9, <4", ["--python", ">=3.9, <4"]],
  ["!=3.9.*", ["--python", "!=3.9.*"]],
  ["", []],
  ["/tmp/evil", []],
  ["--help", []],
  ["python3.12", []],
])("Requires-Python %j gives %j", async (requiresPython, words) => {
  const { calls, environments } = recorded(() => good);
  const { metadata } = wheel();
  const file = {
    ...built(wheelName),
    distribution: wheel({ metadata: { ...metadata, requiresPython } }),
  };
  await installFiles([file], environments);
  expect(calls[0]?.slice(3, -1)).toEqual(words);
});

test.each([
  ["foo-1.0-py3-none-any.whl", true],
  ["foo-1.0-1-py2.py3-none-any.whl", true],
  ["foo-1.0-cp312-cp312-manylinux_2_28_x86_64.whl", false],
  ["foo-1.0-py3-none-win_amd64.whl", false],
  ["foo-1.0-py2-none-any.whl", false],
])("%s is for any Python 3 anywhere: %j", async (name, expected) => {
  const { environments } = recorded(() => good);
  const installed = await installFiles([built(name)], environments);
  expect(installed).toEqual({ ok: true, value: expected ? [name] : [] });
});

test("the refusal of each file quotes uv, on one line and cut to size", async () => {
  const trouble = `× no solution\n${"x".repeat(5000)}`;
  const { environments } = recorded((words) =>
    words[0] === "pip" ? { ...good, exitCode: 2, trouble } : good,
  );
  const refusals = refusalsOf(
    await installFiles([built(sdistName), built(wheelName)], environments),
  );
  expect(refusals.map(({ name }) => name)).toEqual(Array(2).fill("distribution-not-installable"));
  expect(refusals[0]?.seen).toMatch(
    /^dist\/foo-1\.0\.tar\.gz does not install; uv says: …x{1000}$/,
  );
});

test("a missing uv is reported once, with what to do; uv is not called if there is nothing to upload", async () => {
  const { calls, environments } = recorded(() => ({ ...good, exitCode: 127 }));
  const files: BuiltFile[] = [built(sdistName), built(wheelName)];
  expect(refusalsOf(await installFiles(files, environments))).toMatchObject([
    { name: "uv-missing", remedy: expect.stringContaining("astral-sh/setup-uv") },
  ]);
  expect(await installFiles([], environments)).toEqual({ ok: true, value: [] });
  expect(calls).toHaveLength(1);
});
