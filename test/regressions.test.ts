/**
 * The faults that shell in YAML caused in LabLink. Each test has the name of the fault that it prevents, and runs the
 * real bundle as the runner would. The faults of tags and pyproject.toml are tested with validate-version-tag.
 */
import { globSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import {
  type ActionRun,
  type EventName,
  recordedEvent,
  runAction,
  type TemporaryDirectory,
  temporaryDirectory,
} from "@lablink-actions/testkit";

let workspace: TemporaryDirectory;

beforeAll(async () => {
  workspace = await temporaryDirectory();
  mkdirSync(join(workspace.path, "packages"));
  const dockerfile = "FROM scratch\nARG PACKAGE_VERSION\nLABEL version=$PACKAGE_VERSION\n";
  writeFileSync(join(workspace.path, "packages", "Dockerfile"), dockerfile);
  writeFileSync(join(workspace.path, "packages", "Dockerfile.dev"), "");
});

afterAll(() => workspace.remove());

async function selectDockerfile(event: EventName, inputs: Record<string, string> = {}) {
  const given = { dockerfile: "packages/Dockerfile", ...inputs };
  return runAction("select-dockerfile", { event, with: given, workspace: workspace.path });
}

async function computeTags(event: EventName, inputs: Record<string, string> = {}) {
  return runAction("compute-tags", { event, with: { image: "ghcr.io/talmolab/image", ...inputs } });
}

function expectRefusal(run: ActionRun, title: string): void {
  expect(run.annotations.map((annotation) => annotation.title)).toContain(title);
  expect(run.exitCode).toBe(1);
  expect(run.outputs).toEqual({});
}

/** The lines of every `run:`, also those of a block under it. */
function runLines(text: string): string[] {
  const lines = text.split("\n");
  return lines.flatMap((line, index) => {
    const indent = /^(\s*(?:- )?)run:/.exec(line)?.[1]?.length;
    if (indent === undefined) return [];
    const block = lines.slice(index + 1);
    const end = block.findIndex((next) => next.trim() !== "" && next.search(/\S/) <= indent);
    return [line, ...block.slice(0, end < 0 ? undefined : end)];
  });
}

describe("1: production built from the development Dockerfile", () => {
  test("prod dispatched from main builds from Dockerfile, although a push to main does not", async () => {
    const dispatched = await selectDockerfile("dispatch-prod", { version: "0.0.2a0" });
    const pushed = await selectDockerfile("push-main");
    expect(recordedEvent("dispatch-prod").ref).toBe(recordedEvent("push-main").ref);
    expect(dispatched.outputs["dockerfile"]).toBe("packages/Dockerfile");
    expect(pushed.outputs["dockerfile"]).toBe("packages/Dockerfile.dev");
  });

  test("the trigger is decided in one place: no action looks at event or environment itself", () => {
    // Where a run deploys to is another question, and is decided in one place too.
    const [deployments, sources] = [
      globSync("actions/resolve-deployment/src/*.ts"),
      globSync("actions/*/src/*.ts", { exclude: ["actions/resolve-deployment/**"] }),
    ];
    // A list has the environments; only environment.ts says what they mean.
    const others = deployments.filter((it) => !/\/(?:environment|lablink)\.ts$/.test(it));
    for (const source of others) {
      expect(readFileSync(source, "utf8")).not.toMatch(
        /workflow_dispatch|"push"|"schedule"|"prod"/,
      );
    }
    expect(sources.length).toBeGreaterThan(10);
    for (const source of sources) {
      expect(readFileSync(source, "utf8")).not.toMatch(
        /workflow_dispatch|pull_request"|"push"|"prod"|\beventName\b|[.{]\s?environment\b/,
      );
    }
    const aware = globSync("actions/*/src/main.ts").filter((file) =>
      /\btriggerOf\(/.test(readFileSync(file, "utf8")),
    );
    expect(aware.length).toBeGreaterThanOrEqual(4);
    for (const file of aware) {
      const sources = globSync(`${dirname(file)}/*.ts`).map((it) => readFileSync(it, "utf8"));
      expect(sources.join("\n")).toMatch(/\bdecide(Image)?Channel\(/);
    }
  });
});

describe("2: development code pushed as a clean version", () => {
  test("environment=test with a version filled in is refused", async () => {
    for (const run of [
      await selectDockerfile("dispatch-test", { version: "0.0.2a0" }),
      await computeTags("dispatch-test", { version: "0.0.2a0" }),
    ]) {
      expectRefusal(run, "LA110 development-version");
    }
  });
});

describe("3: development code pushed as latest", () => {
  test("the version latest is refused on development and on production", async () => {
    const version = "latest";
    expectRefusal(await computeTags("dispatch-test", { version }), "LA110 development-version");
    expectRefusal(await computeTags("dispatch-prod", { version }), "LA103 prod-version-invalid");
  });

  test.each<EventName>(["push-main", "release", "dispatch-test"])(
    "%s never tags latest",
    async (event) => {
      const { outputs } = await computeTags(event);
      expect(outputs["tag-names"]?.split("\n") ?? []).not.toContain("latest");
    },
  );
});

describe("4: an unknown trigger falls back to a default", () => {
  test.each<[EventName, string]>([
    ["workflow-run", "LA101 event-unsupported"],
    ["pull-request-target", "LA101 event-unsupported"],
    ["dispatch-unknown", "LA105 environment-unknown"],
  ])("%s is refused, not defaulted", async (event, title) => {
    expectRefusal(await selectDockerfile(event), title);
    expectRefusal(await computeTags(event), title);
  });
});

describe("5: what is verified is not what was pushed", () => {
  test("ci-test from a feature branch has one suffix, on the candidate and on every tag", async () => {
    const { outputs } = await computeTags("dispatch-ci-test");
    const { sha, ref } = recordedEvent("dispatch-ci-test");
    expect(ref).toBe("refs/heads/feature/gpu-check");
    expect(outputs["candidate"]).toBe(`ghcr.io/talmolab/image:linux-amd64-${sha}-test`);
    expect(outputs["tags"]?.split("\n")).toContain(outputs["candidate"]);
    for (const tag of outputs["tag-names"]?.split("\n") ?? []) expect(tag).toMatch(/-test$/);
    const { outputs: selected } = await selectDockerfile("dispatch-ci-test");
    expect(selected["tag-suffix"]).toBe("-test");
  });
});

describe("15: a boolean that is always true", () => {
  test.each(["yes", "1", "on", "", "tRue"])(
    "strict: %j is refused, not guessed",
    async (strict) => {
      const inputs = { package: "lablink-allocator-service", branch: "", strict };
      const run = await runAction("validate-version-tag", { event: "push-tag", with: inputs });
      expectRefusal(run, "LA902 input-invalid");
    },
  );
});

describe("16: what is typed into a form becomes a tag, an output or a command", () => {
  test.each([
    "0.2.0,ghcr.io/evil/x:y",
    "0.2.0\nghcr.io/evil/x:y",
    "0.2.0\nchannel=production",
    "0.2.0\nchannel<<EOF\nproduction\nEOF",
    "::set-output name=channel::production",
    "0.2.0\r::add-path::/evil",
    "##[set-output name=channel;]production",
    "$(curl evil)",
    "0.2.0`id`",
    "0.2.0 --push",
  ])("the version %j is refused and forges nothing", async (version) => {
    for (const run of [
      await computeTags("dispatch-prod", { version }),
      await selectDockerfile("dispatch-prod", { version }),
    ]) {
      expectRefusal(run, "LA103 prod-version-invalid");
      expect(new Set(run.commands.map(({ name }) => name))).toEqual(new Set(["error"]));
      expect(run.environment).toEqual({});
      expect(run.path).toEqual([]);
    }
  });

  test("a newline in a version gives no other package a version", async () => {
    const versions = ["a==1.0\nb==6.6", "b==2.0"].join("\n");
    const run = await runAction("enforce-prod-version", {
      event: "dispatch-prod",
      with: { versions },
    });
    expectRefusal(run, "LA111 versions-invalid");
  });

  test("no workflow, and no example in a README, has an expression inside run:", () => {
    const files = globSync([".github/workflows/*.yml", "README.md", "actions/*/README.md"]);
    const runs = files.flatMap((file) => runLines(readFileSync(file, "utf8")));
    expect(runs.length).toBeGreaterThan(0);
    expect(runs.filter((line) => line.includes("${{"))).toEqual([]);
  });
});

describe("19: a version that cannot be a tag reaches docker push", () => {
  test.each(["1.0+local", "1!2.0", `1.${"1".repeat(130)}`])("%s is refused", async (version) => {
    const title = "LA104 prod-version-untaggable";
    expectRefusal(await computeTags("dispatch-prod", { version }), title);
    expectRefusal(await selectDockerfile("dispatch-prod", { version }), title);
  });

  test("a version that only makes a longer tag too long is refused with the template", async () => {
    const run = await computeTags("dispatch-prod", { version: `1.${"1".repeat(124)}` });
    expectRefusal(run, "LA402 tag-invalid");
    expect(run.annotations[0]?.message).toContain('the template "{platform}-{version}"');
  });
});
