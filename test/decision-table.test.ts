import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import {
  type ActionRun,
  type EventName,
  type GithubContext,
  recordedEvent,
  runAction,
  temporaryDirectory,
} from "@lablink-actions/testkit";
import { standInIndex } from "../scripts/decision-table/stand-in-index.ts";

/** The actions whose answer depends on the trigger, each with the inputs that a workflow gives it. */
function guardrails(version: string, index: string) {
  return {
    "select-dockerfile": { dockerfile: "Dockerfile", version },
    "compute-tags": { image: "ghcr.io/talmolab/image", version },
    "enforce-prod-version": {
      versions: `lablink-client-service==${version}`,
      "index-url": index,
    },
  } as const;
}

async function runAll(
  event: EventName | GithubContext,
  version: string,
  settings: Record<string, string> = {},
): Promise<Record<keyof ReturnType<typeof guardrails>, ActionRun>> {
  await using workspace = await temporaryDirectory();
  await using index = await standInIndex([["lablink-client-service", version]]);
  const dockerfile = "FROM scratch\nARG PACKAGE_VERSION\nLABEL version=$PACKAGE_VERSION\n";
  writeFileSync(join(workspace.path, "Dockerfile"), dockerfile);
  writeFileSync(join(workspace.path, "Dockerfile.dev"), "");
  const runs = Object.entries(guardrails(version, index.url)).map(async ([action, inputs]) => {
    const given = { ...inputs, ...settings };
    return [action, await runAction(action, { event, with: given, workspace: workspace.path })];
  });
  return Object.fromEntries(await Promise.all(runs));
}

function refusalTitles({ annotations }: ActionRun): (string | undefined)[] {
  return annotations.filter(({ level }) => level === "error").map(({ title }) => title);
}

describe("development", () => {
  test.each<EventName>([
    "pull-request",
    "pull-request-fork",
    "merge-group",
    "push-main",
    "push-test",
    "push-feature",
    "push-tag",
    "schedule",
    "release",
    "repository-dispatch",
    "dispatch",
    "dispatch-test",
    "dispatch-ci-test",
  ])("%s builds local code from Dockerfile.dev, with -test on every tag", async (event) => {
    const runs = await runAll(event, "");
    for (const run of Object.values(runs)) {
      expect(run.exitCode).toBe(0);
      expect(run.outputs["channel"]).toBe("development");
    }
    expect(runs["select-dockerfile"].outputs).toEqual({
      channel: "development",
      dockerfile: "Dockerfile.dev",
      "build-args": "",
      target: "",
      "secret-files": "",
      "package-source": "local",
      "tag-suffix": "-test",
      "run-dev-tests": "true",
    });
    expect(runs["enforce-prod-version"].outputs["versions"]).toBe("{}");

    const { outputs } = runs["compute-tags"];
    const { sha } = pullRequestHead(event) ?? recordedEvent(event);
    expect(outputs["tag-names"]?.split("\n")).toEqual([
      "linux-amd64-latest-test",
      "linux-amd64-test",
      `linux-amd64-${sha}-test`,
      `${sha}-test`,
      "latest-test",
    ]);
    expect(outputs["candidate"]).toBe(`ghcr.io/talmolab/image:linux-amd64-${sha}-test`);
    expect(outputs["can-push"]).toBe(String(event !== "pull-request-fork"));
  });
});

describe("production", () => {
  test.each(["0.0.7a0", "1.0", "2026.11.post1"])(
    "dispatch of prod with version %s builds it from PyPI by Dockerfile, without a suffix",
    async (version) => {
      const runs = await runAll("dispatch-prod", version);
      for (const run of Object.values(runs)) {
        expect(run.exitCode).toBe(0);
        expect(run.outputs["channel"]).toBe("production");
      }
      expect(runs["select-dockerfile"].outputs).toEqual({
        channel: "production",
        dockerfile: "Dockerfile",
        "build-args": `PACKAGE_VERSION=${version}`,
        target: "",
        "secret-files": "",
        "package-source": "pypi",
        "tag-suffix": "",
        "run-dev-tests": "false",
      });
      expect(runs["enforce-prod-version"].outputs["versions"]).toBe(
        `{"lablink-client-service":"${version}"}`,
      );
      const { sha } = recordedEvent("dispatch-prod");
      expect(runs["compute-tags"].outputs["tag-names"]?.split("\n")).toEqual([
        version,
        `linux-amd64-${version}`,
        "linux-amd64-latest",
        "linux-amd64",
        `linux-amd64-${sha}`,
        sha,
        "latest",
      ]);
    },
  );
});

describe("refused, by all guardrails for the same reason", () => {
  const push = recordedEvent("push-main");
  test.each<[string, EventName | GithubContext, string, Record<string, string>, string[]]>([
    ["prod, no version", "dispatch-prod-no-versions", "", {}, ["LA102 prod-version-missing"]],
    ["prod, bad version", "dispatch-prod", "latest", {}, ["LA103 prod-version-invalid"]],
    ["prod, local version", "dispatch-prod", "1.0+a", {}, ["LA104 prod-version-untaggable"]],
    ["unknown environment", "dispatch-unknown", "", {}, ["LA105 environment-unknown"]],
    ["prod by a push", "push-main", "", { environment: "prod" }, ["LA107 prod-needs-dispatch"]],
    [
      "prod from another ref, no version",
      "dispatch-prod",
      "",
      { "production-refs": "release/*" },
      ["LA108 prod-ref-not-allowed", "LA102 prod-version-missing"],
    ],
    ["a version on development", "dispatch-test", "0.0.2a0", {}, ["LA110 development-version"]],
    ["pull_request_target", "pull-request-target", "", {}, ["LA101 event-unsupported"]],
    ["workflow_run", "workflow-run", "", {}, ["LA101 event-unsupported"]],
    [
      "an unknown event",
      { ...push, event_name: "solar_eclipse" },
      "",
      {},
      ["LA101 event-unsupported"],
    ],
  ])("%s", async (_, event, version, settings, titles) => {
    for (const run of Object.values(await runAll(event, version, settings))) {
      expect(refusalTitles(run)).toEqual(titles);
      expect(run.exitCode).toBe(1);
      expect(run.outputs).toEqual({});
      for (const title of titles) expect(run.summary).toContain(title);
    }
  });
});

function pullRequestHead(event: EventName): { sha: string } | undefined {
  const payload = recordedEvent(event).event as { pull_request?: { head: { sha: string } } };
  return payload.pull_request?.head;
}
