/**
 * `npm run bench`: what each bundle costs a job, as the whole process a runner starts, against `node -e 0`
 * in the same run: the two in turn, so that a noisy machine is noisy for both. Nothing is asserted.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, statSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import {
  actionDefinition,
  type EventName,
  gitRepository,
  inputsFor,
  recordedEvent,
} from "@lablink-actions/testkit";

const runs = 40;
const root = resolve(import.meta.dirname, "..");

interface Subject {
  readonly title: string;
  readonly action: string;
  readonly event: EventName;
  readonly inputs: Readonly<Record<string, string>>;
}

const tagged = { package: "lablink-allocator-service", directory: "package" };
const subjects: readonly Subject[] = [
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
    title: "enforce-prod-version",
    action: "enforce-prod-version",
    event: "dispatch-prod",
    inputs: { versions: "lablink-allocator-service==0.0.2a0\nlablink-client-service==0.0.7a0" },
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
];

await using repository = await gitRepository();
const workspace = repository.path;
mkdirSync(join(workspace, "package"));
await repository.write(
  "package/pyproject.toml",
  '[project]\nname = "lablink-allocator-service"\nversion = "0.0.2a0"\n',
);
await repository.write("Dockerfile", "FROM scratch\n");
await repository.commit("A package");
await repository.tag("lablink-allocator-service_v0.0.2a0");

console.log(`Node ${process.version}, ${runs} runs each, in turn with node -e 0; medians.\n`);
console.log(["bundle".padEnd(34), "size", "time", "× node -e 0"].join("\t"));
for (const subject of subjects) {
  const bundle = join(root, "actions", subject.action, "dist", "index.js");
  const env = environment(subject);
  const times: number[] = [];
  const peers: number[] = [];
  for (let run = -3; run < runs; run++) {
    const peer = milliseconds(["-e", "0"], env);
    const time = milliseconds([bundle], env);
    // The first few warm the caches of the machine.
    if (run >= 0) {
      peers.push(peer);
      times.push(time);
    }
  }
  const size = `${(statSync(bundle).size / 1000).toFixed(0)} kB`;
  const ratio = median(times) / median(peers);
  const cells = [
    subject.title.padEnd(34),
    size,
    `${median(times).toFixed(0)} ms`,
    ratio.toFixed(2),
  ];
  console.log(cells.join("\t"));
}

function environment({ action, event, inputs }: Subject): NodeJS.ProcessEnv {
  const given = inputsFor(actionDefinition(action), recordedEvent(event), inputs);
  const variables = Object.entries(given).map(([name, value]) => [
    `INPUT_${name.replaceAll(" ", "_").toUpperCase()}`,
    value,
  ]);
  const files = ["GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY"].map((name) => {
    const file = join(workspace, name);
    writeFileSync(file, "");
    return [name, file];
  });
  return { PATH: process.env["PATH"], ...Object.fromEntries([...variables, ...files]) };
}

function milliseconds(words: readonly string[], env: NodeJS.ProcessEnv): number {
  const begin = performance.now();
  const { status, stdout } = spawnSync(process.execPath, words, { cwd: workspace, env });
  const time = performance.now() - begin;
  if (status !== 0) throw new Error(`${words.join(" ")} ended with ${status}:\n${stdout}`);
  return time;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((left, right) => left - right);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
