/** What is made of OpenTofu's answers; test/plan-and-apply.test.ts plans with OpenTofu itself. */

import { createHash } from "node:crypto";
import { describe, expect, test } from "@jest/globals";
import type { Variables } from "@lablink-actions/infrastructure";
import {
  type Answers,
  diagnostic,
  fakeTool,
  planWith,
  stateWith,
} from "../../../packages/infrastructure/test/fake-tool.ts";
import { planInfrastructure } from "../src/plan-infrastructure.ts";

const content = Buffer.from("a plan");
const digest = `sha256:${createHash("sha256").update(content).digest("hex")}`;
const variables = '{"name":"one"}' as Variables;

/** Answers to everything that is asked: a state, a plan, and what is in it. */
function answering(state: string, changes: Readonly<Record<string, string>>): Answers {
  return {
    "state pull": [{ output: state }],
    plan: [{}],
    show: [{ output: planWith(changes) }],
  };
}

type Files = Readonly<Record<string, Uint8Array>>;

async function plan(
  answers: Answers,
  destroy = false,
  files: Files = { "/temporary/plan": content },
) {
  const tool = fakeTool(answers);
  const written: Record<string, string> = {};
  const said: string[] = [];
  const result = await planInfrastructure(
    { variables, destroy, lockTimeout: { text: "5m", milliseconds: 300_000 } },
    {
      tool,
      pathFor: (name) => `/temporary/${name}`,
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
        ["Before", "deployed, or partly"],
      ],
      warnings: [],
    });
  });

  test("is made after the state was read, with the variables as they were given", async () => {
    const { asked, written } = await plan(answering(stateWith(), { a: "create" }));
    expect(asked).toEqual([
      "state pull",
      "plan -input=false -json -lock-timeout=5m -var-file=/temporary/variables.tfvars.json -out=/temporary/plan",
      "show -json -no-color /temporary/plan",
    ]);
    expect(written).toEqual({ "variables.tfvars.json": variables });
  });

  test("of a destruction says so, and warns if there is nothing to destroy", async () => {
    const answers = answering(stateWith("a"), { a: "delete" });
    const { asked } = await plan(answers, true);
    expect(asked[1]).toMatch(/^plan -destroy /);
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
      { "state pull": [{ exitCode: 1 }] },
      "infrastructure-command-failed",
    ],
    [
      "a state that is not one",
      { "state pull": [{ output: "<html>" }] },
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
