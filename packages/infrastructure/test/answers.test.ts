import { describe, expect, test } from "@jest/globals";
import { readOutputs, readPlan, readState } from "@lablink-actions/infrastructure";
import fc from "fast-check";
import { readEvents } from "../src/events.ts";
import {
  type Answers,
  configurationWith,
  diagnostic,
  event,
  fakeTool,
  stateWith,
} from "./fake-tool.ts";

type Answer = Answers[string][number];

describe("readState", () => {
  const read = (answer: Answer) => readState(fakeTool({ "state pull": [answer] }));

  test("names managed resources as the tool does, and no data sources", async () => {
    const instance = (more: object = {}) => ({ attributes: {}, ...more });
    const resources = [
      { mode: "managed", type: "aws_instance", name: "a", instances: [instance()] },
      {
        mode: "managed",
        module: "module.clients[0]",
        type: "aws_instance",
        name: "b",
        instances: [instance({ index_key: 0 }), instance({ index_key: "x", status: "tainted" })],
      },
      { mode: "data", type: "aws_ami", name: "c", instances: [instance()] },
    ];
    const output = JSON.stringify({ version: 4, resources });
    expect(await read({ output })).toEqual({
      ok: true,
      value: [
        { address: "aws_instance.a", isTainted: false },
        { address: "module.clients[0].aws_instance.b[0]", isTainted: false },
        { address: 'module.clients[0].aws_instance.b["x"]', isTainted: true },
      ],
    });
  });

  test.each([
    ["OpenTofu's of none", stateWith()],
    ["Terraform's of none", "\n"],
  ])("%s is none", async (_, output) => {
    expect(await read({ output })).toEqual({ ok: true, value: [] });
  });

  test.each<[string, Answer, string]>([
    ["trouble", { exitCode: 1, trouble: "AccessDenied" }, "infrastructure-command-failed"],
    [
      "trouble after an answer",
      { exitCode: 1, output: stateWith() },
      "infrastructure-command-failed",
    ],
    ["a tool that is not there", { exitCode: 127 }, "infrastructure-command-failed"],
    ["a page", { output: "<html>" }, "infrastructure-answer-unreadable"],
    ["null", { output: "null" }, "infrastructure-answer-unreadable"],
    [
      "another version",
      { output: '{"version":3,"modules":[]}' },
      "infrastructure-answer-unreadable",
    ],
    ["no list", { output: '{"version":4}' }, "infrastructure-answer-unreadable"],
  ])("%s is never an empty state", async (_, answer, name) => {
    expect(await read(answer)).toMatchObject({ ok: false, refusals: [{ name }] });
  });

  test("nothing but a state is one", async () => {
    await fc.assert(
      fc.asyncProperty(fc.json(), async (output) => {
        expect((await read({ output })).ok).toBe(false);
      }),
    );
  });
});

describe("readPlan", () => {
  const change = (actions: string[], more: object = {}) => ({
    actions,
    before: null,
    after: null,
    ...more,
  });
  test("gives actions and names of attributes, never values", async () => {
    const output = JSON.stringify({
      format_version: "1.2",
      ...configurationWith("a", "b"),
      variables: { a: { value: "x" } },
      resource_changes: [
        { address: "a.a", mode: "managed", change: change(["delete", "create"]) },
        {
          address: "a.b",
          mode: "managed",
          change: change(["update"], {
            before: { password: "hunter1", same: 1, computed: "x" },
            after: { password: "hunter2", same: 1 },
            after_unknown: { computed: true, same: false },
          }),
        },
        { address: "data.c", mode: "data", change: change(["read"]) },
      ],
    });
    const plan = await readPlan(fakeTool({ show: [{ output }] }), "file");
    expect(plan).toEqual({
      ok: true,
      value: {
        changes: [
          { address: "a.a", action: "delete and create", attributes: [] },
          { address: "a.b", action: "update", attributes: ["computed", "password"] },
        ],
        variables: { declared: new Set(["a", "b"]), values: new Map([["a", "x"]]) },
      },
    });
  });

  test("takes an update that says nothing of attributes", async () => {
    const changes = [{ address: "a.b", mode: "managed", change: { actions: ["update"] } }];
    const output = JSON.stringify({
      format_version: "1.2",
      ...configurationWith(),
      resource_changes: changes,
    });
    expect(await readPlan(fakeTool({ show: [{ output }] }), "file")).toMatchObject({
      ok: true,
      value: { changes: [{ address: "a.b", action: "update", attributes: [] }] },
    });
  });

  test.each([
    ["trouble", { exitCode: 1 }, "infrastructure-command-failed"],
    ["no JSON", { output: "Plan: 1" }, "infrastructure-answer-unreadable"],
    [
      "a format to come",
      { output: '{"format_version":"2.0"}' },
      "infrastructure-answer-unreadable",
    ],
  ])("%s is refused", async (_, answer, name) => {
    const plan = await readPlan(fakeTool({ show: [answer] }), "file");
    expect(plan).toMatchObject({ ok: false, refusals: [{ name }] });
  });
});

describe("what is wrong with an answer is said with its place, and without a value", () => {
  const resource = { mode: "managed", type: "a", name: "b", instances: [] };
  const state = (...resources: object[]) => JSON.stringify({ version: 4, resources });
  const plan = (...changes: object[]) =>
    JSON.stringify({ format_version: "1.2", ...configurationWith(), resource_changes: changes });
  test.each<[string, (tool: ReturnType<typeof fakeTool>) => Promise<unknown>, string, string]>([
    ["state pull", readState, "hunter2", "it is not JSON"],
    ["state pull", readState, '{"version":3}', "its version is 3, and must be 4"],
    ["state pull", readState, '{"version":4}', "it lacks the key resources"],
    [
      "state pull",
      readState,
      state(resource, { ...resource, instances: { secret: "hunter2" } }),
      "resources.1.instances must be a list, and is keys with values",
    ],
    [
      "show",
      (tool) => readPlan(tool, "file"),
      '{"format_version":"2.0"}',
      'format_version must be a version 1, such as 1.2, and is "2.0"',
    ],
    [
      "show",
      (tool) => readPlan(tool, "file"),
      plan({ address: "a.b", mode: "managed", change: { actions: "hunter2" } }),
      "resource_changes.0.change.actions must be a list, and is text",
    ],
    ["output", readOutputs, '["hunter2"]', "it must be keys with values, and is a list"],
    ["output", readOutputs, '{"a":"hunter2"}', "a must be keys with values, and is text"],
    [
      "output",
      readOutputs,
      '{"a":{"sensitive":"hunter2"}}',
      "a.sensitive must be true or false, and is text",
    ],
  ])("%s", async (command, read, output, problem) => {
    const answer = await read(fakeTool({ [command]: [{ output }] }));
    const seen = `tofu ${command} answered something other than it documents: ${problem}`;
    expect(answer).toMatchObject({
      ok: false,
      refusals: [{ name: "infrastructure-answer-unreadable", seen }],
    });
    expect(JSON.stringify(answer)).not.toContain("hunter2");
  });
});

describe("readEvents", () => {
  test("passes over what is not an event as documented", () => {
    const said: string[] = [];
    const events = readEvents((line) => said.push(line));
    for (const line of ["[]", '{"type":1}', '{"type":"apply_start"}', '{"type":"diagnostic"}']) {
      events.read(line);
    }
    expect(events).toMatchObject({ begun: [], done: [], failed: [], problems: [] });
    expect(said).toEqual([]);
  });

  test("keeps what was begun, done and failed, and says it without a value", () => {
    const said: string[] = [];
    const events = readEvents((line) => said.push(line));
    for (const line of [
      "not JSON",
      event("apply_start", "a"),
      event("apply_complete", "a"),
      event("apply_start", "b"),
      event("apply_errored", "b"),
      '{"type":"provision_progress","hook":{"output":"hunter2"}}',
      '{"type":"outputs","outputs":{"x":{"value":"hunter2"}}}',
      diagnostic("Careful", "warning"),
      diagnostic("Boom"),
    ]) {
      events.read(line);
    }
    expect(events).toMatchObject({
      begun: ["terraform_data.a", "terraform_data.b"],
      done: [{ address: "terraform_data.a", action: "create" }],
      failed: ["terraform_data.b"],
      problems: ["Boom: Details. (main.tf:3)"],
    });
    expect(said).toEqual([
      "terraform_data.a: create …",
      "terraform_data.a: create, done",
      "terraform_data.b: create …",
      "terraform_data.b: create, failed",
      "Careful: Details. (main.tf:3)",
      "Boom: Details. (main.tf:3)",
    ]);
  });
});

describe("readOutputs", () => {
  test("what does not say that it may be shown is sensitive", async () => {
    const output =
      '{"a":{"sensitive":false,"value":1},"b":{"sensitive":true,"value":2},"c":{"value":3}}';
    const outputs = await readOutputs(fakeTool({ output: [{ output }] }));
    expect(outputs.ok && [...outputs.value]).toEqual([
      ["a", { isSensitive: false, value: 1 }],
      ["b", { isSensitive: true, value: 2 }],
      ["c", { isSensitive: true, value: 3 }],
    ]);
  });

  test.each([
    ["trouble", { exitCode: 1 }, "infrastructure-command-failed"],
    ["no JSON", { output: "Warning" }, "infrastructure-answer-unreadable"],
  ])("%s is refused", async (_, answer, name) => {
    const outputs = await readOutputs(fakeTool({ output: [answer] }));
    expect(outputs).toMatchObject({ ok: false, refusals: [{ name }] });
  });
});
