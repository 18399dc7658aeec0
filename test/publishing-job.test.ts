/** The job of the example that may publish, and the actions that it is made of. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { parse } from "yaml";

interface Step {
  readonly uses?: string;
  readonly run?: string;
}
interface Job {
  readonly steps: readonly Step[];
  readonly permissions?: Readonly<Record<string, string>>;
}

const read = (path: string) => parse(readFileSync(path, "utf8"));
const workflow = read("examples/lablink/.github/workflows/publish-pip.yml") as {
  readonly permissions: object;
  readonly jobs: Readonly<Record<string, Job>>;
};

describe("publish-pip.yml", () => {
  test("lets only one job write, and that one only prove what it is", () => {
    expect(workflow.permissions).toEqual({});
    const permissions = Object.entries(workflow.jobs).map(([name, job]) => [name, job.permissions]);
    expect(Object.fromEntries(permissions)).toEqual({
      build: { contents: "read" },
      test: { contents: "read" },
      publish: { "id-token": "write" },
    });
  });

  test("runs nothing of the repository in that job: neither a checkout nor a command", () => {
    const steps = workflow.jobs["publish"]?.steps ?? [];
    expect(steps.map(({ uses }) => uses?.replace(/@.*/, ""))).toEqual([
      "actions/download-artifact",
      "talmolab/lablink-actions/publish-package",
    ]);
    const composite = read("actions/publish-package/action.yml").runs.steps as readonly Step[];
    expect(composite.map(({ uses }) => uses?.replace(/@.*/, ""))).toEqual([
      "astral-sh/setup-uv",
      "$/upload-package",
      "$/show-image-command",
    ]);
  });

  test("installs development dependencies and runs tests only in a job that gives nothing to the others", () => {
    const commands = Object.entries(workflow.jobs).map(([name, { steps }]) => [
      name,
      steps.flatMap(({ run }) => run ?? []),
    ]);
    expect(Object.fromEntries(commands)).toEqual({
      build: [],
      // What each runs is in variables, and read-release-config gives it.
      test: [
        'read -ra words <<< "$WORDS"\nuv sync "${words[@]}"\n',
        'uv run --no-sync bash -euo pipefail -c "$COMMAND"',
        'uv run --no-sync bash -- "$SCRIPT"',
        'uv run --no-sync bash -euo pipefail -c "$COMMAND"',
      ],
      publish: [],
    });
    expect(workflow.jobs["test"]).not.toHaveProperty("outputs");
  });
});
