import { setTimeout } from "node:timers/promises";
import { describe, expect, test } from "@jest/globals";
import { accept, type Refusal, type Result, refuse } from "@lablink-actions/release-core";
import type { Command } from "@lablink-actions/testkit";
import { cases } from "@lablink-actions/testkit/arbitraries";
import fc from "fast-check";
import { type Decision, runAction } from "../src/run.ts";
import { hostileText } from "./hostile.ts";
import { expectSame } from "./same.ts";
import { stepInThisProcess } from "./step.ts";

const step = stepInThisProcess();

const decision: Decision = {
  outputs: { channel: "production", versions: '{"a":"1.0"}' },
  title: "Production versions",
  facts: [["Channel", "production"]],
  notices: ["v1.0 is used as 1.0"],
  warnings: ["1.0 is a week old"],
};

const missing: Refusal = {
  name: "prod-version-missing",
  seen: "lablink-client-service has no version",
  remedy: "Re-run with client_version=<version>.",
};
const misspelled: Refusal = {
  name: "project-version-invalid",
  seen: 'version is "1.0,\nb"',
  remedy: "Write 1.0.",
  location: { file: "packages/client: a,b/pyproject.toml", line: 3, column: 11 },
};

describe("an action that decides", () => {
  test("ends green, with its outputs, its table in log and summary, its notices and warnings", async () => {
    await runAction(() => accept(decision));
    expect(process.exitCode).toBe(0);
    expect(step.outputs()).toEqual(decision.outputs);
    expect(step.summary()).toBe(
      "### Production versions\n\n|  |  |\n| --- | --- |\n| Channel | production |\n\n",
    );
    expect(step.read()).toMatchObject({
      logs: ["┌ Production versions\n│ Channel │ production\n"],
      commands: [
        { name: "notice", data: "v1.0 is used as 1.0" },
        { name: "warning", data: "1.0 is a week old" },
      ],
    });
  });

  test("is waited for", async () => {
    await runAction(() => Promise.resolve(accept({ outputs: { a: "1" }, title: "a", facts: [] })));
    expect(step.outputs()).toEqual({ a: "1" });
    expect(step.read().commands).toEqual([]);
  });

  test("on something that fails ends red, with one annotation, its table and all outputs", async () => {
    await runAction(() => accept({ ...decision, warnings: [], notices: [], failure: misspelled }));
    expect(process.exitCode).toBe(1);
    expect(step.outputs()).toEqual(decision.outputs);
    expect(step.summary()).toBe(
      "### Production versions\n\n|  |  |\n| --- | --- |\n| Channel | production |\n\n",
    );
    expect(step.read().commands).toEqual([
      {
        name: "error",
        properties: {
          title: "LA209 project-version-invalid",
          file: "packages/client: a,b/pyproject.toml",
          line: "3",
          col: "11",
        },
        data: 'LA209 project-version-invalid: version is "1.0,\nb". Write 1.0.',
      },
    ]);
  });
});

describe("an action that refuses", () => {
  test("ends red, with one annotation for each reason, at its place, and no outputs", async () => {
    await runAction(() => refuse(missing, misspelled));
    expect(process.exitCode).toBe(1);
    expect(step.outputs()).toEqual({});
    expect(step.read().commands).toEqual([
      {
        name: "error",
        properties: { title: "LA102 prod-version-missing" },
        data: "LA102 prod-version-missing: lablink-client-service has no version. Re-run with client_version=<version>.",
      },
      {
        name: "error",
        properties: {
          title: "LA209 project-version-invalid",
          file: "packages/client: a,b/pyproject.toml",
          line: "3",
          col: "11",
        },
        data: 'LA209 project-version-invalid: version is "1.0,\nb". Write 1.0.',
      },
    ]);
  });

  test("has every reason in one table of log and summary, though GitHub shows ten annotations", async () => {
    const refusals = Array.from({ length: 12 }, (_, index) => ({
      ...missing,
      seen: `reason ${index}`,
    }));
    await runAction(() => refuse(missing, ...refusals));
    expect(step.summary()).toContain(
      "### Refused, for 13 reasons\n\n| Code | Seen | What to do |\n",
    );
    for (const { seen } of [missing, ...refusals]) {
      expect(step.summary()).toContain(`| LA102 prod-version-missing | ${seen} | Re-run`);
      expect(step.stdout()).toContain(`│ LA102 prod-version-missing │ ${seen}\n`);
    }
  });

  test("shows its reason even if the summary cannot be written", async () => {
    process.env["GITHUB_STEP_SUMMARY"] = step.folder;
    await runAction(() => refuse(missing));
    expect(process.exitCode).toBe(1);
    expect(step.read().commands).toMatchObject([
      { name: "error", properties: { title: "LA102 prod-version-missing" } },
      { name: "warning", data: expect.stringContaining("EISDIR") },
    ]);
  });
});

test("an action that is cancelled while it waits ends red, with LA998 and no outputs", async () => {
  const controller = new AbortController();
  controller.abort();
  await runAction(async () => {
    await setTimeout(60_000, undefined, { signal: controller.signal });
    return accept(decision);
  });
  expect(process.exitCode).toBe(1);
  expect(step.outputs()).toEqual({});
  expect(step.read().commands).toMatchObject([
    { name: "error", properties: { title: "LA998 run-cancelled" } },
  ]);
});

describe("an action that fails", () => {
  const failing: readonly (readonly [string, () => never, string])[] = [
    [
      "an error",
      () => {
        throw new TypeError("x is not a function");
      },
      "TypeError: x is not a function",
    ],
    [
      "an error without a message",
      () => {
        throw new Error();
      },
      "Error",
    ],
    [
      "something that is not an error",
      () => {
        throw "no";
      },
      "no",
    ],
  ];

  test.each(failing)(
    "by throwing %s ends red, with LA999 and no outputs",
    async (_, fail, seen) => {
      await runAction(fail);
      expect(process.exitCode).toBe(1);
      expect(step.outputs()).toEqual({});
      expect(step.read().commands).toMatchObject([
        {
          name: "error",
          properties: { title: "LA999 unexpected-failure" },
          data: expect.stringContaining(`LA999 unexpected-failure: ${seen}. If the runner`),
        },
      ]);
      expect(step.summary()).toContain(`| LA999 unexpected-failure | ${seen} |`);
    },
  );

  test("by a promise that is rejected ends the same way", async () => {
    await runAction(() => Promise.reject(new Error("no network")));
    expect(process.exitCode).toBe(1);
    expect(step.read().commands).toMatchObject([{ data: expect.stringContaining("no network") }]);
  });

  test("has the stack of the error and of its cause in the log", async () => {
    await runAction(() => {
      throw new Error("cannot ask", { cause: new RangeError("port 0") });
    });
    expect(step.stdout()).toMatch(/^│ Error: cannot ask\n│ {5}at .*run\.test\.ts/);
    expect(step.stdout()).toMatch(/\n│ caused by RangeError: port 0\n│ {5}at .*run\.test\.ts/);
  });

  test("to write its outputs ends red, without any of them", async () => {
    const outputs = { a: "1", b: 1n as unknown as string };
    await runAction(() => accept({ ...decision, outputs }));
    expect(process.exitCode).toBe(1);
    expect(step.outputs()).toEqual({});
    expect(step.summary()).toContain("LA999 unexpected-failure");
    expect(step.read().commands.map(({ name }) => name)).toEqual(["error"]);
  });

  test("to write its summary ends red, without any outputs", async () => {
    process.env["GITHUB_STEP_SUMMARY"] = step.folder;
    await runAction(() => accept(decision));
    expect(process.exitCode).toBe(1);
    expect(step.outputs()).toEqual({});
    expect(step.read().commands.map(({ name }) => name)).toEqual(["error", "warning"]);
  });
});

interface Hostile {
  readonly decide: () => Result<Decision>;
  /** All that the runner may read. */
  readonly expected: {
    readonly commands: readonly Command[];
    readonly outputs: Readonly<Record<string, string>>;
  };
}

const remedy =
  "If the runner is the cause (no space, no permission), fix it. If not, open an issue at talmolab/lablink-actions with this log.";

const accepting = fc
  .tuple(hostileText, hostileText, hostileText, hostileText)
  .map(([title, label, message, output]): Hostile => {
    const facts = [[label, message]] as const;
    const outputs = { output, channel: "development" };
    const decision = { title, facts, outputs, notices: [message], warnings: [title] };
    return {
      decide: () => accept(decision),
      expected: {
        commands: [
          { name: "notice", properties: {}, data: message },
          { name: "warning", properties: {}, data: title },
        ],
        outputs: { output: output.toWellFormed(), channel: "development" },
      },
    };
  });

// Between two letters, because the runner ignores a `=` before a property's value, and blanks around it.
const fileName = hostileText.map((text) => `a${text}b`);

const refusing = fc
  .tuple(hostileText, hostileText, fileName)
  .map(([seen, advice, file]): Hostile => {
    const title = "LA902 input-invalid";
    const refusal = {
      name: "input-invalid" as const,
      seen,
      remedy: advice,
      location: { file, line: 2, column: 1 },
    };
    const properties = { title, file, line: "2", col: "1" };
    const data = `${title}: ${seen}. ${advice}`;
    return {
      decide: () => refuse(refusal),
      expected: { commands: [{ name: "error", properties, data }], outputs: {} },
    };
  });

const failing = hostileText.map((message): Hostile => {
  const title = "LA999 unexpected-failure";
  const data = `${title}: ${new Error(message)}. ${remedy}`;
  return {
    decide: () => {
      throw new Error(message);
    },
    expected: { commands: [{ name: "error", properties: { title }, data }], outputs: {} },
  };
});

test("whatever the values are, a run gives the runner only its own annotations and outputs", async () => {
  await fc.assert(
    fc.asyncProperty(fc.oneof(accepting, refusing, failing), async (hostile) => {
      step.clear();
      await runAction(hostile.decide);
      const { commands } = step.read();
      expectSame({ commands, outputs: step.outputs() }, hostile.expected);
    }),
    cases,
  );
});
