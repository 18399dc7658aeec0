import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import {
  type ActionDefinition,
  actionDefinition,
  type EventName,
  evaluateTemplate,
  inputsFor,
  recordedEvent,
  type TemporaryDirectory,
  temporaryDirectory,
} from "../src/index.ts";

const actionYaml = `
name: Fixture
description: Shows every kind of input
inputs:
  sha:
    description: The commit
    default: \${{ github.event.pull_request.head.sha || github.sha }}
  source:
    description: The repository's address
    default: \${{ github.server_url }}/\${{ github.repository }}
  environment:
    default: \${{ github.event.inputs.environment }}
  token:
    default: \${{ github.token }}
  given:
    required: true
  plain:
    default: text
  yes:
    default: true
  number:
    default: 1.50
  nothing:
    default:
  Mixed Case:
    default: kept
outputs:
  result:
    description: The result
runs:
  using: node24
  main: dist/index.js
`;

let folder: TemporaryDirectory;
let definition: ActionDefinition;

beforeAll(async () => {
  folder = await temporaryDirectory();
  await mkdir(join(folder.path, "fixture"));
  await writeFile(join(folder.path, "fixture", "action.yml"), actionYaml);
  definition = actionDefinition("fixture", folder.path);
});
afterAll(() => folder.remove());

describe("a definition", () => {
  test("is read", () => {
    expect(definition).toMatchObject({
      name: "Fixture",
      description: "Shows every kind of input",
      outputs: { result: { description: "The result" } },
      runs: { using: "node24", main: "dist/index.js" },
    });
    expect(definition.inputs["given"]).toEqual({ description: "", required: true });
    expect(definition.inputs["plain"]).toEqual({
      description: "",
      required: false,
      default: "text",
    });
  });

  test("has scalars as texts", () => {
    const defaults = ["yes", "number", "nothing"].map((name) => definition.inputs[name]?.default);
    expect(defaults).toEqual(["true", "1.5", ""]);
  });

  test("needs a file and runs.using", async () => {
    expect(() => actionDefinition("none", folder.path)).toThrow("ENOENT");
    await mkdir(join(folder.path, "broken"));
    await writeFile(join(folder.path, "broken", "action.yml"), "name: Broken\n");
    expect(() => actionDefinition("broken", folder.path)).toThrow("runs.using");
  });
});

describe("inputs", () => {
  const of = (name: EventName, given?: Record<string, string>) =>
    inputsFor(definition, recordedEvent(name), given);

  test("get their defaults, evaluated", () => {
    expect(of("push-main")).toEqual({
      sha: recordedEvent("push-main").sha,
      source: "https://github.com/talmolab/lablink",
      environment: "",
      token: "",
      given: "",
      plain: "text",
      yes: "true",
      number: "1.5",
      nothing: "",
      "Mixed Case": "kept",
    });
    expect(of("dispatch-prod")["environment"]).toBe("prod");
    expect(of("dispatch")["environment"]).toBe("");
  });

  test("see the head of a pull request", () => {
    const { event, sha } = recordedEvent("pull-request");
    expect(of("pull-request")["sha"]).not.toBe(sha);
    expect(event).toMatchObject({ pull_request: { head: { sha: of("pull-request")["sha"] } } });
  });

  test("are as given, even if empty, and names have no case", () => {
    const given = of("push-main", { plain: "", SHA: "abc", "mixed case": `\${{ github.sha }}` });
    expect(given).toMatchObject({ plain: "", sha: "abc", "Mixed Case": `\${{ github.sha }}` });
    expect(given).not.toHaveProperty("SHA");
  });

  test("that are not declared are refused", () => {
    expect(() => of("push-main", { plian: "text" })).toThrow("Fixture declares no input plian");
  });
});

describe("a template", () => {
  const github = { ...recordedEvent("dispatch-prod"), token: "t" };

  test.each([
    ["", ""],
    ["no expression, $ { { } }", "no expression, $ { { } }"],
    [`\${{ github.event_name }}`, "workflow_dispatch"],
    [`\${{github.REF}}-\${{ github.ref_protected }}`, "refs/heads/main-true"],
    [`\${{ github.event.inputs['client_version'] }}`, "0.0.7a0"],
    [`\${{ github.event.no.such.thing }}`, ""],
    [`\${{ github.event.sender.id }}`, "21031067"],
    [`\${{ github.event.repository.mirror_url }}`, ""],
    [`\${{ github.token }}`, "t"],
    [`\${{ '}}' }}\${{ 'it''s' }}`, "}}it's"],
    [`\${{ format('{0}/{1}', github.ref_name, 'x') }}`, "main/x"],
    [`\${{ contains(github.event.inputs.*, 'prod') && 'a' || 'b' }}`, "a"],
    [`a \${{ 1 == 1 }} $& $1`, "a true $& $1"],
  ])("%j is %j", (template, result) => {
    expect(evaluateTemplate(template, github)).toBe(result);
  });

  test.each([
    [`\${{ github.sha`, "not closed"],
    [`a \${{ github.sha }`, "not closed"],
    [`\${{ github.event }}`, "Expected a string"],
    [`\${{ secrets.TOKEN }}`, "secrets"],
    [`\${{ github. }}`, ""],
    [`\${{ }}`, ""],
  ])("%j is refused", (template, message) => {
    expect(() => evaluateTemplate(template, github)).toThrow(message);
  });
});
