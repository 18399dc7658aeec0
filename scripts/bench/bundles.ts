/** What each bundle costs a job, as the whole process a runner starts, beside `node -e 0`. */
import { mkdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { type EventName, gitRepository } from "@lablink-actions/testkit";
import { standInIndex } from "../decision-table/stand-in-index.ts";
import {
  bundle,
  bundlePath,
  type Command,
  execute,
  medians,
  milliseconds,
  row,
} from "./measure.ts";

const runs = 40;

interface Case {
  readonly title: string;
  readonly action: string;
  readonly event: EventName;
  readonly inputs: Readonly<Record<string, string>>;
}

const tagged = { package: "lablink-allocator-service", directory: "package" };
const versions = [
  ["lablink-allocator-service", "0.0.2a0"],
  ["lablink-client-service", "0.0.7a0"],
] as const;

const cases = (indexUrl: string): readonly Case[] => [
  {
    title: "select-dockerfile",
    action: "select-dockerfile",
    event: "dispatch-prod",
    inputs: { dockerfile: "Dockerfile", version: "0.0.2a0" },
  },
  {
    title: "compute-tags",
    action: "compute-tags",
    event: "dispatch-prod",
    inputs: { image: "ghcr.io/talmolab/lablink-allocator-image", version: "0.0.2a0" },
  },
  {
    title: "enforce-prod-version, development",
    action: "enforce-prod-version",
    event: "push-main",
    inputs: { versions: versions.map(([name]) => `${name}==`).join("\n") },
  },
  {
    title: "enforce-prod-version, asking an index",
    action: "enforce-prod-version",
    event: "dispatch-prod",
    inputs: {
      versions: versions.map((pair) => pair.join("==")).join("\n"),
      "index-url": indexUrl,
    },
  },
  {
    title: "validate-version-tag, no branch",
    action: "validate-version-tag",
    event: "push-tag",
    inputs: { ...tagged, branch: "" },
  },
  {
    title: "validate-version-tag, asking git",
    action: "validate-version-tag",
    event: "push-tag",
    inputs: tagged,
  },
  {
    title: "show-image-command, asking an index",
    action: "show-image-command",
    event: "push-tag",
    inputs: {
      workflow: "lablink-images.yml",
      versions: "lablink-allocator-service==\nlablink-client-service==",
      published: "lablink-client-service==0.0.7a0",
      "index-url": indexUrl,
    },
  },
  {
    title: "read-release-config",
    action: "read-release-config",
    event: "push-main",
    inputs: { config: ".github/lablink-actions.yml" },
  },
];

export async function benchBundles(): Promise<void> {
  await using repository = await gitRepository();
  await using index = await standInIndex(versions);
  const workspace = repository.path;
  mkdirSync(join(workspace, "package"));
  await repository.write(
    "package/pyproject.toml",
    '[project]\nname = "lablink-allocator-service"\nversion = "0.0.2a0"\n',
  );
  await repository.write("Dockerfile", "FROM scratch\nARG PACKAGE_VERSION\n");
  mkdirSync(join(workspace, ".github"));
  const config = readFileSync("examples/lablink/.github/lablink-actions.yml", "utf8");
  await repository.write(".github/lablink-actions.yml", config);
  await repository.commit("A package");
  await repository.tag("lablink-allocator-service_v0.0.2a0");

  console.log(`Bundles, beside node -e 0: medians of ${runs} runs in turn\n`);
  row("bundle", "size", "time", "× node -e 0");
  for (const { title, action, event, inputs } of cases(index.url)) {
    const command = bundle(action, event, inputs, workspace);
    const empty = { ...command, words: [process.execPath, "-e", "0"] };
    const start = (what: Command) => () => execute({ ...what, directory: workspace });
    const [peer = 0, time = 0] = await medians([start(empty), start(command)], runs, 3);
    const size = `${(statSync(bundlePath(action)).size / 1000).toFixed(0)} kB`;
    row(title, size, milliseconds(time), (time / peer).toFixed(2));
  }
}
