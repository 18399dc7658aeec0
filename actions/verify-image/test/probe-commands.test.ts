/** What the probe sees of commands, run by this machine's shell and Python: everything but the container. */

import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { type TemporaryDirectory, temporaryDirectory } from "@lablink-actions/testkit";
import { hostDocker, probe, refusalsOf } from "./support.ts";

let folder: TemporaryDirectory;
const at = (name: string) => join(folder.path, name);

beforeAll(async () => {
  folder = await temporaryDirectory();
});
afterAll(() => folder.remove());

type Probed = Awaited<ReturnType<typeof probe>>;

const shells: [string, boolean][] = [
  ["by Python", true],
  // The shell that comes first finds no Python. It then runs the script that it is given.
  ["by a shell, without Python", false],
];

describe.each(shells)("commands, %s", (_, hasPython) => {
  let docker = hostDocker();

  beforeAll(async () => {
    if (hasPython) return;
    await mkdir(at("tools"), { recursive: true });
    // A PATH without Python, but with what the checks below need.
    for (const tool of ["sleep", "setsid", "id", "head", "printf", "cat", "sh", "touch", "yes"]) {
      const text = `#!/bin/sh\nPATH=/usr/local/bin:/usr/bin:/bin exec ${tool} "$@"\n`;
      await writeFile(at(`tools/${tool}`), text, { mode: 0o755 });
    }
    docker = hostDocker({ path: at("tools") });
  });

  const run = (checks: string, timeout = 60) => probe(checks, { timeout, effects: { docker } });
  // Most of the time is waiting, so both wait at once.
  let all: Probed;
  let hanging: Probed;

  beforeAll(async () => {
    await writeFile(at("old"), "text");
    [all, hanging] = await Promise.all([
      run(`
executes:
  - { run: exit 0 }
  - { run: exit 2 }
  - { run: no-such-command }
  - { run: "echo 'Traceback (most recent call last):'; exit 0" }
  - { run: "sleep 30", runs-for: 0.5s }
  - { run: "sleep 0.1", runs-for: 0.5s }
  - { run: "echo x > ${at("new")}", creates: "${at("new")}" }
  - { run: ": > ${at("empty")}", creates: "${at("empty")}" }
  - { run: "true", creates: "${at("absent")}" }
  - { run: "printf '\\\\377\\\\376 uv 1\\\\n'", prints: 'uv \\d' }
  - { run: "yes | head -c 50000000; echo; echo over", prints: '^over$' }
  - { run: 'echo "$PWD $A.$B"', in: ${at("")}, env: { A: "it's $HOME", B: "" }, prints: '^\\S+ it.s \\$HOME\\.$' }
  - { run: 'echo "<$A>"', prints: '^<>$' }
  - { run: 'false || true', in: ${at("absent")} }
  - { run: 'false; echo such', in: ${at("absent")}, exit: any, prints: such }
files: [${at("old")}, ${at("nothing")}, { path: ${at("old")}, executable: true }]
env: { HOME: ${JSON.stringify(process.env["HOME"])}, NO_SUCH_VARIABLE: x }
user: nobody-of-this-name
`),
      run("executes: [{ run: sleep 40 & sleep 40 }, { run: 'true' }]", 1),
    ]);
  });

  test("each gets its verdict, and none hides another", () => {
    const { verdicts } = all;
    const noFolder = expect.stringMatching(/^failed (?:FileNotFoundError|the command cannot be)/);
    const words = Object.values(verdicts).map((verdict) =>
      verdict.split("\n").slice(0, 2).join(" "),
    );
    expect(words).toEqual([
      "passed ",
      "failed ended by exit 2, not 0",
      "failed the command is missing",
      "failed printed a traceback",
      "passed ran for 0.5 s",
      expect.stringMatching(/^failed ended after 0\.\d s \(exit 0\), and should run for 0\.5 s/),
      "passed ",
      `failed left ${at("empty")} empty`,
      `failed did not create ${at("absent")}`,
      "passed \ufffd\ufffd uv 1",
      "passed over",
      `passed ${at("").replace(/\/$/, "")} it's $HOME.`,
      "passed <>",
      noFolder,
      noFolder,
      "failed is not executable",
      "failed is missing",
      "passed ",
      "failed is not set",
      expect.stringMatching(/^failed the image runs as \w+ \(\d+\)/),
    ]);
  });

  test("one that hangs is ended with the time there is, and the next one is not reached", () => {
    const { verdicts, names } = hanging;
    const [first, next] = Object.values(verdicts);
    expect(first).toMatch(/^failed\n(?:did not end within \d+ s|was still running)/);
    expect(next).toMatch(/^(?:failed\nwas not reached|passed)/);
    expect(names).toEqual(["check-failed"]);
  });
});

test("tests run on development only, in their folder, and are shown as they run", async () => {
  await mkdir(at("source"), { recursive: true });
  const checks = `executes: [{ run: 'true' }]\ndevelopment: { tests: { run: "pwd; echo '::error::x'; exit 1", in: ${at("source")} } }`;
  const { logged, verdicts } = await probe(checks);
  expect(logged).toContain(at("source"));
  expect(Object.values(verdicts)[1]).toMatch(/^failed\nended by exit 1/);
  const production = await probe(checks, { environment: "prod", version: "1.0" });
  expect(Object.keys(production.verdicts)).toHaveLength(1);
});

test("a probe that is killed leaves no verdict, and the refusal says at which check", async () => {
  const { result, names } = await probe(
    "executes: [{ run: 'true' }, { run: 'kill -9 $PPID; sleep 0.1' }, { run: 'true' }]",
  );
  expect(names).toEqual(["verification-broken"]);
  expect(refusalsOf(result)[0]?.seen).toMatch(
    /ended with 137, killed from outside.*at executes kill/,
  );
});

test("an image with neither shell nor Python cannot be looked at", async () => {
  const docker = hostDocker({ replace: { "/bin/sh": "/no/such", python3: "/no/such" } });
  const { result, names } = await probe("executes: [{ run: 'true' }]", { effects: { docker } });
  expect(names).toEqual(["verification-broken"]);
  expect(refusalsOf(result)[0]?.seen).toMatch(/neither a shell .* nor a Python/);
});

test("an image with Python and no shell can", async () => {
  const docker = hostDocker({ replace: { "/bin/sh": "/no/such" } });
  expect((await probe("executes: [{ run: 'true' }]", { effects: { docker } })).result.ok).toBe(
    true,
  );
});
