/** How the tool is run: by the door to programs, with time to write its state. */

import { expect, test } from "@jest/globals";
import {
  applyPlan,
  commandFailed,
  type LockTimeout,
  makePlan,
  parseLockTimeout,
  parseVariables,
  problemsOf,
  type RunTool,
  readOutputs,
  readPlan,
  readState,
  type ToolAnswer,
  toolIn,
  undeclared,
  variablesFile,
} from "@lablink-actions/infrastructure";
import { diagnostic } from "./fake-tool.ts";

const minute = 60_000;

/** A tool in the folder `here`, and what the door was asked to run. */
function toolAtDoor(lines: readonly string[] = []) {
  const asked: [string, ...Parameters<RunTool>[2][]][] = [];
  const run: RunTool = async (program, words, options) => {
    asked.push([[program, ...words].join(" "), options]);
    for (const line of lines) options.onLine?.(line);
    return { exitCode: 0, output: "", trouble: "" };
  };
  return { tool: toolIn(run, "tofu", "here"), asked };
}

const lockTimeout: LockTimeout = { text: "5m", milliseconds: 5 * minute };

test("each command has its deadline, and minutes to write the state after an interrupt", async () => {
  const { tool, asked } = toolAtDoor();
  await readState(tool);
  await readPlan(tool, "file");
  await readOutputs(tool);
  const plan = { file: "file", variablesFile: "values", lockTimeout };
  await makePlan(tool, { ...plan, destroy: false }, () => {});
  await makePlan(tool, { ...plan, destroy: true }, () => {});
  await applyPlan(tool, "file", lockTimeout, () => {});
  const quick = { directory: "here", deadline: 2 * minute, grace: 5 * minute };
  const followed = { ...quick, onLine: expect.any(Function), keepsOutput: false };
  // The lock may be waited for before it plans.
  const planning = { ...followed, deadline: 35 * minute };
  const options = "-input=false -json -lock-timeout=5m";
  expect(asked).toEqual([
    ["tofu state pull", quick],
    ["tofu show -json -no-color file", quick],
    ["tofu output -json -no-color", quick],
    [`tofu plan ${options} -var-file=values -out=file`, planning],
    [`tofu plan -destroy ${options} -var-file=values -out=file`, planning],
    [`tofu apply ${options} file`, { ...followed, deadline: 360 * minute }],
  ]);
});

test("what it says is heard while it runs", async () => {
  const said: string[] = [];
  const { tool } = toolAtDoor([diagnostic("Boom")]);
  const { events } = await applyPlan(tool, "file", lockTimeout, (line) => said.push(line));
  expect(said).toEqual(["Boom: Details. (main.tf:3)"]);
  expect(events.problems).toEqual(said);
});

test.each<[Partial<ToolAnswer>, string]>([
  [
    { exitCode: 127 },
    "Install tofu before this step, without a wrapper around it, and check the input directory.",
  ],
  [
    { exitCode: 124, endedBy: "deadline" },
    "Find out what it waits for, such as a server that does not answer, and run it again.",
  ],
  [{ exitCode: 130, endedBy: "cancellation" }, "Run it again."],
  [{ exitCode: 1 }, "Fix what it names; if the state is locked, wait for the run that holds it."],
  [{ exitCode: 130 }, "Fix what it names; if the state is locked, wait for the run that holds it."],
])("a failure with %j has a remedy of its own", (how, remedy) => {
  const { tool } = toolAtDoor();
  const answer = { exitCode: 1, output: "", trouble: "It failed.", ...how };
  expect(commandFailed(tool, "plan", answer)).toEqual({
    name: "infrastructure-command-failed",
    seen: "tofu plan failed: It failed",
    remedy,
  });
});

test("what ended it is said beside the tool's own diagnostics; standard error is said only without them", async () => {
  const { tool } = toolAtDoor([diagnostic("Execution halted")]);
  const { events } = await applyPlan(tool, "file", lockTimeout, () => {});
  const answer = { exitCode: 1, output: "", trouble: "a line\ntofu was interrupted" };
  const said = "Execution halted: Details. (main.tf:3)";
  const interrupted = { ...answer, endedBy: "cancellation" } as const;
  expect(problemsOf(interrupted, events)).toBe(`${said}\ntofu was interrupted`);
  expect(problemsOf(answer, events)).toBe(said);
  expect(problemsOf(answer)).toBe(answer.trouble);
  expect(problemsOf({ ...answer, exitCode: 3, trouble: "" })).toBe("exit code 3");
});

test.each([
  ["0s", 0],
  ["30s", 30_000],
  ["5m", 5 * minute],
  ["360m", 360 * minute],
])("%s is a time to wait for the lock", (text, milliseconds) => {
  expect(parseLockTimeout(text, "lock-timeout")).toEqual({
    ok: true,
    value: { text, milliseconds },
  });
});

test.each(["", "5", "soon", "5h", "-5m", "1.5m", "5m ", "361m", "99999s", "999999m"])(
  "%j is not a time to wait for the lock",
  (text) => {
    expect(parseLockTimeout(text, "lock-timeout")).toMatchObject({
      ok: false,
      refusals: [
        { name: "input-invalid", seen: `the input lock-timeout is ${JSON.stringify(text)}` },
      ],
    });
  },
);

test("values of variables are kept to the letter, for the names that may take them", () => {
  const text = ' {"a": 12345678901234567890, "b|c?": [null, 1.0], "d-1?": "x"}\n';
  const read = parseVariables(text, "variables");
  expect(read).toEqual({
    ok: true,
    value: [
      { names: ["a"], isOptional: false, json: "12345678901234567890" },
      { names: ["b", "c"], isOptional: true, json: "[null,1.0]" },
      { names: ["d-1"], isOptional: true, json: '"x"' },
    ],
  });
  const variables = read.ok ? read.value : [];
  expect(variablesFile(variables)).toBe(
    '{"a":12345678901234567890,"b":[null,1.0],"c":[null,1.0],"d-1":"x"}',
  );
  expect(variablesFile(variables, new Set(["c"]))).toBe('{"c":[null,1.0]}');
  expect(parseVariables("{}", "variables")).toEqual({ ok: true, value: [] });
});

test.each(["", "a b", "a||b", "?", "a?|b", "-a", "1a", "a.b"])(
  "no variable is named %j",
  (name) => {
    expect(parseVariables(JSON.stringify({ [name]: "hunter2" }), "variables")).toMatchObject({
      ok: false,
      refusals: [{ name: "input-invalid" }],
    });
  },
);

test("a value that no declared variable takes is refused by all its names", () => {
  const read = parseVariables('{"a|b": "hunter2", "c?": 1, "d": 2}', "variables");
  const variables = read.ok ? read.value : [];
  expect(undeclared(variables, new Set(["b", "d"]))).toEqual([]);
  expect(undeclared(variables, new Set(["e"])).map(({ seen }) => seen)).toEqual([
    'the infrastructure declares no variable "a" or "b"',
    'the infrastructure declares no variable "d"',
  ]);
});

test.each([
  ["hunter2", "is not JSON"],
  ['{"a": "hunter2"', "is not JSON"],
  ['["hunter2"]', "must be keys with values, and is a list"],
  ['"hunter2"', "must be keys with values, and is text"],
  ["null", "is empty"],
])("variables %s are refused, and not shown", (text, problem) => {
  const refused = parseVariables(text, "variables");
  expect(refused).toMatchObject({
    ok: false,
    refusals: [{ name: "input-invalid", seen: `the input variables ${problem}` }],
  });
  expect(JSON.stringify(refused)).not.toContain("hunter2");
});
