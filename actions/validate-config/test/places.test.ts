import { expect, test } from "@jest/globals";
import { runAction } from "@lablink-actions/testkit";
import { placesOf } from "../src/places.ts";
import { verdictOf } from "../src/verdict.ts";

test("a program is looked for in the environment of the working directory, then on PATH", () => {
  const variables = ["A=b", "PATH=/x:relative::/y/", "PATHS=/z"];
  expect(placesOf("p", "/app", variables)).toEqual(["/app/.venv/bin/p", "/x/p", "/y/p"]);
  expect(placesOf("p", "/", [])).toEqual([
    "/.venv/bin/p",
    "/usr/local/sbin/p",
    "/usr/local/bin/p",
    "/usr/sbin/p",
    "/usr/bin/p",
    "/sbin/p",
    "/bin/p",
  ]);
  expect(placesOf("/opt/p", "/app", variables)).toEqual(["/opt/p"]);
});

test("a run reports what is wrong with each of its inputs, at once", async () => {
  const ran = await runAction("validate-config", {
    event: "dispatch",
    with: {
      image: "ghcr.io/a/b:latest",
      file: "../x",
      path: "/config/../x",
      program: "--privileged",
      expect: "",
      deadline: "0",
    },
  });
  expect(ran).toMatchObject({ exitCode: 1, outputs: {} });
  expect(ran.annotations.map(({ message }) => message)).toEqual([
    expect.stringContaining('LA603 image-not-pinned: the image "ghcr.io/a/b:latest"'),
    expect.stringContaining('LA902 input-invalid: the input file is "../x"'),
    expect.stringContaining('LA902 input-invalid: the input path is "/config/../x"'),
    expect.stringContaining('LA902 input-invalid: the input program is "--privileged"'),
    expect.stringContaining("LA901 input-missing: the input expect is empty"),
    expect.stringContaining('LA902 input-invalid: the input deadline is "0"'),
  ]);
});

test("a file that is not there is refused before the engine is asked", async () => {
  const ran = await runAction("validate-config", {
    event: "dispatch",
    with: { image: `sha256:${"0".repeat(64)}`, file: "x.yaml" },
    env: { DOCKER_HOST: "unix:///nowhere.sock" },
  });
  expect(ran.annotations.map(({ message }) => message)).toEqual([
    expect.stringContaining('LA902 input-invalid: the input file is "x.yaml", which is not there'),
  ]);
});

test("an engine that is not there is said", async () => {
  const ran = await runAction("validate-config", {
    event: "dispatch",
    with: { image: `sha256:${"0".repeat(64)}`, file: "x.yaml" },
    env: { DOCKER_HOST: "unix:///nowhere.sock" },
    workspace: `${import.meta.dirname}/with-file`,
  });
  expect(ran.annotations[0]?.title).toBe("LA605 engine-unavailable");
});

const of = { program: "/p", file: "x.yaml", expect: "[PASS]" };

test.each([
  [{ exitCode: 0, lines: ["x [PASS] y"] }, undefined],
  [{ exitCode: 0, lines: ["passed"] }, "config-not-checked"],
  [{ exitCode: 1, lines: ["[PASS]"] }, "config-refused"],
  [{ exitCode: 2, lines: [] }, "config-refused"],
  [{ exitCode: 1, lines: ["exec /p: no such file or directory"] }, "config-not-checked"],
  [{ exitCode: 127, lines: ["not found"] }, "config-not-checked"],
  [{ exitCode: undefined, lines: ["[PASS]"] }, "config-not-checked"],
  [{ exitCode: 0, lines: ["[PASS]"], stopped: "did not end" }, "config-not-checked"],
])("%j is %s", (ended, name) => {
  const verdict = verdictOf(ended, of);
  expect(verdict.ok ? undefined : verdict.refusals[0].name).toBe(name);
});
