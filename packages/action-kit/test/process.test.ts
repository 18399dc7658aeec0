import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { type ActionRun, runAction, temporaryDirectory } from "@lablink-actions/testkit";

const actionYaml = `
name: Fixture
inputs:
  value:
    required: true
  mode:
    default: all
runs:
  using: node24
  main: index.mjs
`;

/** Runs an action whose main file has this body, as GitHub's runner runs one. */
async function run(body: string, given: Record<string, string> = {}): Promise<ActionRun> {
  await using root = await temporaryDirectory();
  const folder = join(root.path, "fixture");
  const kit = new URL("../src/index.ts", import.meta.url);
  const imports = `import { choice, readInputs, required, runAction, text } from "${kit}";`;
  await mkdir(folder);
  await writeFile(join(folder, "action.yml"), actionYaml);
  await writeFile(join(folder, "index.mjs"), `${imports}\n${body}`);
  return await runAction("fixture", { event: "push-main", root: root.path, with: given });
}

const echo = `runAction(() => {
  const { value } = readInputs({ value: required(text) }).value;
  return { ok: true, value: { outputs: { value, last: "1" }, title: "Echo", facts: [["Value", value]] } };
});`;

test("an input comes out as an output exactly, and does nothing on its way", async () => {
  const value = "a\r\n::error::b\rEOF\nlast=2\nx<<EOF ##[error]c \"' \u2028 日本 😀 | <b> $(d)";
  const ran = await run(echo, { value });
  expect(ran).toMatchObject({
    exitCode: 0,
    outputs: { value, last: "1" },
    commands: [],
    stderr: "",
  });
});

test("a refusal ends the process with 1, and the runner reads no outputs", async () => {
  const body = `runAction(() => {
    process.on("exit", () => console.log("ended by itself"));
    return readInputs({ mode: choice("all", "unique") }).mode;
  });`;
  const ran = await run(body, { value: "a", mode: "uniqe" });
  expect(ran).toMatchObject({
    exitCode: 1,
    outputs: {},
    annotations: [{ level: "error", title: "LA902 input-invalid" }],
    summary: expect.stringContaining("| LA902 input-invalid |"),
    log: expect.stringContaining("ended by itself"),
    stderr: "",
  });
});

test("an error ends the process with 1, its stack in the log, and nothing on stderr", async () => {
  const body = `runAction(async () => { throw new Error("boom\\n::error::forged") });`;
  const ran = await run(body, { value: "a" });
  expect(ran).toMatchObject({
    exitCode: 1,
    outputs: {},
    annotations: [{ level: "error", title: "LA999 unexpected-failure" }],
    log: expect.stringMatching(/│ Error: boom\n│ ::error::forged\n│ {5}at .*index\.mjs:2/),
    stderr: "",
  });
});

test("a promise that never settles ends the process with 1, not green without outputs", async () => {
  const ran = await run("runAction(() => new Promise(() => {}));", { value: "a" });
  expect(ran).toMatchObject({ exitCode: 1, outputs: {}, stderr: "" });
});

test("a summary that cannot be written ends the process with 1, without outputs", async () => {
  const ran = await run(`process.env.GITHUB_STEP_SUMMARY = "/";\n${echo}`, { value: "a" });
  expect(ran).toMatchObject({
    exitCode: 1,
    outputs: {},
    annotations: [{ title: "LA999 unexpected-failure" }, { level: "warning" }],
    stderr: "",
  });
});

test("an input of 100 kB passes; its table is in the log, because it is too long for the page", async () => {
  const value = "@".repeat(100_000);
  const ran = await run(echo, { value });
  expect(ran.outputs["value"] === value).toBe(true);
  expect(ran.summary).toContain("it is in the log");
  expect(ran.log).toContain(value);
});
