/** Checks that ask for the network, and those that do not, by a docker that is not there. */

import { expect, test } from "@jest/globals";
import type { Docker } from "@lablink-actions/engine";
import { refusalsOf, verify } from "./support.ts";

const checks =
  "executes: [{ run: a, network: true }, { run: b }, { run: c, network: true }, { run: d }]";

/** A docker whose containers write these answers, one container after the other. */
function containers(...answers: readonly (readonly object[])[]) {
  const calls: string[] = [];
  const left = [...answers];
  const docker: Docker = async (words, { input, onOutput }) => {
    calls.push(words.join(" "));
    if (words[0] === "start") {
      const { plan } = JSON.parse(String(input).split("\n")[0] ?? "");
      const lines = [...(left.shift() ?? []), { check: -1, seen: { ended: true } }];
      for (const line of lines) {
        onOutput?.(Buffer.from(`\n${plan.nonce} ${JSON.stringify(line)}\n`));
      }
    }
    return { exitCode: 0, output: "", trouble: "" };
  };
  const networks = () =>
    calls.flatMap((call) => (call.startsWith("create") ? [!call.includes("--network none")] : []));
  return { docker, calls, networks };
}

const right = (check: number) => ({ check, seen: { exit: 0 } });

test("those that ask for the network share a second container, and the report keeps its order", async () => {
  const { docker, networks } = containers([right(1), right(3)], [right(0), right(2)]);
  const { verdicts } = await verify(checks, { effects: { docker } });
  expect(Object.entries(verdicts)).toEqual(
    ["a", "b", "c", "d"].map((name) => [`executes ${name}`, "passed\n"]),
  );
  expect(networks()).toEqual([false, true]);
});

test.each([
  ["executes: [{ run: a, network: true }]", [true]],
  ["executes: [{ run: a }]", [false]],
  ["env: { A: b }", []],
])("no container is started for nothing: %s", async (given, wanted) => {
  const { docker, networks } = containers([right(0)]);
  const config: Docker = async (words, options) =>
    words[3] === "{{json .Config}}"
      ? { exitCode: 0, output: "{}", trouble: "" }
      : docker(words, options);
  await verify(given, { effects: { docker: config } });
  expect(networks()).toEqual(wanted);
});

test("a container with the network cannot answer for a check of the other one", async () => {
  const { docker } = containers([right(1), right(3)], [right(0), right(1), right(2)]);
  const { names, result } = await verify(checks, { effects: { docker } });
  expect(names).toEqual(["verification-broken"]);
  expect(refusalsOf(result)[0]?.seen).toMatch(/a line of the probe is of the check 1, and there/);
});

test("the time for all checks is for both containers together", async () => {
  const { docker, networks } = containers([right(1), right(3)], [right(0), right(2)]);
  let clock = 0;
  const slow: Docker = (words, options) => {
    if (words[0] === "start") clock += 10_000;
    return docker(words, options);
  };
  const late = await verify(checks, {
    timeout: 10,
    effects: { docker: slow, now: () => clock },
  });
  expect(networks()).toEqual([false]);
  expect(late.verdicts).toMatchObject({
    "executes a": "failed\nwas not reached within the 10 s there are for all checks",
    "executes b": "passed\n",
  });
});

test("mounted files may have 64 MB in all, and each that is too long is named", async () => {
  const lengths: number[] = [];
  const { names, result } = await verify(`mounts: { /a: a, /b: b }\n${checks}`, {
    readFile: (path, most) => {
      lengths.push(most);
      return path === "a" ? { bytes: Buffer.alloc(1000), isExecutable: false } : "is too long";
    },
  });
  expect(lengths).toEqual([2 ** 26, 2 ** 26 - 1000]);
  expect(names).toEqual(["mount-unreadable"]);
  expect(refusalsOf(result)[0]?.seen).toBe('mounts has "b" for /b, which is too long');
});

test.each([
  ["Cannot connect to the Docker daemon at unix:///x", "engine-unavailable"],
  ["Error response from daemon: not a directory", "mount-failed"],
])(
  "an engine that cannot take a file (%s) is refused, and its container removed",
  async (trouble, name) => {
    const { docker, calls } = containers();
    const failing: Docker = async (words, options) => {
      const answer = await docker(words, options);
      return words[0] === "cp" ? { ...answer, exitCode: 1, trouble } : answer;
    };
    const { names } = await verify(`mounts: { /a: package.json }\n${checks}`, {
      effects: { docker: failing },
    });
    expect(names).toEqual([name]);
    expect(calls.at(-1)).toMatch(/^rm --force/);
  },
);
