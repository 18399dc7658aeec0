import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import {
  type ActionRun,
  type RunOptions,
  recordedEvent,
  runAction,
  type TemporaryDirectory,
  temporaryDirectory,
} from "../src/index.ts";

// Runs the given script, so that each test says what its action does.
const bundle = `
import { appendFileSync, readFileSync } from "node:fs";
const { env } = process;
const append = (name, text) => appendFileSync(env["GITHUB_" + name], text);
eval(env["INPUT_SCRIPT"]);
`;
const actionYaml = `
name: Fixture
inputs:
  script:
    required: true
  the-ref:
    default: \${{ github.ref }}
  with space:
    default: "1"
  token:
    default: \${{ github.token }}
  path:
    default: \${{ github.action_path }}:\${{ github.workspace }}
runs:
  using: node24
  main: dist/index.mjs
`;

let folder: TemporaryDirectory;

beforeAll(async () => {
  folder = await temporaryDirectory();
  await mkdir(join(folder.path, "fixture", "dist"), { recursive: true });
  await writeFile(join(folder.path, "fixture", "action.yml"), actionYaml);
  await writeFile(join(folder.path, "fixture", "dist", "index.mjs"), bundle);
});
afterAll(() => folder.remove());

function run(script: string, options: Partial<RunOptions> = {}): Promise<ActionRun> {
  const event = options.event ?? "push-main";
  const given = { script, ...options.with };
  return runAction("fixture", { ...options, root: folder.path, event, with: given });
}

const print = "console.log(JSON.stringify({ ...env, cwd: process.cwd() }))";
const variables = async (options?: Partial<RunOptions>): Promise<Record<string, string>> =>
  JSON.parse((await run(print, options)).stdout);

describe("an action gets", () => {
  test("its inputs, and the defaults of those not given", async () => {
    expect(await variables({ with: { token: "" }, tokens: { github: "ghs_1" } })).toMatchObject({
      INPUT_SCRIPT: print,
      "INPUT_THE-REF": "refs/heads/main",
      INPUT_WITH_SPACE: "1",
      INPUT_TOKEN: "",
      INPUT_PATH: expect.stringMatching(/\/fixture:\/.*\/workspace$/),
    });
  });

  test("the variables of the runner", async () => {
    const github = recordedEvent("pull-request");
    const env = await variables({ event: "pull-request" });
    expect(env).toMatchObject({
      CI: "true",
      GITHUB_ACTIONS: "true",
      GITHUB_EVENT_NAME: "pull_request",
      GITHUB_REF: "refs/pull/123/merge",
      GITHUB_REF_NAME: "123/merge",
      GITHUB_REF_PROTECTED: "false",
      GITHUB_SHA: github.sha,
      GITHUB_REPOSITORY: "talmolab/lablink",
      GITHUB_HEAD_REF: "feature/gpu-check",
      GITHUB_RUN_ID: github.run_id,
      GITHUB_API_URL: "https://api.github.com",
      GITHUB_WORKSPACE: env["cwd"],
      RUNNER_OS: "Linux",
      RUNNER_TEMP: expect.stringContaining("/"),
    });
    expect(env).not.toHaveProperty("GITHUB_EVENT");
    expect(env).not.toHaveProperty("ACTIONS_RUNTIME_TOKEN");
  });

  test("the payload in a file", async () => {
    const { outputs } = await run(
      "const read = JSON.parse(readFileSync(env.GITHUB_EVENT_PATH, 'utf8'));" +
        "append('OUTPUT', 'number=' + read.number + '\\n')",
      { event: "pull-request" },
    );
    expect(outputs).toEqual({ number: "123" });
  });

  test("only PATH and HOME of the parent's environment", async () => {
    process.env["TESTKIT_LEAK"] = "1";
    const env = await variables({ env: { NAMED: "2", GITHUB_SHA: "not from here" } });
    const own = /^(GITHUB|RUNNER|INPUT)_|^(CI|PATH|HOME|cwd)$/;
    delete process.env["TESTKIT_LEAK"];
    expect(Object.keys(env).filter((name) => !own.test(name))).toEqual(["NAMED"]);
    expect(env).toMatchObject({ NAMED: "2", PATH: process.env["PATH"] });
    // As on the runner, whose own variables win.
    expect(env["GITHUB_SHA"]).toBe(recordedEvent("push-main").sha);
  });

  test("tokens where GitHub puts them, hidden in the log", async () => {
    const tokens = { github: "ghs_1", runtime: "run-1", idToken: "id-1" };
    const { log, stdout } = await run(
      "console.log(env.INPUT_TOKEN, env.ACTIONS_RUNTIME_TOKEN, env.ACTIONS_ID_TOKEN_REQUEST_TOKEN)",
      { tokens },
    );
    expect(stdout).toBe("ghs_1 run-1 id-1\n");
    expect(log).toBe("*** *** ***");
    expect(await variables({ tokens })).not.toHaveProperty("GITHUB_TOKEN");
  });

  test("a changed event, and the workspace it is given", async () => {
    await using workspace = await temporaryDirectory();
    const event = { ...recordedEvent("push-main"), ref: "refs/heads/other" };
    const env = await variables({ event, workspace: workspace.path });
    expect(env).toMatchObject({ GITHUB_REF: "refs/heads/other", cwd: workspace.path });
    expect(existsSync(workspace.path)).toBe(true);
  });
});

describe("of an action is read", () => {
  test("what it writes to the runner's files", async () => {
    const ran = await run(`
      append("OUTPUT", "\\uFEFFa<<E\\nb\\nc\\nE\\nd=e\\n");
      append("STEP_SUMMARY", "# Title\\n");
      append("STATE", "s=1\\n");
      append("ENV", "NAME=value\\n");
      append("PATH", "/tools\\n");
    `);
    expect(ran).toMatchObject({
      exitCode: 0,
      outputs: { a: "b\nc", d: "e" },
      summary: "# Title\n",
      state: { s: "1" },
      environment: { NAME: "value" },
      path: ["/tools"],
    });
  });

  test("what it prints", async () => {
    const ran = await run(`
      console.log("first\\n::group::Title\\n::add-mask::hidden value\\nthe hidden value");
      console.log("::error title=LA102%3A x,file=" + env.GITHUB_WORKSPACE + "/a.py,line=3,endLine=4,col=5::bad%0Avalue");
      console.error("::warning file=../b.py,line=x::careful");
      console.error("::notice file=/usr/c.py::look");
      console.error("plain");
      append("STEP_SUMMARY", "the hidden value");
      process.exitCode = 1;
    `);
    expect(ran).toMatchObject({
      exitCode: 1,
      log: "first\nthe ***",
      summary: "the ***",
      stderr: expect.stringMatching(/^::warning file=.*::look\nplain\n$/s),
      masked: ["hidden value"],
    });
    expect(ran.stdout).toContain("the hidden value\n");
    expect(ran.annotations).toEqual([
      {
        level: "error",
        message: "bad\nvalue",
        title: "LA102: x",
        file: "a.py",
        line: 3,
        endLine: 4,
        column: 5,
      },
      { level: "warning", message: "careful", file: "../b.py" },
      { level: "notice", message: "look", file: "/usr/c.py" },
    ]);
    const names = ["group", "add-mask", "error", "warning", "notice"];
    expect(ran.commands.map(({ name }) => name)).toEqual(names);
  });

  test("the old commands, below the files", async () => {
    const ran = await run(`
      console.log("::set-output name=a::printed\\nx ##[set-output name=b]printed\\n::save-state name=s::1");
      append("OUTPUT", "a=written\\n");
    `);
    expect(ran).toMatchObject({ outputs: { a: "written", b: "printed" }, state: { s: "1" } });
  });

  test("nothing, if nothing was written", async () => {
    expect(await run("")).toEqual({
      exitCode: 0,
      outputs: {},
      summary: "",
      state: {},
      environment: {},
      path: [],
      log: "",
      stdout: "",
      stderr: "",
      annotations: [],
      masked: [],
      commands: [],
    });
  });

  test("and its folder is removed", async () => {
    const { stdout } = await run("console.log(env.RUNNER_WORKSPACE)");
    expect(stdout).toContain("lablink-actions-");
    expect(existsSync(stdout.trim())).toBe(false);
  });
});

describe("an action is refused", () => {
  test.each([
    ["OUTPUT", "output"],
    ["STATE", "state"],
    ["ENV", "env"],
  ])("if what it writes to GITHUB_%s cannot be read", async (file, name) => {
    await expect(run(`append("${file}", "a<<E\\nb")`)).rejects.toThrow(
      `Unable to process file command '${name}'`,
    );
  });

  test("if its summary is larger than the runner takes", async () => {
    const { summary } = await run('append("STEP_SUMMARY", "x".repeat(1024 * 1024))');
    expect(summary).toHaveLength(1024 * 1024);
    await expect(run('append("STEP_SUMMARY", "x".repeat(1024 * 1024 + 1))')).rejects.toThrow(
      "GITHUB_STEP_SUMMARY",
    );
  });

  test("if it does not end", async () => {
    await expect(run("setInterval(() => {}, 1000)", { timeout: 300 })).rejects.toThrow("SIGTERM");
  });

  test("if it gets an input that it does not declare", async () => {
    await expect(run("", { with: { the_ref: "x" } })).rejects.toThrow("no input the_ref");
  });

  test("if it is not built, or has no bundle", async () => {
    const write = async (name: string, runs: string) => {
      await mkdir(join(folder.path, name));
      await writeFile(join(folder.path, name, "action.yml"), `name: x\nruns: ${runs}\n`);
      return runAction(name, { event: "push-main", root: folder.path });
    };
    const unbuilt = write("unbuilt", "{ using: node24, main: dist/index.js }");
    await expect(unbuilt).rejects.toThrow("npm run build");
    const composite = write("composite", "{ using: composite, steps: [] }");
    await expect(composite).rejects.toThrow("no runs.main");
  });
});
