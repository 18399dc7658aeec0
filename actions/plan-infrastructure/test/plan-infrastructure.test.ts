/** What is made of OpenTofu's answers; test/end-to-end/plan-and-apply.test.ts plans with OpenTofu itself. */

import { createHash } from "node:crypto";
import { describe, expect, test } from "@jest/globals";
import type { Tool, Variables } from "@lablink-actions/infrastructure";
import {
  type Answers,
  configurationWith,
  diagnostic,
  fakeTool,
  planWith,
  stateWith,
} from "../../../packages/infrastructure/test/fake-tool.ts";
import { planInfrastructure } from "../src/plan-infrastructure.ts";

const content = Buffer.from("a plan");
const digest = `sha256:${createHash("sha256").update(content).digest("hex")}`;
const variables: Variables = [
  { names: ["name"], isOptional: false, json: '"one"' },
  { names: ["count"], isOptional: true, json: "10000000000000000001" },
];

/** Answers to everything that is asked: a state, a plan, and what is in it. */
function answering(state: string, changes: Readonly<Record<string, string>>): Answers {
  return {
    "show -json -no-color -config": [{ output: declaring("name") }],
    "state pull": [{ output: state }],
    plan: [{}],
    show: [{ output: planWith(changes, { name: "one" }) }],
  };
}

/** The configuration before it is planned, as OpenTofu gives it. */
function declaring(...names: readonly string[]): string {
  return JSON.stringify(configurationWith(...names).configuration);
}

type Files = Readonly<Record<string, Uint8Array>>;

const inputs = { variables, destroy: false, lockTimeout: { text: "5m", milliseconds: 300_000 } };

function effects(tool: Tool) {
  const path = (name: string) => `/temporary/${name}`;
  return { tool, pathFor: path, writeFile: path, say: () => {} };
}

async function plan(
  answers: Answers,
  destroy = false,
  files: Files = { "/temporary/plan": content },
) {
  const tool = fakeTool(answers);
  const written: Record<string, string> = {};
  const said: string[] = [];
  const result = await planInfrastructure(
    { ...inputs, destroy },
    {
      ...effects(tool),
      writeFile: (name, text) => {
        written[name] = text;
        return `/temporary/${name}`;
      },
      readBytes: (path) => files[path],
      say: (line) => said.push(line),
    },
  );
  return { result, asked: tool.asked, written, said };
}

async function decisionOf(...given: Parameters<typeof plan>) {
  const { result } = await plan(...given);
  if (!result.ok) throw new Error(JSON.stringify(result.refusals));
  return result.value;
}

async function namesOf(...given: Parameters<typeof plan>): Promise<string[]> {
  const { result } = await plan(...given);
  return result.ok ? [] : result.refusals.map(({ name }) => name);
}

describe("a plan", () => {
  test("is given with its digest, its changes, and a table of them", async () => {
    const answers = answering(stateWith("b", "c"), { a: "create", b: "no-op", c: "delete" });
    const decision = await decisionOf(answers);
    expect(decision).toEqual({
      outputs: {
        plan: "/temporary/plan",
        "plan-digest": digest,
        "was-empty": "false",
        changes: JSON.stringify([
          { address: "terraform_data.a", action: "create" },
          { address: "terraform_data.c", action: "delete" },
        ]),
      },
      title: "Plan",
      facts: [
        ["terraform_data.a", "create"],
        ["terraform_data.c", "delete"],
        ["Unchanged", "1"],
        ["Variables", "name"],
        ["Not declared", "count"],
        ["Before", "deployed, or partly"],
      ],
      warnings: [],
    });
  });

  test("is made after the state was read, with the variables as they were given", async () => {
    const { asked, written } = await plan(answering(stateWith(), { a: "create" }));
    expect(asked).toEqual([
      "show -json -no-color -config",
      "state pull",
      "plan -input=false -json -lock-timeout=5m -var-file=/temporary/variables.tfvars.json -out=/temporary/plan",
      "show -json -no-color /temporary/plan",
    ]);
    expect(written).toEqual({ "variables.tfvars.json": '{"name":"one"}' });
  });

  test("of a destruction says so, and warns if there is nothing to destroy", async () => {
    const answers = answering(stateWith("a"), { a: "delete" });
    const { asked } = await plan(answers, true);
    expect(asked[2]).toMatch(/^plan -destroy /);
    expect(await decisionOf(answers, true)).toMatchObject({
      title: "Plan of destruction",
      warnings: [],
    });
    const { warnings } = await decisionOf(answering(stateWith(), {}), true);
    expect(warnings).toEqual([
      "There is nothing to destroy. Is this the deployment that was meant?",
    ]);
    expect((await decisionOf(answering(stateWith(), {}))).warnings).toEqual([]);
  });
});

describe("a value that does not arrive is refused", () => {
  const first = answering(stateWith(), { a: "create" });
  const config = "show -json -no-color -config";

  test("before anything is planned, by the name of its variable", async () => {
    const { result, asked } = await plan({ ...first, [config]: [{ output: declaring("names") }] });
    const seen = 'the infrastructure declares no variable "name"; it declares names';
    expect(result).toMatchObject({ ok: false, refusals: [{ name: "variable-not-arrived", seen }] });
    expect(asked).toEqual([config]);
  });

  test("before the plan is shown, if the tool only says it then; what may be declared was handed over", async () => {
    const older = { ...first, [config]: [{ exitCode: 1 }] };
    const shown = [{ output: planWith({ a: "create" }, { other: "one" }) }];
    expect(await namesOf({ ...older, show: shown })).toEqual(["variable-not-arrived"]);
    const { written } = await plan(older);
    expect(written).toEqual({
      "variables.tfvars.json": '{"name":"one","count":10000000000000000001}',
    });
  });

  test.each<[unknown, string, number]>([
    ["prod", '"one"', 1],
    ["one", '"one"', 0],
    [10, '"10"', 0],
    [1000, '"1e3"', 0],
    ["5", "5", 0],
    [true, '"true"', 0],
    [false, "true", 1],
    [["a"], '["b"]', 0],
    [undefined, "null", 0],
  ])("if the plan has %j for it and it is %s: %d", async (planned, json, count) => {
    const output = planWith({ a: "create" }, { name: planned });
    const tool = fakeTool({ ...first, show: [{ output }] });
    const result = await planInfrastructure(
      { ...inputs, variables: [{ names: ["name"], isOptional: false, json }] },
      { ...effects(tool), readBytes: () => content },
    );
    expect(result.ok ? 0 : result.refusals.length).toBe(count);
    expect(JSON.stringify(result)).not.toContain("prod");
  });
});

describe("nothing is deployed yet", () => {
  test.each<[string, string, Readonly<Record<string, string>>, string]>([
    ["the state is empty and the plan only creates", stateWith(), { a: "create" }, "true"],
    ["the state is empty and the plan does nothing", stateWith(), {}, "true"],
    ["the state has a resource", stateWith("b"), { a: "create" }, "false"],
    ["the state has a half-made resource", stateWith("b!"), { a: "create" }, "false"],
    ["the plan changes something that is there", stateWith(), { a: "update" }, "false"],
    ["the plan leaves something as it is", stateWith(), { a: "create", b: "no-op" }, "false"],
    ["the plan replaces something", stateWith(), { a: "delete and create" }, "false"],
  ])("if %s", async (_, state, changes, wasEmpty) => {
    const { outputs, facts } = await decisionOf(answering(state, changes));
    expect(outputs["was-empty"]).toBe(wasEmpty);
    const before = wasEmpty === "true" ? "nothing is deployed" : "deployed, or partly";
    expect(facts.at(-1)).toEqual(["Before", before]);
  });
});

describe("trouble is refused", () => {
  const first = answering(stateWith(), { a: "create" });
  test.each<[string, Answers, string]>([
    [
      "a state that cannot be read",
      { ...first, "state pull": [{ exitCode: 1 }] },
      "infrastructure-command-failed",
    ],
    [
      "a state that is not one",
      { ...first, "state pull": [{ output: "<html>" }] },
      "infrastructure-answer-unreadable",
    ],
    ["a plan that fails", { ...first, plan: [{ exitCode: 1 }] }, "infrastructure-command-failed"],
    [
      "a plan that cannot be shown",
      { ...first, show: [{ exitCode: 1 }] },
      "infrastructure-command-failed",
    ],
    [
      "a plan of another format",
      { ...first, show: [{ output: "{}" }] },
      "infrastructure-answer-unreadable",
    ],
  ])("%s", async (_, answers, name) => {
    expect(await namesOf(answers)).toEqual([name]);
  });

  test("a plan that the tool did not write", async () => {
    const answers = { ...first, plan: [{ trouble: "nothing was written" }] };
    const { result } = await plan(answers, false, {});
    const seen = "tofu plan failed: nothing was written";
    expect(result).toMatchObject({ ok: false, refusals: [{ seen }] });
  });

  test("with what the tool says, while it runs and in the end", async () => {
    const failed = { exitCode: 1, output: diagnostic("No value for required variable") };
    const { result, said } = await plan({ ...first, plan: [failed] });
    expect(said).toEqual(["No value for required variable: Details. (main.tf:3)"]);
    const seen = `tofu plan failed: ${said[0]}`;
    expect(result).toMatchObject({ ok: false, refusals: [{ seen }] });
    expect(JSON.stringify(result)).not.toContain("hunter2");
  });
});
