/** What is run, and what is made of faults; test/initialize-infrastructure.test.ts initializes OpenTofu itself. */

import { expect, test } from "@jest/globals";
import {
  type Answers,
  fakeTool,
  stateWith,
} from "../../../packages/infrastructure/test/fake-tool.ts";
import { initializeInfrastructure } from "../src/initialize-infrastructure.ts";
import { parseSettings } from "../src/settings.ts";

const settings = parseSettings(["bucket=states", "region=x", "key=own"], "backend-config");
const used = (key: string) =>
  JSON.stringify({ backend: { type: "s3", config: { bucket: "states", key } } });

/** Folders with their tool's answers and files; a folder that is made is called `made`. */
async function initialize(
  folders: Readonly<Record<string, Answers>>,
  files: Readonly<Record<string, string>>,
  otherKeys: readonly string[] = [],
  directory: string | null = "it",
) {
  if (!settings.ok) throw new Error("the settings are refused");
  const tools = new Map(
    Object.entries(folders).map(([name, answers]) => [name, fakeTool(answers)]),
  );
  const result = await initializeInfrastructure(
    { directory: directory ?? undefined, backend: settings.value, otherKeys, check: true },
    {
      toolIn: (folder) => tools.get(folder) ?? fakeTool({}),
      readFile: (path) => files[path],
      makeFolder: () => "made",
      say: () => {},
    },
  );
  const names = result.ok ? [] : result.refusals.map(({ name }) => name);
  return { result, names, asked: [...tools.values()].flatMap(({ asked }) => asked) };
}

const well: Answers = {
  fmt: [{}],
  init: [{}],
  validate: [{}],
  "state pull": [{ output: stateWith() }],
};
const backend = { "it/.terraform/terraform.tfstate": used("own") };

test("the tool gets the settings as they are, and keeps a lock file that is there", async () => {
  const init = "init -input=false -no-color";
  const words = "-backend-config=bucket=states -backend-config=region=x -backend-config=key=own";
  const rest = ["validate -no-color", "state pull"];
  const fmt = "fmt -check -recursive -no-color";
  expect((await initialize({ it: well }, backend)).asked).toEqual([
    fmt,
    `${init} ${words}`,
    ...rest,
  ]);
  const locked = { ...backend, "it/.terraform.lock.hcl": "" };
  expect((await initialize({ it: well }, locked)).asked).toEqual([
    fmt,
    `${init} -lockfile=readonly ${words}`,
    ...rest,
  ]);
});

test.each([
  ["no backend", undefined],
  ["a backend of another kind", JSON.stringify({ backend: { type: "local", config: {} } })],
  ["another key", used("other")],
  ["something else", "hunter2"],
])("%s is refused", async (_, file) => {
  const files = file === undefined ? {} : { "it/.terraform/terraform.tfstate": file };
  const { names, asked } = await initialize({ it: well }, files);
  expect(names).toEqual(["backend-not-used"]);
  expect(asked).not.toContain("state pull");
});

test("an init that fails is reported with the format, and nothing else is asked", async () => {
  const failing = { ...well, fmt: [{ exitCode: 3, output: "main.tf" }], init: [{ exitCode: 1 }] };
  const { names, asked } = await initialize({ it: failing }, backend);
  expect(names).toEqual(["infrastructure-command-failed", "infrastructure-command-failed"]);
  expect(asked).toHaveLength(2);
});

test("other keys are only looked at if the state is empty, and each fault there is a refusal", async () => {
  const deployed = { ...well, "state pull": [{ output: stateWith("a") }] };
  expect((await initialize({ it: deployed, made: {} }, backend, ["old"])).names).toEqual([]);
  const faults: [Answers, string][] = [
    [{ init: [{}], "state pull": [{ output: stateWith("a") }] }, "state-elsewhere"],
    [{ init: [{ exitCode: 1 }] }, "infrastructure-command-failed"],
    [{ init: [{}], "state pull": [{ exitCode: 1 }] }, "infrastructure-command-failed"],
    [{ init: [{}], "state pull": [{ output: "<html>" }] }, "infrastructure-answer-unreadable"],
  ];
  for (const [made, name] of faults) {
    const ran = await initialize({ it: well, made }, backend, ["old"]);
    expect(ran.names).toEqual([name]);
    expect(ran.asked).toContainEqual(expect.stringMatching(/^init .*-backend-config=key=old$/));
  }
  const none = { init: [{}], "state pull": [{ output: stateWith() }] };
  expect(await initialize({ it: well, made: none }, backend, ["old"])).toMatchObject({
    result: { value: { facts: [["State", "none at own and old"], ["Resources", "0"], {}] } },
  });
});

test("a folder of nothing but the backend is not checked", async () => {
  const made = { init: [{}], "state pull": [{ output: stateWith("a") }] };
  const files = { "made/.terraform/terraform.tfstate": used("own") };
  const { names, asked } = await initialize({ made }, files, [], null);
  expect(names).toEqual([]);
  expect(asked.map((words) => words.split(" ")[0])).toEqual(["init", "state"]);
});

test.each([["bucket=a"], ["key=a"], ["bucket=a", "key="], ["bucket=a", "key=b", "hunter2"]])(
  "settings %j are refused, and not shown",
  (...lines) => {
    const refused = parseSettings(lines, "backend-config");
    expect(refused).toMatchObject({ ok: false, refusals: [{ name: "input-invalid" }] });
    expect(JSON.stringify(refused)).not.toContain("hunter2");
  },
);
